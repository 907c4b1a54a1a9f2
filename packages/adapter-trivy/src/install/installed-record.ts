// What is remembered of the bundle that the database in a cache came from. It stands beside the database, and counts for that database only.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { encodeCanonical, type VerifyResult } from "@stella-export/core";
import { nodeFiles } from "@stella-export/core/node";

/** Name of the file. */
export const RECORD = "bundle.json";

/** The bundle that a database came from, and how far it was believed. */
export type BundleFacts = Pick<
  VerifyResult,
  "verdict" | "exportId" | "contentDigest" | "manifestDigest" | "tenant" | "profile" | "asOf" | "sequence" | "expires" | "signers"
>;

export function factsOf(result: VerifyResult): BundleFacts {
  const { verdict, exportId, contentDigest, manifestDigest, tenant, profile, asOf, sequence, expires, signers } = result;
  return { verdict, exportId, contentDigest, manifestDigest, tenant, profile, asOf, sequence, expires, signers };
}

/** `metadata` is the file beside the database, which is another one as soon as Trivy downloads. */
export function encodeRecord(bundle: BundleFacts, metadata: Uint8Array): Uint8Array {
  return encodeCanonical({ bundle, metadata: hash("sha256", metadata) });
}

/** The bundle that the database with this metadata came from; null where nothing is known of it. Throws PERMISSION, IO. */
export function readRecord(path: string, metadata: Uint8Array): BundleFacts | null {
  if (nodeFiles.look(path) !== "file") return null;
  try {
    const record = JSON.parse(readFileSync(path, "utf8")) as { readonly bundle: BundleFacts; readonly metadata: string };
    return record.metadata === hash("sha256", metadata) && Array.isArray(record.bundle.signers) ? record.bundle : null;
  } catch {
    // Whoever can damage it can replace the database as well.
    return null;
  }
}

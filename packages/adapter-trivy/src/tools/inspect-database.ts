// Does `inspect` of a database, whatever it lies in.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ExportError } from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";
import { openBolt } from "../bolt/bolt-reader.js";
import { summarizeBolt } from "./bolt-summary.js";
import { databaseKindOf, withBoltFile } from "./database-file.js";
import type { DatabaseSummary } from "./database-summary.js";
import { summarizeJava } from "./java-summary.js";
import { unpackDatabase } from "./packed-database.js";
import { isObject } from "../mapping/json.js";

/**
 * What is in a trivy.db, a trivy-java.db, or an archive of one with its metadata.json; undefined where `path` is a folder, or a file of another kind.
 * Throws DATABASE_DAMAGED, NOT_FOUND, PERMISSION, IO.
 */
export async function inspectDatabase(path: string): Promise<DatabaseSummary | undefined> {
  const kind = databaseKindOf(path);
  if (kind === undefined) return undefined;
  if (kind === "packed") return inspectPacked(path);
  return orderMembers(await summarize(path, kind), metadataBeside(path));
}

async function inspectPacked(path: string): Promise<DatabaseSummary> {
  const unpacked = await unpackDatabase(path);
  try {
    if (unpacked.path === undefined)
      throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", "the archive holds neither trivy.db nor trivy-java.db", { path });
    const kind = basename(unpacked.path) === "trivy.db" ? "bolt" : "sqlite";
    const { metadata } = unpacked;
    return orderMembers(await summarize(unpacked.path, kind, path), metadata === undefined ? null : parseMetadata(metadata, path));
  } finally {
    unpacked.close();
  }
}

/** `shown` is the path that errors name. */
async function summarize(path: string, kind: "bolt" | "sqlite", shown = path): Promise<Omit<DatabaseSummary, "metadata">> {
  if (kind === "sqlite") return summarizeJava(path, shown);
  return withBoltFile(path, (source) => summarizeBolt(openBolt(source, { singlePass: true })), shown);
}

function orderMembers({ format, buckets }: Omit<DatabaseSummary, "metadata">, metadata: DatabaseSummary["metadata"]): DatabaseSummary {
  return { format, metadata, buckets };
}

/** In Trivy's cache the metadata is a file in the same folder. */
function metadataBeside(database: string): DatabaseSummary["metadata"] {
  const path = join(dirname(database), "metadata.json");
  if (!existsSync(path)) return null;
  try {
    return parseMetadata(readFileSync(path), path);
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}

function parseMetadata(bytes: Uint8Array, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isObject(value)) return value;
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", "metadata.json is not JSON", { path, cause });
  }
  throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", "metadata.json is no object", { path });
}

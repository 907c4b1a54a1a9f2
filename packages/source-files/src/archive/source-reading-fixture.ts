// Reads a source to its end and lists what came, in an order of its own. Test-only: not exported from the package.
import { hash } from "node:crypto";
import { DEFAULT_LIMITS, type DocumentBatch } from "@stella-export/core";
import { FileSource } from "../file-source.js";
import type { ArchiveLimits } from "./archive-limits.js";

export interface Reading {
  /** `PATH:LINE:DIGEST OF THE SOURCE DOCUMENT:DIGEST OF WHAT WAS HANDED ON`, sorted. */
  readonly documents: readonly string[];
  /** `PATH:LINE:CODE:DIGEST`, sorted. */
  readonly rejects: readonly string[];
  readonly ignored: number;
}

/** Throws what reading throws. */
export async function readingOf(path: string, limits?: Partial<ArchiveLimits>): Promise<Reading> {
  return collectReading(new FileSource("evidence", path, limits).read({ limits: DEFAULT_LIMITS }));
}

async function collectReading(batches: AsyncIterable<DocumentBatch>): Promise<Reading> {
  const documents: string[] = [];
  const rejects: string[] = [];
  let ignored = 0;
  for await (const batch of batches) {
    ignored += batch.ignored;
    for (let i = 0; i < batch.count; i++) {
      const digest = `sha256:${hash("sha256", batch.slab.subarray(batch.starts[i], batch.ends[i]))}`;
      documents.push(`${batch.paths[i]}:${batch.lines[i]}:${batch.sourceDigests?.[i] ?? digest}:${digest}`);
    }
    for (const { path, line, code, sourceDigest } of batch.rejects) rejects.push(`${path}:${line}:${code}:${sourceDigest}`);
  }
  return { documents: documents.toSorted(byText), rejects: rejects.toSorted(byText), ignored };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

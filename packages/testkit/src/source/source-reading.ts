// Reads a source as a run does and keeps copies of all it gave, for the cases to compare. It judges nothing.
import {
  DEFAULT_LIMITS,
  type Digest,
  type DocumentBatch,
  type DocumentReject,
  type Limits,
  type Source,
  toDigest,
} from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { within } from "../contract-case.js";

export interface ReadDocument {
  readonly path: string;
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly sourceDigest: Digest;
  /** False where the source says that the bytes are not those of its document (a CSV row as JSON). */
  readonly isVerbatim: boolean;
}

export interface Reading {
  readonly documents: readonly ReadDocument[];
  readonly rejects: readonly DocumentReject[];
  readonly ignored: number;
}

export interface ReadingOptions {
  readonly limits?: Limits;
  readonly signal?: AbortSignal;
  /** Sees every batch before it is copied. */
  readonly onBatch?: (batch: DocumentBatch) => Promise<void>;
}

/** Everything that one `read` gives. */
export async function readAll(source: Source, options: ReadingOptions = {}): Promise<Reading> {
  const { limits = DEFAULT_LIMITS, signal, onBatch } = options;
  const documents: ReadDocument[] = [];
  const rejects: DocumentReject[] = [];
  let ignored = 0;
  const read = async (): Promise<void> => {
    for await (const batch of source.read({ limits, signal })) {
      await onBatch?.(batch);
      documents.push(...documentsOf(batch));
      rejects.push(...batch.rejects);
      ignored += batch.ignored;
    }
  };
  await within("reading the source", read());
  return { documents, rejects, ignored };
}

/** Copies of a batch's documents. */
export function documentsOf(batch: DocumentBatch): ReadDocument[] {
  return Array.from({ length: batch.count }, (_, i) => {
    const bytes = batch.slab.slice(batch.starts[i], batch.ends[i]);
    const given = batch.sourceDigests?.[i];
    return {
      path: batch.paths[i] as string,
      line: batch.lines[i] as number,
      bytes,
      sourceDigest: given ?? toDigest(nodeSha256.hash(bytes)),
      isVerbatim: given === undefined,
    };
  });
}

/** `path:line digest` of each, in an order of its own: sources promise none. */
export function namesOf(items: readonly { readonly path: string; readonly line: number; readonly sourceDigest: Digest }[]): string[] {
  return items.map(({ path, line, sourceDigest }) => `${path}:${line} ${sourceDigest}`).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

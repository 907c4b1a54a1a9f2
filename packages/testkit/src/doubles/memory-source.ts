// A source over documents in memory: what a run reads in a test, and the smallest source that keeps every promise of the seam.
import {
  type CanonicalDocument,
  canonicalizeBytes,
  concatBytes,
  decodeUtf8,
  type Description,
  type DocumentBatch,
  type DocumentReject,
  ExportError,
  type Refusal,
  type Source,
  toDigest,
} from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { bytesOf, DEFAULT_SOURCE, idOf, type MemoryDocument, pathOf } from "./memory-document.js";

export interface MemorySourceOptions {
  /** Default `memory`. */
  readonly name?: string;
  /** Documents in a batch. Default 1000. */
  readonly batchSize?: number;
}

const BATCH_BYTES = 1 << 20;

/** A source that gives the documents in the order given. What a document is, is looked up by its canonical form. */
export function memorySource(documents: readonly MemoryDocument[], options: MemorySourceOptions = {}): Source {
  const { name = DEFAULT_SOURCE, batchSize = 1000 } = options;
  const entries = documents.map((document, i) => ({ path: pathOf(document, i), bytes: bytesOf(document) }));
  const descriptions = new Map(documents.flatMap((document, i) => describedAs(document, entries[i]?.bytes ?? new Uint8Array(0))));
  return {
    name,
    async survey() {
      return { documents: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes.length, 0) };
    },
    async *read({ limits, signal }) {
      let batch = new Filling();
      for (const { path, bytes } of entries) {
        signal?.throwIfAborted();
        if (bytes.length > limits.documentBytes) batch.rejects.push(tooLarge(path, bytes, limits.documentBytes));
        else batch.add(path, bytes);
        if (batch.size < batchSize && batch.bytes < BATCH_BYTES) continue;
        yield batch.take();
        batch = new Filling();
      }
      signal?.throwIfAborted();
      if (batch.size > 0) yield batch.take();
    },
    describe(document: CanonicalDocument): Description | Refusal {
      const described = document.isObject ? descriptions.get(decodeUtf8(document.bytes)) : undefined;
      return described ?? { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message: "the document is none of those in memory" };
    },
  };
}

class Filling {
  readonly rejects: DocumentReject[] = [];
  readonly #paths: string[] = [];
  readonly #parts: Uint8Array[] = [];
  bytes = 0;

  get size(): number {
    return this.#paths.length + this.rejects.length;
  }

  add(path: string, bytes: Uint8Array): void {
    this.#paths.push(path);
    this.#parts.push(bytes);
    this.bytes += bytes.length;
  }

  take(): DocumentBatch {
    const starts: number[] = [];
    const ends: number[] = [];
    let at = 0;
    for (const { length } of this.#parts) {
      starts.push(at);
      ends.push((at += length));
    }
    return {
      count: this.#paths.length,
      slab: concatBytes(this.#parts),
      starts: Uint32Array.from(starts),
      ends: Uint32Array.from(ends),
      paths: this.#paths,
      lines: new Uint32Array(this.#paths.length),
      rejects: this.rejects,
      ignored: 0,
    };
  }
}

function describedAs(document: MemoryDocument, bytes: Uint8Array): [string, Description][] {
  const { kind, aliases = [], date } = document;
  const described = { kind, format: "memory", formatVersion: "1", id: idOf(document), aliases, ...(date === undefined ? {} : { date }) };
  try {
    return [[decodeUtf8(canonicalizeBytes(bytes)), described]];
  } catch (error) {
    // What has no canonical form is never described: a run rejects it.
    if (error instanceof ExportError) return [];
    throw error;
  }
}

function tooLarge(path: string, bytes: Uint8Array, maxBytes: number): DocumentReject {
  const message = `the document is larger than ${maxBytes} bytes`;
  return { path, line: 0, code: "ERR_EXPORT_DOCUMENT_TOO_LARGE", message, sourceDigest: toDigest(nodeSha256.hash(bytes)) };
}

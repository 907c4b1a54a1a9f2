// A folder, a file or standard input as a source. It knows names and line ends; what a document is, formats tell.
import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { basename } from "node:path";
import {
  type CanonicalDocument,
  type Description,
  type DocumentBatch,
  ExportError,
  type Refusal,
  type Source,
  type SourceOptions,
  type Survey,
} from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";
import { describeDocument } from "@stella-export/formats";
import { BatchBuilder } from "./batch-builder.js";
import { fileKind, READABLE } from "./file-kind.js";
import { walkFolder } from "./folder-walk.js";
import { type ByteSupply, lineBatches } from "./line-batches.js";
import { readWholeFile } from "./whole-file.js";

const SLAB_BYTES = 1 << 20;

/** The source that `--from NAME=PATH` means: a folder, a `.json`/`.sarif` document or a `.jsonl`/`.ndjson` file. */
export class FileSource implements Source {
  readonly name: string;
  readonly #path: string;

  constructor(name: string, path: string) {
    this.name = name;
    this.#path = path;
  }

  async survey({ signal }: SourceOptions): Promise<Survey> {
    const stat = this.#look();
    if (!stat.isDirectory()) return { documents: fileKind(this.#path) === "document" ? 1 : null, bytes: stat.size };
    let documents: number | null = 0;
    let bytes = 0;
    for (const entry of walkFolder(this.#path)) {
      signal?.throwIfAborted();
      if (entry.kind === "ignored") continue;
      if (entry.kind === "unsupported") throw this.#unsupported(entry.path);
      bytes += sizeOf(entry.location);
      documents = entry.kind === "lines" || documents === null ? null : documents + 1;
    }
    return { documents, bytes };
  }

  async *read({ limits, signal }: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    if (this.#look().isDirectory()) {
      yield* this.#readFolder(limits.documentBytes, signal);
      return;
    }
    const name = basename(this.#path);
    const kind = fileKind(name);
    if (kind === "lines") yield* readLines(this.#path, name, limits.documentBytes, signal);
    else if (kind === "document") {
      const builder = new BatchBuilder(SLAB_BYTES);
      readWholeFile(builder, this.#path, name, 0, limits.documentBytes);
      yield builder.take();
    } else throw this.#unsupported(name);
  }

  describe(document: CanonicalDocument): Description | Refusal {
    return describeDocument(document);
  }

  async *#readFolder(maxBytes: number, signal: AbortSignal | undefined): AsyncGenerator<DocumentBatch, void> {
    const builder = new BatchBuilder(2 * SLAB_BYTES);
    let used = 0;
    for (const entry of walkFolder(this.#path)) {
      signal?.throwIfAborted();
      if (entry.kind === "ignored") builder.ignored++;
      else if (entry.kind === "unsupported") throw this.#unsupported(entry.path);
      else if (entry.kind === "document") used = readWholeFile(builder, entry.location, entry.path, used, maxBytes);
      else {
        if (!builder.isEmpty) yield builder.take();
        used = 0;
        yield* readLines(entry.location, entry.path, maxBytes, signal);
      }
      if (used < SLAB_BYTES) continue;
      yield builder.take();
      used = 0;
      // One huge document must not keep its memory while the small ones follow.
      if (builder.slab.length > 4 * SLAB_BYTES) builder.slab = new Uint8Array(SLAB_BYTES);
    }
    if (!builder.isEmpty) yield builder.take();
  }

  #look(): Stats {
    try {
      return statSync(this.#path);
    } catch (cause) {
      const error = toFileError(cause, "read", this.#path);
      const place = { source: this.name, path: this.#path, cause };
      if (error.code === "ERR_EXPORT_NOT_FOUND") throw new ExportError("ERR_EXPORT_SOURCE_NOT_FOUND", `source ${this.name}: ${this.#path} does not exist`, place);
      if (error.code === "ERR_EXPORT_PERMISSION") throw new ExportError("ERR_EXPORT_SOURCE_UNREADABLE", `source ${this.name}: ${this.#path} may not be read`, place);
      throw error;
    }
  }

  #unsupported(path: string): ExportError {
    return new ExportError("ERR_EXPORT_FILE_UNSUPPORTED", `source ${this.name}: ${path} cannot be read (what can: ${READABLE})`, { source: this.name, path });
  }
}

/** JSON Lines that come once, such as standard input; their path is `-`. */
export class StreamSource implements Source {
  readonly name: string;
  readonly #chunks: AsyncIterable<Uint8Array>;
  #started = false;

  constructor(name: string, chunks: AsyncIterable<Uint8Array>) {
    this.name = name;
    this.#chunks = chunks;
  }

  async survey(): Promise<Survey> {
    return { documents: null, bytes: null };
  }

  async *read({ limits, signal }: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    if (this.#started) throw new TypeError(`source ${this.name} is a stream and can be read only once`);
    this.#started = true;
    yield* lineBatches(supplyOf(this.#chunks), "-", limits.documentBytes, signal);
  }

  describe(document: CanonicalDocument): Description | Refusal {
    return describeDocument(document);
  }
}

async function* readLines(location: string | Buffer, path: string, maxBytes: number, signal: AbortSignal | undefined): AsyncGenerator<DocumentBatch, void> {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw toFileError(cause, "read", location.toString());
    }
  };
  const file = attempt(() => openSync(location, "r"));
  try {
    yield* lineBatches((into) => attempt(() => readSync(file, into, 0, into.length, null)), path, maxBytes, signal);
  } finally {
    closeSync(file);
  }
}

function supplyOf(chunks: AsyncIterable<Uint8Array>): ByteSupply {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  return async (into) => {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done === true) return 0;
      rest = next.value;
    }
    const count = Math.min(rest.length, into.length);
    into.set(rest.subarray(0, count));
    rest = rest.subarray(count);
    return count;
  };
}

function sizeOf(location: string | Buffer): number {
  try {
    return statSync(location).size;
  } catch (cause) {
    throw toFileError(cause, "read", location.toString());
  }
}

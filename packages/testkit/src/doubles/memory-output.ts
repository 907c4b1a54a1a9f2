// Where an adapter writes in a test: the files stay in memory, with all that was said about them. Slow and failing disks can be played.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  concatBytes,
  type Content,
  type ContentRole,
  equalBytes,
  type Output,
  type ScratchFile,
  type Sorting,
  toDigest,
  type WriteOptions,
} from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { turns } from "../contract-case.js";
import { bundlePathProblem } from "./bundle-path.js";
import { MemoryScratchFile, MemorySorting } from "./memory-scratch.js";

export interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly role: ContentRole;
  readonly mediaType: string;
  readonly records: number | null;
  readonly compressible: boolean;
  /** What the adapter demands in place of the profile's compression. */
  readonly codec: "gzip" | null;
}

export interface MemoryOutputOptions {
  /** Seconds. Default 1 700 000 000: 2023-11-14T22:13:20Z. */
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Turns of the event loop before the n-th write (from 0) looks at its bytes, and between its chunks. Default none. */
  readonly delay?: ((write: number) => number) | undefined;
  /** What the n-th write (from 0) fails with, if it fails. */
  readonly fail?: ((write: number, path: string) => Error | undefined) | undefined;
}

const DEFAULT_AS_OF = 1_700_000_000;

/** An Output that compresses nothing and whose paths stay as they were given. Bytes that change before their write is settled are a TypeError. */
export class MemoryOutput implements Output {
  readonly #options: MemoryOutputOptions;
  readonly #files = new Map<string, MemoryFile>();
  readonly #taken = new Set<string>();
  #folder: string | undefined;
  #paths = 0;
  #writes = 0;
  #pending = 0;

  constructor(options: MemoryOutputOptions = {}) {
    this.#options = options;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get asOf(): number {
    return this.#options.asOf ?? DEFAULT_AS_OF;
  }

  sorting(): Sorting {
    return new MemorySorting();
  }

  scratch(): ScratchFile {
    return new MemoryScratchFile();
  }

  /** In the system's folder for temporary files, which is removed when the process ends. */
  scratchPath(): string {
    this.#folder ??= makeFolder();
    return join(this.#folder, String(this.#paths++));
  }

  /** What was written, by path, in the order in which it was finished. */
  get files(): ReadonlyMap<string, MemoryFile> {
    return this.#files;
  }

  /** Number of calls of `write` so far. */
  get writes(): number {
    return this.#writes;
  }

  /** Writes that are not settled. */
  get pending(): number {
    return this.#pending;
  }

  async write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, options: WriteOptions): Promise<Content> {
    const { signal, delay, fail } = this.#options;
    signal?.throwIfAborted();
    this.#take(path);
    const number = this.#writes++;
    this.#pending++;
    try {
      const lent = new Lent();
      if (bytes instanceof Uint8Array) lent.add(bytes);
      await turns(delay?.(number) ?? 0);
      const failure = fail?.(number, path);
      if (failure !== undefined) throw failure;
      if (!(bytes instanceof Uint8Array)) {
        for await (const chunk of bytes) {
          signal?.throwIfAborted();
          lent.add(chunk);
          await turns(delay?.(number) ?? 0);
        }
      }
      signal?.throwIfAborted();
      return this.#keep(path, lent.take(path), options);
    } finally {
      this.#pending--;
    }
  }

  #take(path: string): void {
    const problem = bundlePathProblem(path);
    if (problem !== undefined) throw new TypeError(`not a path of a bundle: ${JSON.stringify(path)}: ${problem}`);
    if (this.#taken.has(path)) throw new TypeError(`written twice: ${path}`);
    this.#taken.add(path);
  }

  #keep(path: string, bytes: Uint8Array, { role, mediaType, records, compressible = true, codec }: WriteOptions): Content {
    this.#files.set(path, { bytes, role, mediaType, records: records ?? null, compressible, codec: codec ?? null });
    const digest = toDigest(nodeSha256.hash(bytes));
    const sizeBytes = bytes.length;
    return { path, role, mediaType, digest, sizeBytes, contentDigest: digest, contentSizeBytes: sizeBytes, records: records ?? null };
  }
}

/** Bytes that are another's until the write is settled: what they were when they came, and whether they still are. */
class Lent {
  readonly #given: Uint8Array[] = [];
  readonly #copies: Uint8Array[] = [];

  add(chunk: Uint8Array): void {
    this.#given.push(chunk);
    this.#copies.push(chunk.slice());
  }

  take(path: string): Uint8Array {
    const changed = this.#given.findIndex((chunk, i) => !equalBytes(chunk, this.#copies[i] as Uint8Array));
    if (changed >= 0) throw new TypeError(`${path}: the bytes of chunk ${changed} changed before their write was settled`);
    return concatBytes(this.#copies);
  }
}

let shared: string | undefined;

/** A folder of one output, in one that goes with the process. */
function makeFolder(): string {
  if (shared === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "memory-outputs-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    shared = folder;
  }
  return mkdtempSync(join(shared, "output-"));
}

// What an adapter writes into: each file gets its content digest, its compressed form, its stored digest and its place in the store,
// in one pass. It keeps the list that becomes the manifest's contents[].
import { createHash, webcrypto } from "node:crypto";
import { ByteBuffer } from "../../byte-buffer.js";
import { concatBytes } from "../../bytes.js";
import { compareContents } from "../../manifest/identity.js";
import type { ProfileSpec } from "../../profile/schema.js";
import type { Content, Output, ScratchFile, Sorting, WriteOptions } from "../../seams/adapter.js";
import { type Digest, toDigest } from "../../digest.js";
import type { Store } from "../../seams/store.js";
import { tarHeader } from "../../tar/header.js";
import { isReservedPath } from "../../verify/entry-path.js";
import { gzip } from "../gzip.js";
import { nodeSha256 } from "../sha256.js";
import { compressFrames, type CompressOptions } from "../zstd-frames.js";
import type { Scratch } from "./scratch.js";

/** Uncompressed bytes of one zstd frame. Part of what stored digests depend on, so it is named in the manifest. */
export const FRAME_BYTES = 2 * 1024 * 1024;

/** More than a shard has on average. */
const COPIED_BYTES = 5 << 20;

const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;

export interface BundleOutputOptions {
  readonly store: Store;
  readonly compression: ProfileSpec["compression"];
  /** Frames compressed at the same time; never changes a byte. */
  readonly workers: number;
  /** Seconds. */
  readonly asOf: number;
  readonly scratch: Scratch;
  readonly signal: AbortSignal | undefined;
}

/** What is stored under another name than it is given. */
const SUFFIXES = {
  none: { path: "", mediaType: "" },
  zstd: { path: ".zst", mediaType: "+zstd" },
  gzip: { path: ".gz", mediaType: "+gzip" },
} as const;

export class BundleOutput implements Output {
  readonly #options: BundleOutputOptions;
  readonly #contents = new Map<string, Content>();
  readonly #taken = new Set<string>();

  constructor(options: BundleOutputOptions) {
    this.#options = options;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  get asOf(): number {
    return this.#options.asOf;
  }

  sorting(): Sorting {
    return this.#options.scratch.sorting();
  }

  scratch(): ScratchFile {
    return this.#options.scratch.file();
  }

  scratchPath(): string {
    return this.#options.scratch.path();
  }

  /** Everything written, in manifest order. */
  get contents(): readonly Content[] {
    return [...this.#contents.values()].toSorted(compareContents);
  }

  async write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, options: WriteOptions): Promise<Content> {
    this.#options.signal?.throwIfAborted();
    this.#take(path);
    const { compression, store, workers } = this.#options;
    const codec = options.codec ?? (options.compressible === false ? "none" : compression.codec);
    const suffix = SUFFIXES[codec];
    const measured = bytes instanceof Uint8Array ? new MeasuredWhole(bytes) : new MeasuredChunks(bytes);
    const stored = codec === "zstd" ? await this.#compress(measured) : codec === "gzip" ? gzip(measured, workers) : measured;
    const descriptor = await store.put(`${options.mediaType}${suffix.mediaType}`, stored);
    const content: Content = {
      path: `${path}${suffix.path}`,
      role: options.role,
      mediaType: descriptor.mediaType,
      digest: descriptor.digest,
      sizeBytes: descriptor.sizeBytes,
      contentDigest: await measured.digest(),
      contentSizeBytes: measured.sizeBytes,
      records: options.records ?? null,
    };
    this.#contents.set(content.path, content);
    return content;
  }

  async #compress(measured: Measured): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
    const { compression, workers, signal } = this.#options;
    const options = { level: compression.level, frameBytes: FRAME_BYTES, concurrency: workers };
    // What is there as a whole is not copied to be cut into frames.
    if (measured instanceof MeasuredWhole) return concatBytes(await compressFrames(measured.bytes, options));
    return compressChunks(measured, options, signal);
  }

  #take(path: string): void {
    if (!PATH.test(path) || isReservedPath(path)) throw new TypeError(`not a path of a bundle: ${JSON.stringify(path)}`);
    tarHeader(`${path}.zst`, 0); // refuses what a tar could not hold
    if (this.#taken.has(path)) throw new TypeError(`written twice: ${path}`);
    this.#taken.add(path);
  }
}

async function* compressChunks(
  chunks: AsyncIterable<Uint8Array>,
  options: CompressOptions & { readonly concurrency: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void> {
  for await (const group of inGroups(chunks, FRAME_BYTES * options.concurrency)) {
    signal?.throwIfAborted();
    yield* await compressFrames(group, options);
  }
}

/** Content on its way into the store. Size and digest are known once it was passed on. */
interface Measured extends AsyncIterable<Uint8Array> {
  readonly sizeBytes: number;
  digest(): Promise<Digest>;
}

class MeasuredChunks implements Measured {
  sizeBytes = 0;
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #hasher = createHash("sha256");

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#chunks) {
      this.#hasher.update(chunk);
      this.sizeBytes += chunk.length;
      yield chunk;
    }
  }

  async digest(): Promise<Digest> {
    return `sha256:${this.#hasher.digest("hex")}`;
  }
}

class MeasuredWhole implements Measured {
  readonly bytes: Uint8Array;
  readonly #digest: Promise<Digest>;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#digest = digestElsewhere(bytes);
  }

  get sizeBytes(): number {
    return this.bytes.length;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
    yield this.bytes;
  }

  digest(): Promise<Digest> {
    return this.#digest;
  }
}

/** In libuv's pool, where this thread need not wait for it. A copy of the bytes is the price, so the largest are hashed here. */
async function digestElsewhere(bytes: Uint8Array): Promise<Digest> {
  if (bytes.length > COPIED_BYTES) return toDigest(nodeSha256.hash(bytes));
  return toDigest(new Uint8Array(await webcrypto.subtle.digest("SHA-256", bytes)));
}

/**
 * The same bytes in groups of exactly `size` bytes, the last one shorter; one empty group for no bytes, so that there is one frame. A group is
 * valid until the next one is asked for.
 */
async function* inGroups(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array, void> {
  const group = new ByteBuffer(FRAME_BYTES);
  let groups = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + size - group.length);
      group.append(part);
      at += part.length;
      if (group.length < size) continue;
      yield group.view();
      group.length = 0;
      groups++;
    }
  }
  if (group.length > 0 || groups === 0) yield group.view();
}

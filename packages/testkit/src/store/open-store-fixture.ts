// A store in a Map, written to be bent: each step is a method that a mutant replaces.
import { closeSync } from "node:fs";
import { type ByteRange, concatBytes, type Digest, ExportError, type PutOptions, type Store, toDigest } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { storeContract } from "./store-contract.js";

type Bytes = AsyncIterable<Uint8Array> | Uint8Array;

export class OpenStore implements Store {
  readonly blobs = new Map<Digest, Uint8Array>();

  async has(digest: Digest): Promise<boolean> {
    return this.blobs.has(digest);
  }

  async get(digest: Digest, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const blob = this.blobs.get(digest);
    return blob === undefined ? undefined : this.stream(range === undefined ? blob : this.cut(blob, range));
  }

  cut(blob: Uint8Array, { start, end }: ByteRange): Uint8Array {
    if (start < 0 || start > end || end > blob.length) throw new TypeError(`the range [${start}, ${end}) leaves the blob`);
    return blob.subarray(start, end);
  }

  async *stream(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
    for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.slice(at, at + (1 << 20));
  }

  async put(mediaType: string, bytes: Bytes, options: PutOptions = {}): Promise<{ mediaType: string; digest: Digest; sizeBytes: number }> {
    const blob = await this.take(bytes, options.maxBytes ?? Number.POSITIVE_INFINITY);
    const digest = this.digestOf(blob);
    this.check(digest, options.expected);
    this.blobs.set(digest, blob);
    return { mediaType, digest, sizeBytes: blob.length };
  }

  digestOf(blob: Uint8Array): Digest {
    return toDigest(nodeSha256.hash(blob));
  }

  check(digest: Digest, expected: Digest | undefined): void {
    if (expected !== undefined && expected !== digest) throw new ExportError("ERR_EXPORT_DIGEST_MISMATCH", "another digest");
  }

  async take(bytes: Bytes, maxBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      size += chunk.length;
      if (size > maxBytes) throw new ExportError("ERR_EXPORT_SIZE_MISMATCH", "too many bytes");
      chunks.push(chunk.slice());
    }
    return concatBytes(chunks);
  }
}

/** Opens stores with one of their methods replaced. */
export const bent = <K extends keyof OpenStore>(name: K, change: (store: OpenStore, old: OpenStore[K]) => OpenStore[K]): (() => Store) => {
  return () => {
    const store = new OpenStore();
    const old = store[name];
    store[name] = change(store, (typeof old === "function" ? old.bind(store) : old) as OpenStore[K]);
    return store;
  };
};

/** Name of the mutant, name of the case that catches it, and how it is made. */
export type StoreMutant = readonly [mutant: string, caughtBy: string, open: () => Store];

/** Descriptors that mutants leave open, for {@link failing} to close. */
export const leaks: number[] = [];

/** Names of the cases that fail over the mutant's stores, among those asked for. */
export async function failing(open: () => Store, asked: string): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of storeContract({ open })) if (name === asked) await run().catch(() => void failed.push(name));
  for (const file of leaks.splice(0)) closeSync(file);
  return failed;
}

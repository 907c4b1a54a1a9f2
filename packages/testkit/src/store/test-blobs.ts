// Bytes to store and ways to hand them over and take them back. It knows no store.
import { ok } from "node:assert/strict";
import { concatBytes, type ByteRange, type Digest, encodeUtf8, type Store, toDigest } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { turns, within } from "../contract-case.js";

export const MEDIA_TYPE = "application/octet-stream";

export function digestOf(bytes: Uint8Array): Digest {
  return toDigest(nodeSha256.hash(bytes));
}

/** Distinct bytes for a seed, without a pattern that repeats where chunks are cut. */
export function blob(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state * 48_271) % 2_147_483_647;
    bytes[i] = state >> 8;
  }
  return bytes;
}

export const TEXT: Uint8Array = encodeUtf8("some bytes that a store keeps");
/** More than one read or write of every store that there is. */
export const BIG: Uint8Array = blob(5 * 1024 * 1024 + 17);

/** The bytes in chunks of `size`, each in the same array, which is overwritten as soon as the next one is asked for. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  const chunk = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    chunk.set(part);
    yield chunk.subarray(0, part.length);
    chunk.fill(0xff);
  }
}

/** As {@link inChunks}, but each chunk takes some turns of the event loop. */
export async function* slowly(bytes: Uint8Array, size: number, delay = 2): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of inChunks(bytes, size)) {
    await turns(delay);
    yield chunk;
  }
}

/** What the store gives; fails where it has nothing under the digest. */
export async function bytesIn(store: Store, digest: Digest, range?: ByteRange): Promise<Uint8Array> {
  const stream = await within("get", store.get(digest, range));
  ok(stream !== undefined, `nothing under ${digest}`);
  return await within("reading a blob", collect(stream));
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk.slice());
  return concatBytes(chunks);
}

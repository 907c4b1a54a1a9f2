// The record key as the spool sorts it: one byte for the kind, then source NUL path NUL id NUL, then the raw digests of the record and of
// its source document. Same order as the contract's key, fewer bytes; among equal records the smallest source digest comes first.
import type { ByteBuffer } from "../byte-buffer.js";
import { KINDS, type Kind } from "./kinds.js";

const NUL = 0;

/** Bytes of the two raw digests at the end of a key. */
export const DIGESTS_LENGTH = 64;

/** Number of a kind in {@link KINDS}, which is in byte order: the first byte of a spool key. */
export function kindNumber(kind: Kind): number {
  return KINDS.indexOf(kind);
}

/** Appends the key. `source`, `path` and `id` are UTF-8; the digests are 32 raw bytes each. */
export function appendSpoolKey(out: ByteBuffer, kind: Kind, source: Uint8Array, path: Uint8Array, id: Uint8Array, digest: Uint8Array, sourceDigest: Uint8Array): void {
  out.reserve(4 + source.length + path.length + id.length + DIGESTS_LENGTH);
  out.appendByte(kindNumber(kind));
  for (const part of [source, path, id]) {
    out.append(part);
    out.appendByte(NUL);
  }
  out.append(digest);
  out.append(sourceDigest);
}

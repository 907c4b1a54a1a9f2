// The record key as the spool sorts it: one byte for the kind, then source NUL path NUL id NUL, then the raw digests of the record and of
// its source document. Same order as the contract's key, fewer bytes; among equal records the smallest source digest comes first.
import type { ByteBuffer } from "../byte-buffer.js";
import { KINDS, type Kind } from "./kinds.js";

const NUL = 0;

/** Number of a kind in {@link KINDS}, which is in byte order: the first byte of a spool key. */
export function kindNumber(kind: Kind): number {
  return KINDS.indexOf(kind);
}

/** Appends the key. The digests are their 32 raw bytes as U+0000–U+00FF: such strings cost less than byte arrays, ten million times. */
export function appendSpoolKey(
  out: ByteBuffer,
  kind: Kind,
  source: string,
  path: string,
  id: string,
  digest: string,
  sourceDigest: string,
): void {
  out.appendByte(kindNumber(kind));
  out.appendText(source);
  out.appendByte(NUL);
  out.appendText(path);
  out.appendByte(NUL);
  out.appendText(id);
  out.appendByte(NUL);
  out.appendLatin1(digest);
  out.appendLatin1(sourceDigest);
}

// The record key as the spool sorts it: one byte for the kind, then source NUL path NUL id NUL, then the raw digests of the record and of
// its source document. Same order as the contract's key, fewer bytes; among equal records the smallest source digest comes first. What is no
// record, and only set aside for an adapter to hear, has a partition of its own.
import type { ByteBuffer } from "../byte-buffer.js";
import { KINDS, type Kind } from "./kinds.js";

const NUL = 0;

const ASIDE = 0x80;

/** Number of a kind in {@link KINDS}, which is in byte order: the first byte of a record's spool key. */
export function kindNumber(kind: Kind): number {
  return KINDS.indexOf(kind);
}

/** First byte of the spool key of what was set aside of a kind: behind those of all records. */
export function asideNumber(kind: Kind): number {
  return ASIDE | kindNumber(kind);
}

/** Appends the key; `first` is {@link kindNumber} or {@link asideNumber}. The digests are their 32 raw bytes as U+0000–U+00FF: such strings cost less than byte arrays, ten million times. */
export function appendSpoolKey(
  out: ByteBuffer,
  first: number,
  source: string,
  path: string,
  id: string,
  digest: string,
  sourceDigest: string,
): void {
  out.appendByte(first);
  out.appendText(source);
  out.appendByte(NUL);
  out.appendText(path);
  out.appendByte(NUL);
  out.appendText(id);
  out.appendByte(NUL);
  out.appendLatin1(digest);
  out.appendLatin1(sourceDigest);
}

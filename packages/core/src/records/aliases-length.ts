// How long a record's aliases are, as the last bytes of its entry in the spool say: one byte below 255, else four bytes, little endian, and
// 255. It knows these bytes, not aliases.
import type { ByteBuffer } from "../byte-buffer.js";

const LONG = 255;

export function appendAliasesLength(out: ByteBuffer, length: number): void {
  if (length >= LONG) for (let shift = 0; shift < 32; shift += 8) out.appendByte((length >>> shift) & 0xff);
  out.appendByte(Math.min(length, LONG));
}

/** Where in the slab the aliases of an entry lie that ends at `end`. */
export function aliasesRange(slab: Uint8Array, end: number): readonly [start: number, end: number] {
  const last = slab[end - 1] as number;
  if (last < LONG) return [end - 1 - last, end - 1];
  let length = 0;
  for (let at = end - 2; at >= end - 5; at--) length = length * 256 + (slab[at] as number);
  return [end - 5 - length, end - 5];
}

// Quotes within a JSON string, as prose, code and JSON in JSON have them. It knows single quotes, not what they enclose.
import { ALNUM, isIn } from "./byte-class.js";

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
/** A value in quotes that is longer ends where one without quotes would. */
const LONGEST_QUOTED = 1024;
/** Most quotes within a value that are passed over: each may be where another search begins. */
const MOST_WITHIN = 8;

/** Length of the quote at `p` within a string: an apostrophe, a backtick, or an escaped quote, itself escaped or not; 0 for none. */
export function quoteLength(src: Uint8Array, p: number): number {
  const byte = src[p];
  if (byte === 0x27 || byte === 0x60) return 1;
  let q = p;
  while (q < p + 7 && src[q] === BACKSLASH) q++;
  return src[q] === QUOTE && ((q - p) & 1) === 1 ? q - p + 1 : 0;
}

/** True where the quote of `length` bytes at `p` can be a closing one: nothing of a word is behind it. */
export function closes(src: Uint8Array, p: number, length: number): boolean {
  return !isIn(src[p + length], ALNUM);
}

/** Position of the quote that closes the one of `length` bytes at `p`, or -1 where there is none near in the string. */
export function closingQuote(src: Uint8Array, p: number, length: number): number {
  const limit = p + length + LONGEST_QUOTED;
  let within = 0;
  for (let q = p + length; q < limit; q++) {
    if (src[q] === src[p] && quoteLength(src, q) === length) {
      if (closes(src, q, length)) return q;
      if (++within > MOST_WITHIN) return -1;
    }
    if (src[q] === QUOTE) return -1;
    if (src[q] === BACKSLASH) q++;
  }
  return -1;
}

/** Position of the quote that ends the string of the document whose inside `from` lies in, not within an escape. */
export function stringEnd(src: Uint8Array, from: number): number {
  let p = from;
  for (;;) {
    const byte = src[p] as number;
    if (byte === QUOTE) return p;
    p += byte === BACKSLASH ? 2 : 1;
  }
}

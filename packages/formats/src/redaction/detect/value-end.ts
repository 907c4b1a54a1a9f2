// How far a value reaches that was found to be a secret: what stands behind its first word may be the rest of it. It knows ends only.
import { ALNUM, beginsWord, blankLength, isIn } from "./byte-class.js";
import { BACKSLASH, closingQuote, QUOTE } from "./quote.js";
import type { Scan } from "./scan.js";
import type { Value } from "./secret-value.js";

const COMMA = 0x2c;
const BRACKET = 0x5b;
const AMPERSAND = 0x26;
const EQUALS = 0x3d;

/** Position behind all that may be of a value that counts: `'NAME=value'` ends where its quotes do, and may hold blanks. */
export function wholeEnd(scan: Scan, nameEnd: number, { start, end, isQuoted }: Value, isInUrl: boolean): number {
  if (isQuoted) return end;
  const { src } = scan;
  const word = wordEnd(scan, start, end, isInUrl);
  return src[nameEnd] === EQUALS ? Math.max(word, quotedEnd(src, nameStart(src, nameEnd))) : word;
}

/**
 * Position of the blank, the closing quote that was open before `start`, or the end of the string that comes first at or behind `from`: a
 * secret may hold any other sign. In a URL the next parameter ends it too.
 */
export function wordEnd(scan: Scan, start: number, from: number, isInUrl: boolean): number {
  const { src, quotes } = scan;
  let p = from;
  while (src[p] !== QUOTE && blankLength(src, p) === 0 && quotes.closing(src, start, p) === 0 && !(isInUrl && src[p] === AMPERSAND)) {
    p += src[p] === BACKSLASH ? 2 : 1;
  }
  return p;
}

/** True where the string that `NAME=` begins at `from` is an element of a list, as variables of an environment and arguments are. */
export function isElement(src: Uint8Array, from: number): boolean {
  return src[from - 1] === QUOTE && (src[from - 2] === COMMA || src[from - 2] === BRACKET);
}

/** Position of the quote within the string that closes one right before `from`, as in `'NAME=value'`; -1 where there is none. */
function quotedEnd(src: Uint8Array, from: number): number {
  let opening = from - 1;
  if (src[opening] === QUOTE) while (src[opening - 1] === BACKSLASH) opening--;
  else if (src[opening] !== 0x27 && src[opening] !== 0x60) return -1;
  return beginsWord(src, opening) ? closingQuote(src, opening, from - opening) : -1;
}

/** Where the name begins that ends before `end`: `DB_PASSWORD`, `--client.secret`. */
export function nameStart(src: Uint8Array, end: number): number {
  let p = end;
  while (isIn(src[p - 1], ALNUM) || src[p - 1] === 0x5f || src[p - 1] === 0x2d || src[p - 1] === 0x2e) p--;
  return p;
}

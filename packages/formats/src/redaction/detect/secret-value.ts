// What stands behind a sign of assignment: where it ends, and whether it can be a secret rather than prose, code or a placeholder.
// It knows values, not names.
import { ALNUM, BASE64, blankLength, CLASS, CODE, DIGIT, isIn, LETTER, standsAt } from "./byte-class.js";
import { isPlaceholder } from "./placeholder.js";
import { closingQuote, quoteLength } from "./quote.js";
import type { Scan } from "./scan.js";

export interface Value {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/** Fewest bytes of a value beside its name, and of one that a blank parts from it, where prose looks the same. */
const LEAST = 4;
const LEAST_LOOSE = 6;
/** How much of a value is looked at to tell whether it is one. */
const TELLING = 64;

/** The value that begins at `from`, blanks before it passed as far as `limit`. */
export function valueAt(scan: Scan, from: number, limit: number): Value {
  const { src } = scan;
  let start = from;
  for (let blank = blankLength(src, start); blank > 0 && start < limit; blank = blankLength(src, start)) start += blank;
  const opening = quoteLength(src, start);
  if (opening > 0) {
    const end = closingQuote(src, start, opening);
    if (end >= 0) return { start: start + opening, end, isQuoted: true };
    start += opening;
  }
  return { start, end: scan.valueEnd(start), isQuoted: false };
}

/** True where a value can be a secret. `isLoose`: a blank parts it from its name, as in prose. */
export function isSecretValue(src: Uint8Array, { start, end, isQuoted }: Value, isLoose: boolean): boolean {
  if (end - start < (isLoose ? LEAST_LOOSE : LEAST) || isPlaceholder(src, start, end)) return false;
  return isQuoted ? isQuotedSecret(src, start, end) : isBareSecret(src, start, end, isLoose);
}

// Quoted prose ("password": "must be long") has blanks and no digits; a pass phrase that has none either is missed.
function isQuotedSecret(src: Uint8Array, start: number, end: number): boolean {
  let hasBlank = false;
  let hasDigit = false;
  for (let p = start; p < end && p < start + TELLING; p++) {
    if (src[p] === 0x20) hasBlank = true;
    else if (isIn(src[p], DIGIT)) hasDigit = true;
  }
  return !hasBlank || hasDigit;
}

function isBareSecret(src: Uint8Array, start: number, end: number, isLoose: boolean): boolean {
  let seen = 0;
  let hasSign = false;
  for (let p = start; p < end && p < start + TELLING; p++) {
    const byte = src[p] as number;
    if (byte === 0x28 || byte === 0x7b || byte === 0x5b) return false; // code: a call, a template, an index
    seen |= CLASS[byte] as number;
    if (((CLASS[byte] as number) & ALNUM) === 0 && byte !== 0x2e && byte !== 0x2d && byte !== 0x5f && byte !== 0x2f) hasSign = true;
  }
  return !isLoose || ((seen & LETTER) !== 0 && ((seen & DIGIT) !== 0 || hasSign) && !isVersion(src, start));
}

/** True where the value of a variable can be a secret: whatever it holds, it is no code. */
export function isElementSecret(src: Uint8Array, start: number, end: number): boolean {
  return end - start >= LEAST && !isPlaceholder(src, start + quoteLength(src, start), end);
}

/**
 * True where a value that its first comma or the like ends too early is a secret with what follows to the next blank: letters and digits
 * all along, and nothing that code has. It is looked at no further than tells.
 */
export function isBrokenSecret(src: Uint8Array, { start, end, isQuoted }: Value): boolean {
  if (isQuoted || isPlaceholder(src, start, end) || isVersion(src, start)) return false;
  let seen = 0;
  let p = start;
  for (; p < start + TELLING && src[p] !== 0x22 && src[p] !== 0x5c && src[p] !== 0x20; p++) {
    if (isIn(src[p], CODE)) return false;
    seen |= CLASS[src[p] as number] as number;
  }
  return p - start >= LEAST_LOOSE && (seen & LETTER) !== 0 && (seen & DIGIT) !== 0;
}

/** True for `1.2…` and `v1.2…`: the tag of an image, the version of a package whose name ends as that of a secret does. */
function isVersion(src: Uint8Array, start: number): boolean {
  let p = src[start] === 0x76 ? start + 1 : start;
  const digits = p;
  while (isIn(src[p], DIGIT)) p++;
  return p > digits && src[p] === 0x2e && isIn(src[p + 1], DIGIT);
}

/** Long, of letters and digits: in a URL, where `token=1` is a parameter like others, only that is a credential. */
export function isLongAndMixed(src: Uint8Array, start: number, end: number): boolean {
  if (end - start < 16 || isPlaceholder(src, start, end)) return false;
  let seen = 0;
  for (let p = start; p < end && p < start + TELLING; p++) seen |= CLASS[src[p] as number] as number;
  return (seen & LETTER) !== 0 && (seen & DIGIT) !== 0;
}

const AWS = new TextEncoder().encode("aws");
const AWS_SECRET_LENGTH = 40;

/** True for 40 bytes of base64 that a name with `aws` in it announces. */
export function isAwsSecret(src: Uint8Array, nameEnd: number, start: number, end: number): boolean {
  if (end - start !== AWS_SECRET_LENGTH) return false;
  for (let p = start; p < end; p++) if (!isIn(src[p], BASE64)) return false;
  for (let p = nameEnd - 3; p >= 0 && p > nameEnd - 24; p--) if (standsAt(src, p, AWS, true)) return true;
  return false;
}

// Escapes in strings and the form that RFC 8785 § 3.2.2.2 gives each character: as itself, but for the quote, the backslash
// and the controls. It knows one escape at a time, not where a string ends.
import type { CompactText } from "./compact-text.js";
import { fail, failUnexpected } from "./failure.js";
import { hexDigit, hexUnit } from "./key-order.js";
import { writeCodePoint } from "./utf8.js";

// What stands behind the backslash of the two-byte escapes that are canonical: " \ b f n r t
const SHORT_ESCAPE = new Uint8Array(256);
for (const byte of [0x22, 0x5c, 0x62, 0x66, 0x6e, 0x72, 0x74]) SHORT_ESCAPE[byte] = 1;

// Letter of the short escape of a control character, or 0.
const LETTER_OF_CONTROL = new Uint8Array(32);
for (const [control, letter] of [
  [0x08, 0x62],
  [0x09, 0x74],
  [0x0a, 0x6e],
  [0x0c, 0x66],
  [0x0d, 0x72],
] as const)
  LETTER_OF_CONTROL[control] = letter;

const LOWER_HEX = new TextEncoder().encode("0123456789abcdef");
const form = new Uint8Array(6); // nothing here is re-entered or awaited

/** Passes the escape whose backslash is at `p`, putting it into canonical form; returns the position behind it. */
export function passEscape(text: CompactText, src: Uint8Array, start: number, p: number, end: number): number {
  const letter = p + 1 < end ? (src[p + 1] as number) : 0;
  if (SHORT_ESCAPE[letter] === 1) return p + 2;
  if (letter === 0x2f) {
    text.drop(p, p + 1);
    return p + 2;
  }
  if (letter !== 0x75) failUnexpected(src, start, p + 1, end);
  for (let i = p + 2; i < p + 6; i++) if (i >= end || hexDigit(src[i] as number) < 0) failUnexpected(src, start, i, end);
  const unit = hexUnit(src, p + 2);
  if (unit >= 0xd800 && unit <= 0xdfff) {
    const codePoint = surrogatePair(src, start, p, end, unit);
    text.replace(p, p + 12, form, writeCodePoint(codePoint, form, 0));
    return p + 12;
  }
  const length = writeForm(unit);
  // Most controls have only this one escape; it stays where it is if its hex digits are lower case.
  if (length !== 6 || src[p + 4] !== form[4] || src[p + 5] !== form[5]) text.replace(p, p + 6, form, length);
  return p + 6;
}

/** Code point of the pair whose first half, `high`, is escaped at `p`. */
function surrogatePair(src: Uint8Array, start: number, p: number, end: number, high: number): number {
  if (high >= 0xdc00) fail("ERR_EXPORT_JSON_LONE_SURROGATE", p - start);
  for (let i = 0; i < 6; i++) {
    if (p + 6 + i >= end) fail("ERR_EXPORT_JSON_TRUNCATED", end - start);
    const byte = src[p + 6 + i] as number;
    const fits = i === 0 ? byte === 0x5c : i === 1 ? byte === 0x75 : hexDigit(byte) >= 0;
    if (!fits) fail("ERR_EXPORT_JSON_LONE_SURROGATE", p - start);
  }
  const low = hexUnit(src, p + 8);
  if (low < 0xdc00 || low > 0xdfff) fail("ERR_EXPORT_JSON_LONE_SURROGATE", p - start);
  return 0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff);
}

/** Writes what RFC 8785 writes for a character below U+10000 into `form`; returns its length. */
function writeForm(unit: number): number {
  if (unit >= 0x20 && unit !== 0x22 && unit !== 0x5c) return writeCodePoint(unit, form, 0);
  form[0] = 0x5c;
  const letter = unit >= 0x20 ? unit : (LETTER_OF_CONTROL[unit] as number);
  if (letter !== 0) {
    form[1] = letter;
    return 2;
  }
  form[1] = 0x75;
  form[2] = form[3] = 0x30;
  form[4] = LOWER_HEX[unit >> 4] as number;
  form[5] = LOWER_HEX[unit & 15] as number;
  return 6;
}

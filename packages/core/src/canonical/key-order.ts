// The order of object keys, RFC 8785 § 3.2.3: UTF-16 code units of the unescaped keys, read from the JSON text itself.
// It knows two ways to compare, one exact and one fast; both expect keys that were found valid before.
import type { ByteView } from "./copy-bytes.js";
import { codePointAt } from "./utf8.js";

/** Prefix of a key that holds an escape or a byte outside ASCII: it says nothing, compare with {@link compareKeys}. */
export const NO_PREFIX = -1;

/**
 * First four bytes of a plain ASCII key as a number ≥ 0 whose order is that of the keys; zeros stand behind a shorter key
 * and come before every byte a key can hold. `[from, to)` is the key without its quotes.
 */
export function keyPrefix(source: ByteView, from: number, to: number): number {
  const length = to - from;
  if (length >= 4) return source.view.getInt32(from);
  let prefix = 0;
  for (let i = from; i < to; i++) prefix = (prefix << 8) | (source.bytes[i] as number);
  return length === 0 ? 0 : prefix << (8 * (4 - length));
}

/** Compares two keys as they stand between their quotes, escapes and all. */
export function compareKeys(src: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): number {
  let i = a;
  let j = b;
  while (i < aEnd && j < bEnd) {
    const x = src[i] as number;
    const y = src[j] as number;
    if (x < 0x80 && y < 0x80 && x !== 0x5c && y !== 0x5c) {
      if (x !== y) return x - y;
      i++;
      j++;
    } else {
      const p = characterAt(src, i);
      const q = characterAt(src, j);
      if (p !== q) return utf16Rank(p) - utf16Rank(q);
      i += lengthAt(src, i);
      j += lengthAt(src, j);
    }
  }
  return aEnd - i - (bEnd - j);
}

/** Surrogates, and so every character above U+FFFF, come before U+E000–U+FFFF. */
function utf16Rank(codePoint: number): number {
  return codePoint >= 0xe000 && codePoint <= 0xffff ? codePoint + 0x200000 : codePoint;
}

function characterAt(src: Uint8Array, p: number): number {
  if (src[p] !== 0x5c) return codePointAt(src, p);
  switch (src[p + 1]) {
    case 0x62:
      return 0x08;
    case 0x66:
      return 0x0c;
    case 0x6e:
      return 0x0a;
    case 0x72:
      return 0x0d;
    case 0x74:
      return 0x09;
    case 0x75: {
      const unit = hexUnit(src, p + 2);
      return unit < 0xd800 || unit > 0xdfff ? unit : 0x10000 + ((unit & 0x3ff) << 10) + (hexUnit(src, p + 8) & 0x3ff);
    }
    default:
      return src[p + 1] as number; // a quote, a backslash, a slash
  }
}

function lengthAt(src: Uint8Array, p: number): number {
  const lead = src[p] as number;
  if (lead !== 0x5c) return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (src[p + 1] !== 0x75) return 2;
  return (hexUnit(src, p + 2) & 0xf800) === 0xd800 ? 12 : 6;
}

/** UTF-16 code unit of four hex digits, or a negative number where they are none. */
export function hexUnit(src: Uint8Array, p: number): number {
  return (
    (hexDigit(src[p] as number) << 12) |
    (hexDigit(src[p + 1] as number) << 8) |
    (hexDigit(src[p + 2] as number) << 4) |
    hexDigit(src[p + 3] as number)
  );
}

/** 0–15, or -1. */
export function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

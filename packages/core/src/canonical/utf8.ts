// UTF-8, one sequence at a time: which bytes are valid (RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF),
// and how a code point is written. It knows nothing about JSON.

/** Length (1–4) of the valid sequence that begins at `p`, or 0 where there is none. Reads nothing at or past `end`. */
export function sequenceLength(src: Uint8Array, p: number, end: number): number {
  const lead = src[p] as number;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || p + 1 >= end) return 0; // a stray continuation byte, an overlong form of ASCII, or cut off
  const second = src[p + 1] as number;
  if (lead < 0xe0) return (second & 0xc0) === 0x80 ? 2 : 0;
  if (p + 2 >= end || ((src[p + 2] as number) & 0xc0) !== 0x80) return 0;
  if (lead < 0xf0) {
    const low = lead === 0xe0 ? 0xa0 : 0x80; // overlong below
    const high = lead === 0xed ? 0x9f : 0xbf; // surrogates above
    return second >= low && second <= high ? 3 : 0;
  }
  if (p + 3 >= end || lead > 0xf4 || ((src[p + 3] as number) & 0xc0) !== 0x80) return 0;
  const low = lead === 0xf0 ? 0x90 : 0x80; // overlong below
  const high = lead === 0xf4 ? 0x8f : 0xbf; // beyond U+10FFFF above
  return second >= low && second <= high ? 4 : 0;
}

/** Writes a code point (no surrogate) to `target` at `at`; returns the number of bytes. */
export function writeCodePoint(codePoint: number, target: Uint8Array, at: number): number {
  if (codePoint < 0x80) {
    target[at] = codePoint;
    return 1;
  }
  if (codePoint < 0x800) {
    target[at] = 0xc0 | (codePoint >> 6);
    target[at + 1] = 0x80 | (codePoint & 0x3f);
    return 2;
  }
  if (codePoint < 0x10000) {
    target[at] = 0xe0 | (codePoint >> 12);
    target[at + 1] = 0x80 | ((codePoint >> 6) & 0x3f);
    target[at + 2] = 0x80 | (codePoint & 0x3f);
    return 3;
  }
  target[at] = 0xf0 | (codePoint >> 18);
  target[at + 1] = 0x80 | ((codePoint >> 12) & 0x3f);
  target[at + 2] = 0x80 | ((codePoint >> 6) & 0x3f);
  target[at + 3] = 0x80 | (codePoint & 0x3f);
  return 4;
}

/** Code point of the sequence at `p`, which is known to be valid. */
export function codePointAt(src: Uint8Array, p: number): number {
  const lead = src[p] as number;
  if (lead < 0x80) return lead;
  const second = (src[p + 1] as number) & 0x3f;
  if (lead < 0xe0) return ((lead & 0x1f) << 6) | second;
  const third = (src[p + 2] as number) & 0x3f;
  if (lead < 0xf0) return ((lead & 0x0f) << 12) | (second << 6) | third;
  return ((lead & 0x07) << 18) | (second << 12) | (third << 6) | ((src[p + 3] as number) & 0x3f);
}

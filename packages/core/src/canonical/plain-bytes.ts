// Stretches of bytes that need no second look: what a string may hold as it is, whitespace, digits.
// It knows where such a stretch ends, not what the byte there means.

/**
 * Position of the first byte at or behind `from` that ends a stretch of plain string bytes: a quote, a backslash, a control
 * or a byte outside ASCII; `end` where there is none.
 */
export function plainEnd(src: Uint8Array, view: DataView, from: number, end: number): number {
  let p = from;
  for (const last = end - 4; p <= last; p += 4) {
    // Flipping bit 1 swaps the quote with the space, so that one subtraction finds it and the controls; another finds the
    // backslash. Only a byte that is found borrows from the one above it, so the lowest flag is right.
    const word = view.getInt32(p, true);
    const found = (((word ^ 0x02020202) - 0x21212121) | ((word ^ 0x5c5c5c5c) - 0x01010101) | word) & 0x80808080;
    if (found !== 0) return p + ((31 - Math.clz32(found & -found)) >> 3);
  }
  return slowPlainEnd(src, p, end);
}

// Apart, because V8 inlines a function into the reader's loop only while it is small.
function slowPlainEnd(src: Uint8Array, from: number, end: number): number {
  let p = from;
  for (; p < end; p++) {
    const byte = src[p] as number;
    if (byte < 0x20 || byte === 0x22 || byte === 0x5c || byte >= 0x80) break;
  }
  return p;
}

/** Position behind the whitespace (RFC 8259 § 2) at `from`. */
export function spaceEnd(src: Uint8Array, view: DataView, from: number, end: number): number {
  let p = from;
  while (p < end && isSpace(src[p] as number)) {
    p++;
    while (p + 4 <= end && view.getInt32(p, true) === 0x20202020) p += 4; // indentation
  }
  return p;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Position behind the ASCII digits at `from`. */
export function digitsEnd(src: Uint8Array, from: number, end: number): number {
  let p = from;
  while (p < end && (src[p] as number) >= 0x30 && (src[p] as number) <= 0x39) p++;
  return p;
}

/** The byte at `p`, or -1 at the end. */
export function byteAt(src: Uint8Array, p: number, end: number): number {
  return p < end ? (src[p] as number) : -1;
}

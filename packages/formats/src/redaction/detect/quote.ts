// Quotes within a JSON string, as prose, code and JSON in JSON have them. It knows single quotes, not what they enclose.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Length of the quote at `p` within a string: an apostrophe, a backtick, or an escaped quote, itself escaped or not; 0 for none. */
export function quoteLength(src: Uint8Array, p: number): number {
  const byte = src[p];
  if (byte === 0x27 || byte === 0x60) return 1;
  let q = p;
  while (q < p + 7 && src[q] === BACKSLASH) q++;
  return src[q] === QUOTE && ((q - p) & 1) === 1 ? q - p + 1 : 0;
}

/** Position of the quote that closes the one of `length` bytes at `p`, or -1 where there is none within `reach` bytes and the string. */
export function closingQuote(src: Uint8Array, p: number, length: number, reach: number): number {
  const limit = p + length + reach;
  for (let q = p + length; q < limit; q++) {
    if (src[q] === src[p] && quoteLength(src, q) === length) return q;
    if (src[q] === QUOTE) return -1;
    if (src[q] === BACKSLASH) q++;
  }
  return -1;
}

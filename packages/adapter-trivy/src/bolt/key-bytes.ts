// Ranges of bytes: copied and compared without a view for each. Keys and values are mostly short, and there are millions.

/** Below this, a loop is faster than a view and a call. */
const LOOP_BYTES = 64;

/** Copies `source[start, end)` to `target` at `at`, which must have room. */
export function copyRange(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): void {
  if (end - start > LOOP_BYTES) target.set(source.subarray(start, end), at);
  else while (start < end) target[at++] = source[start++] as number;
}

/** Order of `a[aStart, aEnd)` and `b[bStart, bEnd)` as unsigned bytes, shorter first: the order of keys. */
export function compareRanges(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
  const common = Math.min(aEnd - aStart, bEnd - bStart);
  for (let i = 0; i < common; i++) {
    const difference = (a[aStart + i] as number) - (b[bStart + i] as number);
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}

/** A key for a message: text where it is text, else hex; never more than a line. */
export function keyText(key: Uint8Array): string {
  const shown = key.subarray(0, 60);
  const printable = shown.every((byte) => byte >= 0x20 && byte < 0x7f);
  const text = printable
    ? JSON.stringify(String.fromCharCode(...shown))
    : `0x${Array.from(shown, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  return shown.length < key.length ? `${text}… (${key.length} bytes)` : text;
}

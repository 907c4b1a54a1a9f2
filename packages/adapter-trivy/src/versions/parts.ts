// The parts between the dots of a version, as aquasecurity/go-version@v0.0.1 pkg/part and pkg/prerelease read them: an unsigned 64-bit
// number, a wildcard, or a text (a number that does not fit is a text).
import { order, parseUint64, type Integer } from "./go-text.js";

/** A part that equals everything. */
export const ANY: unique symbol = Symbol("any");

export type Part = Integer | string | typeof ANY;

export function parsePart(text: string): Part {
  const first = text.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return parseUint64(text) ?? text;
  return text === "*" || text === "x" || text === "X" ? ANY : text;
}

/** The dot-separated parts of a text; none for an empty one. */
export function parseParts(text: string): readonly Part[] {
  return text === "" ? [] : text.split(".").map(parsePart);
}

/** A number is less than a text; a wildcard equals everything. */
export function compareParts(a: Part, b: Part): -1 | 0 | 1 {
  if (a === b || a === ANY || b === ANY) return 0;
  const textA = typeof a === "string";
  if (textA !== (typeof b === "string")) return textA ? 1 : -1;
  return order(a, b);
}

/** What comes before the release: nothing is greater than something; one wildcard anywhere makes both equal. */
export function comparePreReleases(a: readonly Part[], b: readonly Part[]): -1 | 0 | 1 {
  if (a.includes(ANY) || b.includes(ANY)) return 0;
  if (a.length === 0) return b.length === 0 ? 0 : 1;
  if (b.length === 0) return -1;
  return compareLists(a, b);
}

/** The shorter of two lists is less where all else is equal. */
function compareLists(a: readonly Part[], b: readonly Part[]): -1 | 0 | 1 {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const result = compareParts(a[index] ?? ANY, b[index] ?? ANY);
    if (result !== 0) return result;
  }
  return order(a.length, b.length);
}

/** Numbers position by position; the one that ends first goes on with zeros. */
export function compareSegments(a: readonly Integer[], b: readonly Integer[]): -1 | 0 | 1 {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const result = order(a[index] ?? 0, b[index] ?? 0);
    if (result !== 0) return result;
  }
  return 0;
}

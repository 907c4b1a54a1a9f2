// What npm and Bitnami share: three numbers and dot-separated parts after a hyphen, strict in versions; in ranges each number may be missing
// or a wildcard, or (a slip upstream) any mixture of digits, `x`, `*` and `|`. From aquasecurity/go-version@v0.0.1 pkg/semver.
import { increment, parseUint64, type Integer } from "./go-text.js";
import { ANY, compareParts, parsePart, parseParts, type Part } from "./parts.js";

/** A version, or the bound of a constraint. In a version the three numbers are numbers. */
export interface SemverBound {
  readonly numbers: readonly [major: Part, minor: Part, patch: Part];
  /** npm: before the release; Bitnami: its revision. */
  readonly extra: readonly Part[];
}

const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const LOOSE = "[0-9|xX*]+";
/** A version in a range. */
export const SEMVER_RANGE_VERSION = `v?(${LOOSE})(?:\\.(${LOOSE}))?(?:\\.(${LOOSE}))?(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?`;

const NUMBER = "(0|[1-9][0-9]*)";
const STRICT = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`);
const LEADING_ZERO = /(?:^|\.)0[0-9]+(?:\.|$)/;
const BOUND = new RegExp(`^${SEMVER_RANGE_VERSION}$`);

/** A version: strict Semantic Versioning 2.0.0 with numbers below 2^64. */
export function parseSemver(text: string): SemverBound | undefined {
  const [whole, majorText = "", minorText = "", patchText = "", extra = ""] = STRICT.exec(text) ?? [];
  if (whole === undefined || LEADING_ZERO.test(extra)) return undefined;
  const major = parseUint64(majorText);
  const minor = parseUint64(minorText);
  const patch = parseUint64(patchText);
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { numbers: [major, minor, patch], extra: parseParts(extra) };
}

/** The bound of a constraint; the text is one that SEMVER_RANGE_VERSION matches, or empty: everything. */
export function parseBound(text: string): SemverBound {
  const [, major = "", minor = "", patch = "", extra = ""] = BOUND.exec(text) ?? [];
  return { numbers: [toPart(major), toPart(minor), toPart(patch)], extra: text === "" ? [ANY] : parseParts(extra) };
}

function toPart(text: string): Part {
  return text === "" ? ANY : parsePart(text);
}

/** Whether one of the three numbers is a wildcard. */
export function isOpen({ numbers }: SemverBound): boolean {
  return numbers.includes(ANY);
}

/** Whether there is a pre-release or revision; one with a wildcard counts as none. */
export function hasExtra({ extra }: SemverBound): boolean {
  return extra.length > 0 && !extra.includes(ANY);
}

/** Compares the three numbers; 0 ends at the first wildcard, which `open` says. */
export function compareNumbers(a: SemverBound, b: SemverBound): { readonly result: -1 | 0 | 1; readonly open: boolean } {
  for (let index = 0; index < 3; index++) {
    const left = a.numbers[index] ?? 0;
    const right = b.numbers[index] ?? 0;
    if (left === ANY || right === ANY) return { result: 0, open: true };
    const result = compareParts(left, right);
    if (result !== 0) return { result, open: false };
  }
  return { result: 0, open: false };
}

const MAX_UINT64 = 2n ** 64n - 1n;

/** Where `~` ends: `~1` at 2.0.0, else at the next minor. `undefined` where the library panics on a number that is none. */
export function afterTilde({ numbers: [major, minor, patch], extra }: SemverBound): SemverBound | undefined {
  if (major === ANY) return { numbers: [MAX_UINT64, minor, patch], extra };
  return minor === ANY ? raise([major], 0) : raise([major, minor], 1);
}

/** Where `^` ends: where the first number that is not 0 changes. `undefined` where the library panics on a number that is none. */
export function afterCaret({ numbers: [major, minor, patch], extra }: SemverBound): SemverBound | undefined {
  if (major === ANY) return { numbers: [MAX_UINT64, minor, patch], extra };
  if (major !== 0 || minor === ANY) return raise([major], 0);
  if (minor !== 0 || patch === ANY) return raise([major, minor], 1);
  return raise([major, minor, patch], 2);
}

function raise(numbers: readonly Part[], at: 0 | 1 | 2): SemverBound | undefined {
  const part = numbers[at] ?? ANY;
  if (typeof part === "string" || part === ANY) return undefined;
  const raised: Integer = increment(part);
  const [major = 0, minor = 0] = numbers;
  if (at === 0) return { numbers: [raised, 0, 0], extra: [] };
  return { numbers: at === 1 ? [major, raised, 0] : [major, minor, raised], extra: [] };
}

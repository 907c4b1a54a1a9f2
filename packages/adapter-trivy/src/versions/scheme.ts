// What every comparer of Trivy is to the rest of the adapter: a way to read versions and, for the languages, ranges. It knows neither a
// grammar nor which ecosystem uses which scheme.

declare const versionBrand: unique symbol;
declare const rangeBrand: unique symbol;

/** A version as one scheme has read it: opaque, immutable, reusable; of use only to the scheme that made it. */
export interface Version {
  readonly [versionBrand]: never;
}

/** A constraint text as one scheme has read it: opaque, immutable, reusable; of use only to the scheme that made it. */
export interface Range {
  readonly [rangeBrand]: never;
}

/** Longest text that is taken for a version, in UTF-16 units. The longest one in OSV has 71; Trivy itself knows no limit. */
export const MAX_VERSION_LENGTH = 1024;

/** Longest text that is taken for a range, in UTF-16 units. */
export const MAX_RANGE_LENGTH = 65_536;

/** How one of Trivy's version libraries orders versions. No function throws. */
export interface VersionScheme {
  readonly name: string;
  /** `undefined` for what Trivy cannot read: a package of that version never matches, and neither does an advisory that is fixed in it. */
  parseVersion(text: string): Version | undefined;
  compare(a: Version, b: Version): -1 | 0 | 1;
}

/**
 * Why a range must not be written.
 *
 * - `not-a-range`: Trivy cannot read it, warns and finds nothing.
 * - `cut-apart`: Trivy reads other constraints than the ones that stand there (`>=1.0alpha1` of PEP 440 is `>=1.0a` and `=1`).
 * - `wildcard`: a pre-release part `x`, `X` or `*` equals every pre-release and the release.
 * - `may-panic`: there are versions for which Trivy's library ends the scan with a panic.
 * - `differs`: the versions of Trivy that we support read it in different ways.
 */
export type RangeProblem = "not-a-range" | "cut-apart" | "wildcard" | "may-panic" | "differs";

/** A scheme whose advisories carry ranges (`VulnerableVersions`, `PatchedVersions`, `UnaffectedVersions`). */
export interface RangeScheme extends VersionScheme {
  /** Reads constraints: `||` is OR, `,` and blanks are AND. `undefined` for what Trivy refuses. */
  parseRange(text: string): Range | undefined;
  /** Whether the version is inside; `undefined` where Trivy's library panics on the pair. */
  matches(range: Range, version: Version): boolean | undefined;
  /** What forbids to write this range for the Trivy versions of the support matrix; `undefined` when all read it alike and as it stands. */
  rangeProblem(text: string): RangeProblem | undefined;
  /**
   * How to write a version as the bound of a range, so that `=`, `<`, `<=`, `>` and `>=` in front of it are read as that version. It is the
   * text itself where it can be, else an equal spelling; `undefined` when the range grammar has no spelling for it.
   */
  boundText(text: string): string | undefined;
}

/** The sign of a difference. */
export function toSign(difference: number): -1 | 0 | 1 {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

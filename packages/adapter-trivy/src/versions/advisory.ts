// What Trivy makes of the three version lists of a language advisory (trivy@v0.69.3 pkg/detector/library/compare/compare.go; the same code in
// every version from 0.53 to 0.74).
import type { RangeScheme } from "./scheme.js";

/** The version lists of an advisory value. */
export interface AdvisoryVersions {
  readonly VulnerableVersions?: readonly string[];
  readonly PatchedVersions?: readonly string[];
  readonly UnaffectedVersions?: readonly string[];
}

/**
 * Whether Trivy reports the advisory for an installed version; `undefined` where it panics. A version or a list that it cannot read makes it
 * warn and report nothing; an empty text in the first two lists makes it report every version.
 */
export function isVulnerable(scheme: RangeScheme, installed: string, advisory: AdvisoryVersions): boolean | undefined {
  const { VulnerableVersions: vulnerable = [], PatchedVersions: patched = [], UnaffectedVersions: unaffected = [] } = advisory;
  if (vulnerable.includes("") || patched.includes("")) return true;
  const matchesAny = (ranges: readonly string[]): boolean | undefined | "unreadable" => {
    const version = scheme.parseVersion(installed);
    const range = scheme.parseRange(ranges.join(" || "));
    return version === undefined || range === undefined ? "unreadable" : scheme.matches(range, version);
  };
  const secure = [...patched, ...unaffected];
  let matched: boolean | undefined | "unreadable" = false;
  if (vulnerable.length > 0) {
    matched = matchesAny(vulnerable);
    if (matched !== true) return matched === undefined ? undefined : false;
  }
  if (secure.length === 0) return matched;
  const isSecure = matchesAny(secure);
  if (isSecure === undefined) return undefined;
  return isSecure === "unreadable" ? false : !isSecure;
}

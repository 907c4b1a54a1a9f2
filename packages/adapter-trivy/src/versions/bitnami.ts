// Bitnami's own scheme, bitnami/go-version@v0.0.0-20231130084017-bb00604d650c: what follows the hyphen is a revision, later than the version
// without one.
import { constraintScheme } from "./constraints.js";
import { holds } from "./operators.js";
import { ANY, comparePreReleases, type Part } from "./parts.js";
import {
  afterCaret,
  afterTilde,
  compareNumbers,
  hasExtra,
  parseBound,
  parseSemver,
  SEMVER_RANGE_VERSION,
  type SemverBound,
} from "./semver.js";

interface BitnamiConstraint extends SemverBound {
  readonly operator: string;
}

export const bitnami = constraintScheme<SemverBound, BitnamiConstraint>({
  name: "bitnami",
  operators: ["=", "==", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "^"],
  versionPattern: SEMVER_RANGE_VERSION,
  parseVersion: parseSemver,
  compare,
  parseConstraint: (operator, version) => ({ ...parseBound(version), operator }),
  matches,
  problem(constraint, text) {
    if (constraint.numbers.some((part) => typeof part === "string")) return "may-panic";
    return text !== "" && constraint.extra.includes(ANY) ? "wildcard" : undefined;
  },
  boundText: (text) => text,
});

function compare(a: SemverBound, b: SemverBound): -1 | 0 | 1 {
  const { result, open } = compareNumbers(a, b);
  if (result !== 0 || open) return result;
  const revised = hasExtra(a);
  if (revised !== hasExtra(b)) return revised ? 1 : -1;
  return comparePreReleases(a.extra, b.extra);
}

function matches(constraint: BitnamiConstraint, version: SemverBound): boolean | undefined {
  const result = compare(version, constraint);
  if (constraint.operator === "<") return compare(version, lowest(constraint)) < 0;
  const held = holds(constraint.operator, result);
  return held ?? (result >= 0 && isBelow(version, constraint.operator === "~" ? afterTilde(constraint) : afterCaret(constraint)));
}

/** `<1.x` is `<1.0.0`, unlike everywhere else. */
function lowest({ numbers: [major, minor, patch], extra }: SemverBound): SemverBound {
  const zero = (part: Part): Part => (part === ANY ? 0 : part);
  return { numbers: [zero(major), zero(minor), zero(patch)], extra: extra.includes(ANY) ? [] : extra };
}

function isBelow(version: SemverBound, end: SemverBound | undefined): boolean | undefined {
  return end === undefined ? undefined : compare(version, end) < 0;
}

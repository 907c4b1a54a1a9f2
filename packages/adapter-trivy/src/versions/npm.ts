// npm as aquasecurity/go-npm-version@v0.0.2 reads it, with pre-releases included as Trivy asks it (0.65 and
// later; 0.60 and earlier leave an installed pre-release out unless the bound is one of the same release). Not node-semver: a caret or a
// tilde takes pre-releases of everything, hyphen ranges do not exist, and `1.x-alpha` matches nothing.
import { constraintScheme } from "./constraints.js";
import { holds } from "./operators.js";
import { ANY, comparePreReleases } from "./parts.js";
import {
  afterCaret,
  afterTilde,
  compareNumbers,
  hasExtra,
  isOpen,
  parseBound,
  parseSemver,
  SEMVER_RANGE_VERSION,
  type SemverBound,
} from "./semver.js";

interface NpmConstraint extends SemverBound {
  readonly operator: string;
}

export const npm = constraintScheme<SemverBound, NpmConstraint>({
  name: "npm",
  operators: ["=", "==", ">", "<", ">=", "=>", "<=", "=<", "~", "^"],
  versionPattern: SEMVER_RANGE_VERSION,
  parseVersion: parseSemver,
  compare,
  parseConstraint: (operator, version) => ({ ...parseBound(version), operator }),
  matches,
  problem({ numbers, extra }, text) {
    if (numbers.some((part) => typeof part === "string")) return "may-panic";
    return text !== "" && extra.includes(ANY) ? "wildcard" : undefined;
  },
  boundText: (text) => text,
});

function compare(a: SemverBound, b: SemverBound): -1 | 0 | 1 {
  const { result, open } = compareNumbers(a, b);
  return result !== 0 || open ? result : comparePreReleases(a.extra, b.extra);
}

function matches(constraint: NpmConstraint, version: SemverBound): boolean | undefined {
  if (hasExtra(constraint) && isOpen(constraint)) return false;
  const result = compare(version, constraint);
  const held = holds(constraint.operator, result);
  return held ?? (result >= 0 && isBelow(version, constraint.operator === "~" ? afterTilde(constraint) : afterCaret(constraint)));
}

function isBelow(version: SemverBound, end: SemverBound | undefined): boolean | undefined {
  return end === undefined ? undefined : compare(version, end) < 0;
}

// Python's ranges as aquasecurity/go-pep440-version@v0.0.1 reads them, with pre-releases included as Trivy asks it. Lower case only, and
// `alpha`, `beta` and `preview` are cut after their first letters; normal spellings are safe, which `boundText` gives.
import { constraintScheme } from "./constraints.js";
import { order, parseInt64, trimSpace } from "./go-text.js";
import { compareSegments } from "./parts.js";
import { comparePep440, parsePep440, pep440Text, PEP440_VERSION, publicText, type Pep440Version } from "./pep440.js";
import type { RangeProblem } from "./scheme.js";

interface Pep440Constraint {
  readonly operator: string;
  readonly text: string;
  /** The version of the text; of the text without `.*` for a prefix; none for `===`. */
  readonly version: Pep440Version | undefined;
  readonly isPrefix: boolean;
}

const PREFIX = ".*";
const PRE_RELEASE_PART = /^([0-9]+)((?:a|b|c|rc)[0-9]+)$/;

export const pep440 = constraintScheme<Pep440Version, Pep440Constraint>({
  name: "pep440",
  operators: ["=", "==", "!=", ">", "<", ">=", "<=", "~=", "==="],
  versionPattern: `${PEP440_VERSION}(?:\\.\\*)?`,
  prepare: (alternative) => (trimSpace(alternative) === "*" ? ">=0.0.0" : alternative),
  parseVersion: parsePep440,
  compare: comparePep440,
  parseConstraint,
  matches,
  problem,
  boundText: (_text, version) => pep440Text(version),
});

function parseConstraint(operator: string, text: string): Pep440Constraint | undefined {
  if (text === "") return undefined;
  const isPrefix = text.endsWith(PREFIX);
  if (operator === "===") return { operator, text, version: undefined, isPrefix };
  const version = parsePep440(isPrefix ? text.slice(0, -PREFIX.length) : text);
  if (version === undefined) return undefined;
  const isEquality = operator === "" || operator === "=" || operator === "==" || operator === "!=";
  if (isEquality ? isPrefix && (version.dev !== undefined || version.local !== "") : isPrefix || version.local !== "") return undefined;
  if (operator === "~=" && version.release.length < 2) return undefined;
  return { operator, text, version, isPrefix };
}

/** What v0.0.2, which Trivy has since 0.74, reads in another way. */
function problem({ operator, version, text }: Pep440Constraint): RangeProblem | undefined {
  if (operator === ">" && version !== undefined && pep440Text(version) !== releaseText(version)) return "differs";
  return operator === "~=" && version !== undefined && text !== pep440Text(version) ? "differs" : undefined;
}

function releaseText(version: Pep440Version): string {
  return publicText({ ...version, pre: undefined, post: undefined, dev: undefined });
}

function matches({ operator, text, version: bound, isPrefix }: Pep440Constraint, version: Pep440Version): boolean {
  // Go folds a long s into an s here; nothing else of a version is outside ASCII.
  if (bound === undefined) return pep440Text(version).replaceAll("\u017f", "s") === text;
  switch (operator) {
    case "!=":
      return !isEqual(version, text, bound, isPrefix);
    case ">":
      return isGreater(version, bound);
    case "<":
      return comparePep440(version, bound) < 0;
    case ">=":
      return comparePep440(withoutLocal(version), bound) >= 0;
    case "<=":
      return comparePep440(withoutLocal(version), bound) <= 0;
    case "~=":
      return comparePep440(withoutLocal(version), bound) >= 0 && hasPrefix(version, compatiblePrefix(text));
    default:
      return isEqual(version, text, bound, isPrefix);
  }
}

function withoutLocal(version: Pep440Version): Pep440Version {
  return version.local === "" ? version : { ...version, local: "" };
}

function isEqual(version: Pep440Version, text: string, bound: Pep440Version, isPrefix: boolean): boolean {
  if (isPrefix) return hasPrefix(version, splitParts(text.slice(0, -PREFIX.length)));
  return comparePep440(bound.local === "" ? withoutLocal(version) : version, bound) === 0;
}

/** Neither a post-release of the bound nor a local version of it, nor (a slip upstream) a local version of anything with its release. */
function isGreater(version: Pep440Version, bound: Pep440Version): boolean {
  if (comparePep440(version, bound) <= 0) return false;
  const sameRelease = order(version.epoch, bound.epoch) === 0 && compareSegments(version.release, bound.release) === 0;
  return !sameRelease || !((bound.post === undefined && version.post !== undefined) || version.local !== "");
}

/** `~=1.4.5` has the prefix 1.4; post and development releases do not count, a pre-release is a part of its own. */
function compatiblePrefix(text: string): string[] {
  const parts = splitParts(text);
  const end = parts.findIndex((part) => part.startsWith("post") || part.startsWith("dev"));
  return splitParts(parts.slice(0, (end < 0 ? parts.length : end) - 1).join("."));
}

/** The parts between dots, and a pre-release behind a number as one more. */
function splitParts(text: string): string[] {
  return text.split(".").flatMap((part) => {
    const match = PRE_RELEASE_PART.exec(part);
    return match === null ? [part] : match.slice(1);
  });
}

/**
 * Whether the numbers among the first parts are those of the prefix. Upstream compares what is no number with itself (`==1.0a1.*` has 1.0b2)
 * and loses its way when one side has fewer numbers, so the zeros that it then adds never make a prefix (`==1.0.*` does not have 1).
 */
function hasPrefix(version: Pep440Version, prefix: readonly string[]): boolean {
  const parts = splitParts(publicText(version)).slice(0, prefix.length).filter(isNumber);
  const wanted = prefix.filter(isNumber);
  return wanted.length === parts.length && wanted.every((part, index) => part === parts[index]);
}

function isNumber(part: string): boolean {
  return parseInt64(part)?.inRange === true;
}

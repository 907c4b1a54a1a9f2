// The comparer of most languages: aquasecurity/go-version@v0.0.1 pkg/version, which Trivy's GenericComparer uses. Any number of segments; a
// pre-release may follow without a hyphen; `~` may stand in it.
import { constraintScheme } from "./constraints.js";
import { increment, parseUint64, type Integer } from "./go-text.js";
import { holds } from "./operators.js";
import { ANY, comparePreReleases, compareSegments, parseParts, type Part } from "./parts.js";

interface GenericVersion {
  readonly segments: readonly Integer[];
  readonly preRelease: readonly Part[];
}

interface GenericConstraint extends GenericVersion {
  readonly operator: string;
}

const TAIL = "[0-9A-Za-z~-]*(?:\\.[0-9A-Za-z~-]+)*";
const VERSION = "v?([0-9]+(?:\\.[0-9]+)*)" + `(?:-([0-9]${TAIL})|-?([A-Za-z~-]${TAIL}))?` + "(?:\\+[0-9A-Za-z~-]+(?:\\.[0-9A-Za-z~-]+)*)?";
/** Up to Trivy 0.57.1 a range ends before the build metadata, of which every number becomes a constraint of its own. */
const NUMBERED_BUILD = /\+.*[0-9]/;
const WHOLE = new RegExp(`^${VERSION}$`);

export const generic = constraintScheme<GenericVersion, GenericConstraint>({
  name: "generic",
  operators: ["=", "==", "!=", ">", "<", ">=", "=>", "<=", "=<", "~>", "~", "^"],
  versionPattern: VERSION,
  parseVersion,
  compare,
  parseConstraint(operator, text) {
    const version = parseVersion(text);
    return version === undefined ? undefined : { ...version, operator };
  },
  matches,
  problem({ preRelease }, text) {
    if (preRelease.includes(ANY)) return "wildcard";
    return NUMBERED_BUILD.test(text) ? "differs" : undefined;
  },
  // Nothing compares build metadata.
  boundText: (text) => (NUMBERED_BUILD.test(text) ? text.slice(0, text.indexOf("+")) : text),
});

function parseVersion(text: string): GenericVersion | undefined {
  const match = WHOLE.exec(text);
  if (match === null) return undefined;
  const segments: Integer[] = [];
  for (const digits of (match[1] ?? "").split(".")) {
    const segment = parseUint64(digits);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  return { segments, preRelease: parseParts(match[3] ?? match[2] ?? "") };
}

function compare(a: GenericVersion, b: GenericVersion): -1 | 0 | 1 {
  const result = compareSegments(a.segments, b.segments);
  return result === 0 ? comparePreReleases(a.preRelease, b.preRelease) : result;
}

/** The first version that is no longer within. */
const END = { "~>": afterPessimistic, "~": afterTilde, "^": afterCaret };

function matches(constraint: GenericConstraint, version: GenericVersion): boolean {
  const result = compare(version, constraint);
  const held = holds(constraint.operator, result);
  return held ?? (result >= 0 && compare(version, END[constraint.operator as keyof typeof END](constraint)) < 0);
}

/** `~> 1.2.3` ends at 1.3.0 and `~> 1` at 2, which keeps the pre-release of the bound (`~> 1-a` ends at `2-a`). */
function afterPessimistic({ segments, preRelease }: GenericVersion): GenericVersion {
  if (segments.length === 1) return { segments: [increment(segments[0] ?? 0)], preRelease };
  return { segments: [...segments.slice(0, -2), increment(segments.at(-2) ?? 0), 0], preRelease: [] };
}

/** `~1.2` ends at 1.3 (and keeps the pre-release), all else as `~>`. */
function afterTilde(version: GenericVersion): GenericVersion {
  const [major = 0, minor = 0] = version.segments;
  return version.segments.length === 2
    ? { segments: [major, increment(minor)], preRelease: version.preRelease }
    : afterPessimistic(version);
}

/** `^1.2.3` ends at 2.0.0, `^0.2.3` at 0.3.0, `^0.0` at 0.1. */
function afterCaret({ segments }: GenericVersion): GenericVersion {
  const nonZero = segments.findIndex((segment) => segment !== 0);
  const raised = nonZero < 0 ? segments.length - 1 : nonZero;
  return { segments: [...segments.slice(0, raised), increment(segments[raised] ?? 0)], preRelease: [] };
}

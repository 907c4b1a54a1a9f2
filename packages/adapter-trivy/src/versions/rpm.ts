// The versions of every RPM distribution as knqyf263/go-rpm-version@v0.0.0-20220614171824-631e686d1075 orders them. It reads every text. It
// does not know the caret, which separates like any other sign; the version that Trivy 0.74 has does know it.
import { order, parseInt64, trimSpaceLeft, type Integer } from "./go-text.js";
import { MAX_VERSION_LENGTH, type Version, type VersionScheme } from "./scheme.js";

interface RpmVersion {
  readonly epoch: Integer;
  readonly version: readonly string[];
  readonly release: readonly string[];
}

const SEGMENT = /[a-zA-Z]+|[0-9]+|~/g;
const DIGIT = /^[0-9]/;
const TILDE = "~";

export const rpm: VersionScheme = {
  name: "rpm",
  parseVersion: (text) => (text.length > MAX_VERSION_LENGTH ? undefined : (parseRpm(text) as unknown as Version)),
  compare: (a, b) => compare(a as unknown as RpmVersion, b as unknown as RpmVersion),
};

function parseRpm(text: string): RpmVersion {
  const colon = text.indexOf(":");
  const number = colon < 0 ? undefined : parseInt64(trimSpaceLeft(text.slice(0, colon)));
  const rest = text.slice(colon + 1);
  const hyphen = rest.indexOf("-");
  return {
    epoch: number?.inRange === true ? number.value : 0,
    version: toSegments(hyphen < 0 ? rest : rest.slice(0, hyphen)),
    release: toSegments(hyphen < 0 ? "" : rest.slice(hyphen + 1)),
  };
}

/** Runs of letters, numbers without zeros in front, and tildes. */
function toSegments(text: string): string[] {
  return (text.match(SEGMENT) ?? []).map((segment) => segment.replace(/^0+(?=[0-9])/, ""));
}

function compare(a: RpmVersion, b: RpmVersion): -1 | 0 | 1 {
  return order(a.epoch, b.epoch) || compareSegments(a.version, b.version) || compareSegments(a.release, b.release);
}

function compareSegments(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  const common = Math.min(a.length, b.length);
  for (let index = 0; index < common; index++) {
    const result = compareSegment(a[index] ?? "", b[index] ?? "");
    if (result !== 0) return result;
  }
  if (a[common] === TILDE) return -1;
  if (b[common] === TILDE) return 1;
  return order(a.length, b.length);
}

/** A tilde comes first, then letters, then numbers. */
function compareSegment(a: string, b: string): -1 | 0 | 1 {
  const kind = order(rank(a), rank(b));
  if (kind !== 0) return kind;
  return rank(a) === 2 ? order(a.length, b.length) || order(a, b) : order(a, b);
}

function rank(segment: string): number {
  if (segment === TILDE) return 0;
  return DIGIT.test(segment) ? 2 : 1;
}

// The order that an ecosystem has of its own where Trivy's comparer has another one: among versions of one release, before it and after. It knows
// four ecosystems and no ranges.
import type { Version } from "../versions/scheme.js";
import { type Bound, type Order, orderOf } from "./evaluated-events.js";
import type { LanguageTarget } from "./target.js";

export interface VersionParts {
  /** Its numbers. */
  readonly release: string;
  /** What follows them, without build metadata. */
  readonly suffix: string;
  /** Where the version is, as seen from its release; to Trivy's comparer, all that have a suffix come before. */
  readonly place: "before" | "release" | "after";
}

const RELEASE = /^v?(\d+(?:\.\d+)*)([^+]*)/;
/** Composer: later than the release. */
const PATCH_LEVEL = /^(-?(?:p|pl|patch)\.?)(\d+)$/i;

export function partsOf(text: string, ecosystem: string): VersionParts {
  const [, release = text, suffix = ""] = RELEASE.exec(text) ?? [];
  const isAfter = ecosystem === "composer" ? PATCH_LEVEL.test(suffix) : ecosystem === "conan" && /^[A-Za-z]/.test(suffix);
  return { release, suffix, place: suffix === "" ? "release" : isAfter ? "after" : "before" };
}

/** The number of a patch level of Composer, and what it is written with. */
export function patchLevelOf(suffix: string): { readonly sign: string; readonly digits: string } | undefined {
  const [, sign, digits] = PATCH_LEVEL.exec(suffix) ?? [];
  return sign === undefined || digits === undefined ? undefined : { sign, digits };
}

/** `undefined` where it is the order of Trivy's comparer. The same version may be asked for often. */
export function ownOrderOf({ ecosystem, scheme }: LanguageTarget): Order | undefined {
  if (!OWN.has(ecosystem)) return undefined;
  const known = new Map<string, Key>();
  const keyOf = ({ text, version }: Bound): Key => {
    let key = known.get(text);
    if (key === undefined) known.set(text, (key = read(text, version as Version)));
    return key;
  };
  const read = (text: string, version: Version): Key => {
    const { release, suffix, place } = partsOf(text, ecosystem);
    const lowered = ecosystem === "nuget" ? scheme.parseVersion(text.toLowerCase()) : undefined;
    const steps = [PLACES.indexOf(place), ...(ecosystem === "composer" ? stepsOf(suffix) : [])];
    return { release: scheme.parseVersion(release) ?? version, steps, version: lowered ?? version };
  };
  const trivys = orderOf(scheme);
  return (a, b) => {
    if (a.version === undefined || b.version === undefined) return trivys(a, b);
    const [one, other] = [keyOf(a), keyOf(b)];
    const isComposer = ecosystem === "composer";
    const sign = scheme.compare(one.release, other.release) || comparedSteps(one.steps, other.steps);
    return sign !== 0 || (isComposer && one.steps.length > 2) ? sign : scheme.compare(one.version, other.version);
  };
}

/** Bitnami's records are of SEMVER, but what follows the hyphen may also be meant as the comparer has it: a later build. */
const OWN = new Set(["composer", "nuget", "conan", "bitnami"]);
const PLACES = ["before", "release", "after"];

interface Key {
  readonly release: Version;
  readonly steps: readonly number[];
  readonly version: Version;
}

/** Composer's stages; what it does not know comes first, as Trivy's comparer has it. */
const STAGES = ["dev", "alpha", "beta", "rc", "stable", "p"];
const SHORT: Readonly<Record<string, string>> = { a: "alpha", b: "beta", pl: "p", patch: "p" };
const STAGE = /^[-._]?([a-z]+)[-.]?([\d.-]*)(?:[-.]?dev)?$/i;

function stepsOf(suffix: string): number[] {
  const [, word = "", numbers = ""] = STAGE.exec(suffix) ?? [];
  const stage = STAGES.indexOf(SHORT[word.toLowerCase()] ?? word.toLowerCase());
  return stage < 0 ? [-1] : [stage, ...(numbers.match(/\d+/g) ?? ["0"]).map(Number)];
}

function comparedSteps(one: readonly number[], other: readonly number[]): number {
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

// Spans in an ecosystem's own order as what Trivy's comparer holds them with: wider where it has the versions of a release in another order, never
// narrower. It knows the order of three ecosystems, and pre-releases of a fourth.
import type { Bound, Point, Span } from "./evaluated-events.js";
import { partsOf, patchLevelOf, type VersionParts } from "./own-order.js";
import type { LanguageTarget } from "./target.js";

export interface Rewritten {
  readonly spans: readonly Span[];
  /** Versions to be named one by one. */
  readonly named: readonly string[];
  /** Whether the comparer holds just what the ecosystem does. */
  readonly isExact?: true;
}

/** `room`: how many versions may be named. `undefined` where the span may be written as it stands. */
export function inTrivysOrder(span: Span, { ecosystem, scheme }: LanguageTarget, room: number): Rewritten | undefined {
  if (span.isToIncluded && span.from.text === span.to?.text) return undefined;
  const at = (text: string): Bound => ({ text, version: scheme.parseVersion(text) });
  const from = span.from.version === undefined ? undefined : partsOf(span.from.text, ecosystem);
  const to = span.to === undefined ? undefined : partsOf(span.to.text, ecosystem);
  if (ecosystem === "composer") return ofComposer({ span, from, to, at }, room);
  if (ecosystem === "conan") return ofConan({ span, from, to, at });
  if (ecosystem === "bitnami") return ofBitnami({ span, from, to, at });
  return ecosystem === "nuget" ? ofNuGet({ span, from, to, at }) : undefined;
}

interface Ends {
  readonly span: Span;
  /** `undefined`: from the first version on. */
  readonly from: VersionParts | undefined;
  readonly to: VersionParts | undefined;
  readonly at: (text: string) => Bound;
}

/** NuGet passes over case, the comparer has capitals first: `RC1` before `beta1`. */
function ofNuGet({ span, from, to, at }: Ends): Rewritten | undefined {
  const [low, high] = [from?.suffix.toUpperCase() ?? "", to?.suffix.toLowerCase() ?? ""];
  if (low === (from?.suffix ?? "") && high === high.toUpperCase()) return undefined;
  const ends = { ...(from && { from: at(from.release + low) }), ...(to && { to: at(to.release + high) }) };
  return { spans: [{ ...span, ...ends }], named: [] };
}

/** Conan: 1.1.1a is later than 1.1.1. */
function ofConan({ span, from, to, at }: Ends): Rewritten | undefined {
  if (from === undefined && (to === undefined || to.place === "release")) return undefined;
  const begin = from === undefined || from.place === "after" ? {} : { from: at(`${from.release}-0`) };
  const spans = [{ ...span, ...begin }];
  if (to?.place !== "after" || (from?.place === "after" && from.release === to.release)) return { spans, named: [] };
  const hasEarly = from?.release !== to.release || from.place === "before";
  const early = hasEarly ? PRE_RELEASES.map((words) => between(to.release, words, at)) : [];
  return { spans: [...spans, ...early], named: [to.release] };
}

/** Of Conan; to the comparer they may come after an end such as 1.1.1a. Each word, and what comes after all that begin with it. */
const PRE_RELEASES = [
  ["alpha", "alphb"],
  ["beta", "betb"],
  ["dev", "dew"],
  ["pre", "prf"],
  ["rc", "rd"],
] as const;

function between(release: string, [first, end]: readonly [string, string], at: Ends["at"]): Span {
  return { from: at(`${release}-${first}`), to: at(`${release}-${end}`), isToIncluded: false };
}

/** Composer: patch levels (`2.4.4-p3`) are later than the release, and numbers of stages are numbers (`beta2` before `beta10`). */
function ofComposer(ends: Ends, room: number): Rewritten | undefined {
  const { span, from, to, at } = ends;
  const level = to?.place === "after" ? patchLevelOf(to.suffix) : undefined;
  if (to !== undefined && level !== undefined && from?.release === to.release && from.place !== "before") return levelsOnly(ends, room);
  const isMoved = from !== undefined && from.place !== "release";
  const begin = isMoved ? at(`${from.release}-0`) : span.from;
  const levels = from?.place === "release" ? [levelsOf(from.release, at)] : [];
  if (to === undefined || to.place === "release" || (to.place === "before" && FIRST_STAGE.test(to.suffix))) {
    if (!isMoved) return levels.length === 0 ? undefined : { spans: [span, ...levels], named: [], isExact: true };
    return { spans: [{ ...span, from: begin }], named: [] };
  }
  const end = at(to.release);
  if (level === undefined) return { spans: [{ from: begin, to: end, isToIncluded: false }, ...levels], named: [] };
  const named = levelsBelow(to.release, level, 1, span.isToIncluded, room - 1);
  if (named === undefined) return { spans: [{ from: begin, to: end, isToIncluded: true }, ...levels], named: [] };
  const candidates: Span = { from: at(`${to.release}-q`), to: end, isToIncluded: false };
  return { spans: [{ ...span, from: begin }, candidates, ...levels], named: [to.release, ...named] };
}

const FIRST_STAGE = /^[-._]?dev$/i;

/** Exactly the patch levels: nothing else that Composer reads is between the two. */
function levelsOf(release: string, at: Ends["at"]): Span {
  return between(release, ["p", "q"], at);
}

/** From a release, or a patch level of it, to another one. */
function levelsOnly({ span, from, to, at }: Ends, room: number): Rewritten | undefined {
  const [first, last] = [patchLevelOf(from?.suffix ?? ""), patchLevelOf(to?.suffix ?? "")];
  if (from === undefined || last === undefined) return undefined;
  const named = levelsBelow(from.release, last, first === undefined ? 1 : Number(first.digits) + 1, span.isToIncluded, room - 1);
  if (named !== undefined) return { spans: [], named: [span.from.text, ...named] };
  return { spans: [{ from: at(`${from.release}-0`), to: at(from.release), isToIncluded: true }], named: [] };
}

/** `undefined` for more than there is room for. */
function levelsBelow(
  release: string,
  { sign, digits }: NonNullable<ReturnType<typeof patchLevelOf>>,
  low: number,
  isIncluded: boolean,
  room: number,
) {
  const count = Number(digits) - low + (isIncluded ? 1 : 0);
  if (count > room) return undefined;
  return Array.from({ length: Math.max(count, 0) }, (_, i) => `${release}${sign}${low + i}`);
}

/** Records of Bitnami are of SEMVER: pre-releases come before the release. To the comparer they are later builds of it. */
function ofBitnami({ span, from, at }: Ends): Rewritten | undefined {
  if (from?.place !== "before") return undefined;
  const spans = [{ ...span, from: at(from.release) }];
  return from.suffix === "-0" ? { spans, named: [], isExact: true } : { spans, named: [] };
}

/** Of a branch of Bitnami's that ends with the release that it is before: its one version that is known. */
export function bitnamiPreRelease([first, last, ...more]: readonly Point[]): string | undefined {
  if (first?.kind !== "introduced" || last?.kind !== "fixed" || more.length > 0) return undefined;
  const { release, place } = partsOf(first.text, "bitnami");
  return place === "before" && last.text === release ? first.text : undefined;
}

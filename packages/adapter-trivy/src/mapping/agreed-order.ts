// Of a range in an ecosystem's own order, what Trivy's comparer holds of it in its order as well, and nothing else: for what takes versions out. It knows
// the four ecosystems where the two are not the same.
import type { Interval } from "./evaluated-events.js";
import { partsOf, type VersionParts } from "./own-order.js";
import type { LanguageTarget } from "./target.js";

/** `undefined` where the two hold the same. */
export function agreedIntervals(interval: Interval, { ecosystem, scheme }: LanguageTarget): readonly Interval[] | undefined {
  const { from, to, isToIncluded } = interval;
  if (isToIncluded && from === to) return undefined;
  const ends = {
    interval,
    begin: from === "0" ? undefined : partsOf(from, ecosystem),
    end: to === "" ? undefined : partsOf(to, ecosystem),
  };
  const agreed = AGREED[ecosystem]?.(ends);
  return agreed?.filter((each) => each.from === "0" || each.to === "" || isBefore(each));

  function isBefore(each: Interval): boolean {
    const [a, b] = [scheme.parseVersion(each.from), scheme.parseVersion(each.to)];
    return a !== undefined && b !== undefined && scheme.compare(a, b) < (each.isToIncluded ? 1 : 0);
  }
}

interface Ends {
  readonly interval: Interval;
  readonly begin: VersionParts | undefined;
  readonly end: VersionParts | undefined;
}

const AGREED: Readonly<Record<string, (ends: Ends) => readonly Interval[] | undefined>> = {
  composer: ofComposer,
  nuget: ofNuGet,
  conan: ofConan,
  bitnami: ofBitnami,
};

/** Nothing of the release at the end, no patch level of that at the begin; what begins with a patch level would hold the release before it. */
function ofComposer({ interval, begin, end }: Ends): readonly Interval[] | undefined {
  if (begin?.place === "after") return [];
  const from = begin?.place === "before" ? begin.release : interval.from;
  if (end !== undefined) return upTo({ ...interval, from }, `${end.release}-0`);
  return begin === undefined ? undefined : [{ ...interval, from }];
}

/** Whatever the case of what is compared: capitals come first. */
function ofNuGet({ interval, begin, end }: Ends): readonly Interval[] | undefined {
  const [low, high] = [begin?.suffix.toLowerCase() ?? "", end?.suffix.toUpperCase() ?? ""];
  if (!HAS_CASE.test(low + high)) return undefined;
  const from = begin === undefined ? "0" : begin.release + low;
  return end === undefined ? [{ ...interval, from }] : upTo({ ...interval, from }, end.release + high);
}

const HAS_CASE = /[a-z]/i;

/** To the comparer 1.1.1a comes before 1.1.1, as 1.1.1-rc does: an end there would hold it, and a begin with 1.1.1a the release. */
function ofConan({ interval, begin, end }: Ends): readonly Interval[] | undefined {
  if (begin?.place === "after") return [];
  if (end?.place === "after") return [interval, { from: end.release, to: end.release, isToIncluded: true }];
  if (end !== undefined) return upTo(interval, `${end.release}-0`);
  return begin === undefined ? undefined : [interval];
}

/** To the comparer a pre-release is a later build: an end there would hold the release. */
function ofBitnami({ interval, end }: Ends): readonly Interval[] | undefined {
  return end?.place === "before" ? upTo(interval, end.release) : undefined;
}

/** With an earlier end, and the last version by itself. */
function upTo({ from, to, isToIncluded }: Interval, earlier: string): readonly Interval[] {
  const last = isToIncluded ? [{ from: to, to, isToIncluded }] : [];
  return [{ from, to: earlier, isToIncluded: false }, ...last];
}

// The versions that a deciding document takes out of what others say. It is read strictly: what is not as the schema has it, and what is no
// version to the comparer, takes nothing and is told, since a wrong answer here is a silent miss. It knows one affected package, no rows.
import { agreedIntervals } from "./agreed-order.js";
import type { Interval } from "./evaluated-events.js";
import { intervalText } from "./language-ranges.js";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./json.js";
import { isOneOfManyBuilds } from "./one-build.js";
import type { OsvAffected } from "./osv-record.js";
import { ownOrderOf } from "./own-order.js";
import { type Problem, rangeProblem, unmappable, widened } from "./problem.js";
import { takenBy, textOfEvents } from "./taken-events.js";
import { faultOf, isAboutAll } from "./taken-shape.js";
import { type LanguageTarget, RED_HAT, systemBucket, type Target, targetOf } from "./target.js";
import { looksLikeVersion } from "./version-text.js";
import type { RangeScheme, Version, VersionScheme } from "../versions/scheme.js";

/** Ranges of versions; all of them where there is no list. */
export type Versions = "all" | readonly Interval[];

const NOTHING = "it suppresses nothing";
const OTHER_ORDER = "Trivy's comparer has versions of a release in another order";

/** The versions that the document names. What no comparer reads is a problem and is not taken out. */
export function versionsOf({ ecosystem, written }: OsvAffected, problems: Problem[]): Versions {
  const target = targetOf(ecosystem);
  const fault = faultOf(written);
  if (target === "no-detector") problems.push(unmappable("ECOSYSTEM", "no detector of Trivy reads this ecosystem or release"));
  else if (fault !== undefined) problems.push(rangeProblem("", `${fault}; ${NOTHING}`));
  else return read(written, target, problems);
  return [];
}

function read(written: JsonObject, target: Exclude<Target, "no-detector">, problems: Problem[]): Versions {
  const scheme = schemeOf(target);
  const all = objectsOf(written["ranges"]);
  const ranges = all.filter((range) => range["type"] !== "GIT");
  const versions = textsOf(written["versions"]);
  const isAll = isAboutAll(written);
  if (!isAll && ranges.length === 0 && versions.length === 0)
    problems.push(
      unmappable(
        "NOTHING",
        all.length > 0 ? "the record names commits, neither a range of versions nor versions" : `no range, no version; ${NOTHING}`,
      ),
    );
  const named = isAll ? [ALL] : ranges.flatMap((range) => ofRange(objectsOf(range["events"]), target, problems));
  for (const version of versions) {
    if (isVersion(version, scheme)) named.push({ from: version, to: version, isToIncluded: true });
    else problems.push(rangeProblem(`=${version}`, `this is no version to Trivy's comparer (${scheme.name}); ${NOTHING}`));
  }
  const hasLastKnown = objectOf(written["database_specific"])["last_known_affected_version_range"] !== undefined;
  const left = named.filter((interval) => {
    const problem =
      hasLastKnown && interval.to === "" ? "the record also names a last known version, and no end" : unsayable(interval, target);
    if (problem !== undefined) problems.push(rangeProblem(rangeOf(interval), `${problem}; ${NOTHING}`));
    return problem === undefined;
  });
  return left.some(({ from, to }) => from === "0" && to === "") ? "all" : left;
}

function schemeOf(target: Exclude<Target, "no-detector">): VersionScheme {
  return target.kind === "red-hat" ? systemBucket(RED_HAT).scheme : target.scheme;
}

const ALL: Interval = { from: "0", to: "", isToIncluded: false };

function ofRange(events: readonly JsonObject[], target: Exclude<Target, "no-detector">, problems: Problem[]): readonly Interval[] {
  const scheme = schemeOf(target);
  const isRead = (event: JsonObject): boolean =>
    Object.entries(event).every(
      ([what, version]) =>
        (what === "introduced" && version === "0") || (what === "limit" && version === "*") || isVersion(textOf(version), scheme),
    );
  if (!events.every(isRead)) {
    const message = `a bound is no version to Trivy's comparer (${scheme.name}); the range suppresses nothing`;
    problems.push(rangeProblem(textOfEvents(events), message));
    return [];
  }
  const taken = takenBy(events, scheme);
  if (taken.length === 0) problems.push(rangeProblem(textOfEvents(events), `the range holds no version; ${NOTHING}`));
  return target.kind === "language" && taken.length > 0 ? inBothOrders(taken, events, target, problems) : taken;
}

/** Trivy's comparer has versions of a release in another order than some ecosystems. */
function inBothOrders(
  taken: readonly Interval[],
  events: readonly JsonObject[],
  target: LanguageTarget,
  problems: Problem[],
): readonly Interval[] {
  const order = ownOrderOf(target);
  if (order === undefined) return taken;
  if (JSON.stringify(takenBy(events, target.scheme, order)) !== JSON.stringify(taken)) {
    problems.push(rangeProblem(textOfEvents(events), `${OTHER_ORDER}; ${NOTHING}`));
    return [];
  }
  return taken.flatMap((interval) => {
    const isOfBuild = [interval.from, interval.to].some((text) => isOneOfManyBuilds(text, target));
    const agreed = isOfBuild ? undefined : agreedIntervals(interval, target);
    if (agreed === undefined) return [interval];
    if (agreed.length === 0) problems.push(rangeProblem(rangeOf(interval), `${OTHER_ORDER}; ${NOTHING}`));
    else problems.push(widened(rangeOf(interval), `${OTHER_ORDER}; only what both orders hold is taken out`));
    return agreed;
  });
}

/** More than the comparer asks: some read every text, and some a wildcard. */
function isVersion(text: string, scheme: VersionScheme): boolean {
  return looksLikeVersion(text) && scheme.parseVersion(text) !== undefined;
}

/** Why what an overriding record says of the package must not stand in for what others say: it may mean fewer versions than it should. */
export function replacementProblem({ written }: OsvAffected): Problem | undefined {
  const fault = faultOf(written);
  if (fault !== undefined) return rangeProblem("", `${fault}; it replaces nothing`);
  const events = objectsOf(written["ranges"]).flatMap(({ type, events: each }) => (type === "GIT" ? [] : objectsOf(each)));
  const bounds = events.filter(({ limit }) => limit === undefined).flatMap((event) => Object.values(event).map(textOf));
  const odd = [...bounds, ...textsOf(written["versions"])].find((text) => !looksLikeVersion(text));
  return odd === undefined ? undefined : rangeProblem(odd, "this is no version; the record replaces nothing");
}

function unsayable(interval: Interval, target: Exclude<Target, "no-detector">): string | undefined {
  if (target.kind !== "language") return undefined;
  if ([interval.from, interval.to].some((text) => isOneOfManyBuilds(text, target)))
    return `to Trivy's comparer (${target.scheme.name}) this build is other people's builds too`;
  const text = intervalText(interval, target.scheme);
  return text !== undefined && hasItsBounds(text, interval, target.scheme) ? undefined : "no comparer of Trivy reads it as it stands";
}

/** Whether the text means what the interval does, where that can be asked. */
function hasItsBounds(text: string, { from, to, isToIncluded }: Interval, scheme: RangeScheme): boolean {
  const range = scheme.parseRange(text);
  const isInside = (version: string): boolean | undefined => range && scheme.matches(range, scheme.parseVersion(version) as Version);
  return (from === "0" || isInside(from) === true) && (to === "" || isInside(to) === isToIncluded);
}

/** For people. */
export function rangeOf({ from, to, isToIncluded }: Interval): string {
  if (to === "") return `>=${from}`;
  return isToIncluded && from === to ? `=${from}` : `>=${from}, ${isToIncluded ? "<=" : "<"}${to}`;
}

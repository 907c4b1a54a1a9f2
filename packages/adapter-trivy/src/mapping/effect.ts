// What a document of a deciding source wants done: to which packages of the database, under which ids, with which versions. It knows
// documents and keys; what becomes of the rows is not its affair.
import { type Interval, intervalsOf, intervalText } from "./language-ranges.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import { isKey, languageKeys, moduleKey } from "./package-name.js";
import { type Problem, rangeProblem, unmappable } from "./problem.js";
import type { Decider } from "./role.js";
import { systemBucket, type Target, targetOf } from "./target.js";

/** Ranges of versions; all of them where there is no list. */
export type Versions = "all" | readonly Interval[];

export interface Effect {
  readonly decider: Decider;
  /** Of the document that decides: for reports. */
  readonly recordId: string;
  readonly ecosystem: string;
  readonly name: string;
  /** Of any of these the effect is. */
  readonly ids: readonly string[];
  readonly versions: Versions;
  /** Of a statement: when it was made, in seconds. */
  readonly time?: number;
  /** A statement that the package is affected: it takes nothing, and is why an earlier statement of its kind does not either. */
  readonly isObjection?: boolean;
}

/** Where an effect is looked for: by the ecosystem of a language or the bucket of an operating system, and a key of a package. */
export interface EffectPlace {
  readonly place: string;
  readonly packageKey: string;
}

/** The bucket that has no bucket for each release. */
export const RED_HAT_PLACE = "Red Hat";

const CVE = /(?:^|-)(CVE-\d{4}-\d+)$/i;

/** Every id that a record goes by; a CVE also without a distribution's name before it. */
export function idsOf({ id, aliases, upstream }: Pick<OsvRecord, "id" | "aliases" | "upstream">): string[] {
  const ids = [id, ...aliases, ...upstream].flatMap((each) => {
    const cve = CVE.exec(each)?.[1]?.toUpperCase();
    return cve === undefined ? [each] : [cve, each];
  });
  return [...new Set(ids)].filter((each) => each !== "");
}

/** The keys under which the database holds the package; none, with the problem, where it holds no such package. */
export function placesOf(affected: OsvAffected, summary: string): { readonly places: readonly EffectPlace[]; readonly problem?: Problem } {
  const target = targetOf(affected.ecosystem);
  if (target === "no-detector")
    return { places: [], problem: unmappable("ECOSYSTEM", "no detector of Trivy reads this ecosystem or release") };
  const keys = keysOf(target, affected, summary);
  if (!keys.every(isKey)) return { places: [], problem: unmappable("NAME", "the package's name cannot be a key of the database") };
  const place = placeOf(target);
  return { places: keys.map((packageKey) => ({ place, packageKey })) };
}

function placeOf(target: Exclude<Target, "no-detector">): string {
  return target.kind === "language" ? target.ecosystem : target.kind === "system" ? target.bucket : RED_HAT_PLACE;
}

function keysOf(target: Exclude<Target, "no-detector">, { name, ranges }: OsvAffected, summary: string): readonly string[] {
  if (target.kind === "language") return languageKeys(target.ecosystem, name);
  const fixed = ranges.flat().map((event) => event.fixed);
  const hasModules = target.kind === "red-hat" || target.hasModules;
  return [(hasModules ? moduleKey(name, fixed, summary) : name) ?? ""];
}

/** The versions that a suppressing record names. What no comparer reads is a problem and is not taken out. */
export function versionsOf(affected: OsvAffected, problems: Problem[]): Versions {
  const { ranges, versions, hasCommits } = affected;
  if (ranges.length === 0 && versions.length === 0) {
    if (!hasCommits) return "all";
    problems.push(unmappable("NOTHING", "the record names commits, neither a range of versions nor versions"));
    return [];
  }
  const named = [...ranges.flatMap(intervalsOf), ...versions.map((version) => ({ from: version, to: version, isToIncluded: true }))];
  if (named.length === 0) problems.push(unmappable("NOTHING", "the record's ranges have no events; it suppresses nothing"));
  if (named.some(({ from, to }) => from === "0" && to === "")) return "all";
  return named.filter((interval) => {
    const isRead = isReadable(targetOf(affected.ecosystem), interval);
    if (!isRead) problems.push(rangeProblem(rangeOf(interval), "no comparer of Trivy reads it as it stands; it suppresses nothing"));
    return isRead;
  });
}

function isReadable(target: Target, interval: Interval): boolean {
  if (target === "no-detector") return false;
  if (target.kind === "language") return intervalText(interval, target.scheme) !== undefined;
  const { scheme } = target.kind === "red-hat" ? systemBucket(RED_HAT_PLACE) : target;
  return [interval.from, interval.to].every((bound) => bound === "" || bound === "0" || scheme.parseVersion(bound) !== undefined);
}

/** For people. */
export function rangeOf({ from, to, isToIncluded }: Interval): string {
  if (to === "") return `>=${from}`;
  return isToIncluded && from === to ? `=${from}` : `>=${from}, ${isToIncluded ? "<=" : "<"}${to}`;
}

// Ranges of an OSV record as the constraints that Trivy's comparer of a language reads (trivy-db pkg/vulnsrc/osv/range.go). Every text is read
// with the comparer's own grammar before it is given out. It knows one affected package, no ids.
import type { Range, RangeScheme, Version } from "../versions/scheme.js";
import type { OsvAffected, OsvEvent } from "./osv-record.js";
import { type Problem, rangeProblem } from "./problem.js";

/** From a version on, up to another. */
export interface Interval {
  readonly from: string;
  /** Empty where it is open. */
  readonly to: string;
  readonly isToIncluded: boolean;
}

export interface LanguageRanges {
  /** Each once. Empty where nothing could be said. */
  readonly vulnerable: readonly string[];
  readonly patched: readonly string[];
  readonly problems: readonly Problem[];
}

export function toLanguageRanges(affected: OsvAffected, scheme: RangeScheme): LanguageRanges {
  const problems: Problem[] = [];
  const vulnerable = new Set<string>();
  const readable: Range[] = [];
  const intervals = affected.ranges.flatMap(intervalsOf);
  for (const interval of intervals) {
    const text = intervalText(interval, scheme);
    if (text === undefined) {
      problems.push(rangeProblem(textOf(interval), `no comparer of Trivy reads it as it stands (${scheme.name})`));
      continue;
    }
    readable.push(readRange(text, scheme) as Range);
    vulnerable.add(withLastKnown(text, interval, affected, scheme));
  }
  addVersions(affected.versions, scheme, readable, vulnerable, problems);
  return { vulnerable: [...vulnerable], patched: patchedOf(affected, scheme, readable), problems };
}

/** While its events are read. */
type Open = { -readonly [K in keyof Interval]: Interval[K] };

/** In the order of the document. An event that ends what nothing began ends what began with the first version. */
function intervalsOf(events: readonly OsvEvent[]): Interval[] {
  const intervals: Open[] = [];
  const current = (): Open => {
    const last = intervals.at(-1);
    if (last !== undefined) return last;
    const whole: Open = { from: "0", to: "", isToIncluded: false };
    intervals.push(whole);
    return whole;
  };
  for (const { introduced, fixed, lastAffected } of events) {
    if (introduced !== "") intervals.push({ from: introduced, to: "", isToIncluded: false });
    else if (fixed !== "") Object.assign(current(), { to: fixed, isToIncluded: false });
    else if (lastAffected !== "") Object.assign(current(), { to: lastAffected, isToIncluded: true });
  }
  return intervals;
}

function textOf({ from, to, isToIncluded }: Interval): string {
  if (isToIncluded && from === to) return `=${from}`;
  const end = to === "" ? "" : `${isToIncluded ? "<=" : "<"}${to}`;
  if (end === "") return `>=${from}`;
  return from === "0" ? end : `>=${from}, ${end}`;
}

/** The interval as upstream writes it, or with its bounds in another spelling of the same versions, whichever the grammar reads. */
export function intervalText(interval: Interval, scheme: RangeScheme): string | undefined {
  const plain = textOf(interval);
  if (isRange(plain, scheme)) return plain;
  const from = interval.from === "0" ? "0" : scheme.boundText(interval.from);
  const to = interval.to === "" ? "" : scheme.boundText(interval.to);
  if (from === undefined || to === undefined) return undefined;
  const spelled = textOf({ ...interval, from, to });
  return isRange(spelled, scheme) ? spelled : undefined;
}

// Most records of malicious packages name the same range: all versions.
const REMEMBERED = 4096;
const ranges = new Map<RangeScheme, Map<string, Range | undefined>>();

/** The range; `undefined` for a text that must not be written. */
function readRange(text: string, scheme: RangeScheme): Range | undefined {
  let known = ranges.get(scheme);
  if (known === undefined || known.size >= REMEMBERED) ranges.set(scheme, (known = new Map()));
  if (!known.has(text)) known.set(text, scheme.rangeProblem(text) === undefined ? scheme.parseRange(text) : undefined);
  return known.get(text);
}

function isRange(text: string, scheme: RangeScheme): boolean {
  return readRange(text, scheme) !== undefined;
}

/** GitHub names the last version known to be affected where no fixed one is (trivy-db pkg/vulnsrc/ghsa/ghsa.go, parseDatabaseSpecific). */
function withLastKnown(text: string, { to }: Interval, { databaseSpecific }: OsvAffected, scheme: RangeScheme): string {
  const lastKnown = databaseSpecific["last_known_affected_version_range"];
  if (to !== "" || typeof lastKnown !== "string" || lastKnown.trim() === "") return text;
  const bounded = `${text}, ${lastKnown.replaceAll(" ", "")}`;
  return isRange(bounded, scheme) ? bounded : text;
}

/** Versions that no range holds are named one by one. */
function addVersions(
  versions: readonly string[],
  scheme: RangeScheme,
  ranges: readonly Range[],
  vulnerable: Set<string>,
  problems: Problem[],
): void {
  for (const text of versions) {
    const version = scheme.parseVersion(text);
    if (version !== undefined && isInside(version, ranges, scheme)) continue;
    const bound = version === undefined ? undefined : isRange(`=${text}`, scheme) ? text : scheme.boundText(text);
    if (bound === undefined) problems.push(rangeProblem(`=${text}`, `no comparer of Trivy reads this version (${scheme.name})`));
    else vulnerable.add(`=${bound}`);
  }
}

/**
 * Trivy takes these for secure whatever the ranges say, so a fix of one branch that another range holds is left out. So is one that the
 * grammar does not read: it would make Trivy pass over the whole advisory.
 */
function patchedOf({ ranges }: OsvAffected, scheme: RangeScheme, readable: readonly Range[]): string[] {
  const patched = new Set<string>();
  for (const { fixed } of ranges.flat()) {
    if (fixed === "" || patched.has(fixed) || !isRange(fixed, scheme)) continue;
    const version = scheme.parseVersion(fixed);
    if (version !== undefined && !isInside(version, readable, scheme)) patched.add(fixed);
  }
  return [...patched];
}

function isInside(version: Version, ranges: readonly Range[], scheme: RangeScheme): boolean {
  return ranges.some((range) => scheme.matches(range, version) === true);
}

/** `patched` without what `vulnerable` holds: for ranges of several records that are joined. */
export function stillPatched(patched: readonly string[], vulnerable: readonly string[], scheme: RangeScheme): string[] {
  const ranges = vulnerable.map((text) => scheme.parseRange(text)).filter((range) => range !== undefined);
  return patched.filter((text) => {
    const version = scheme.parseVersion(text);
    return version !== undefined && !isInside(version, ranges, scheme);
  });
}

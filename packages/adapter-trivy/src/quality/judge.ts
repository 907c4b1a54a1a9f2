// Decides from the numbers of two databases whether the newer one may take the older one's place. Pure: no file, no option, no clock.
import { COUNTS, type Counts, type DatabaseNumbers, NO_COUNTS, SEVERITIES } from "./numbers.js";

/** Why a database is refused, with the numbers that show it. */
export interface Shortfall {
  readonly what: "empty" | "total" | "source" | "bucket" | "severity";
  /** Of the source, the bucket or the severity; empty for `empty` and `total`. */
  readonly name: string;
  /** What was counted: `records`, `fixed`, `vulnerabilities`, … */
  readonly count: string;
  readonly before: number | null;
  readonly now: number;
  /** The smallest number that would have been accepted. */
  readonly atLeast: number;
}

/** Part of a count that may be lost from one database to the next. */
const MAX_LOSS = 0.1;
/** Records that may be lost whatever part that is: sources take back an advisory now and then. */
const MAX_LOST = 4;

/**
 * The smallest number after `before`: a tenth may be lost, or four where that is more, but never half. So one of two is refused and four of
 * nine are not.
 */
export function leastAfter(before: number): number {
  const allowed = Math.max(MAX_LOST, Math.floor(before * MAX_LOSS));
  return before - Math.min(allowed, Math.max(0, Math.ceil(before / 2) - 1));
}

/** What is wrong with `now`; nothing where the list is empty. Without `before` only emptiness is. */
export function judgeNumbers(before: DatabaseNumbers | undefined, now: DatabaseNumbers): readonly Shortfall[] {
  if (now.total.records === 0)
    return [{ what: "empty", name: "", count: "records", before: before?.total.records ?? null, now: 0, atLeast: 1 }];
  if (before === undefined) return [];
  return [
    ...shrunken("total", "", before.total, now.total),
    ...shrunkenNamed("source", before.sources, now.sources),
    ...shrunkenNamed("bucket", before.buckets, now.buckets),
    ...severityShifts(before, now),
  ];
}

function shrunkenNamed(
  what: "source" | "bucket",
  before: DatabaseNumbers["buckets"],
  now: DatabaseNumbers["buckets"],
): readonly Shortfall[] {
  const byName = new Map<string, Counts>(now.map((counts) => [counts.name, counts]));
  return before.flatMap(({ name, ...counts }) => shrunken(what, name, counts, byName.get(name) ?? NO_COUNTS));
}

function shrunken(what: Shortfall["what"], name: string, before: Counts, now: Counts): readonly Shortfall[] {
  return COUNTS.flatMap((count) => shortfall(what, name, count, before[count], now[count]));
}

/**
 * Ratings that are gone, and levels from which vulnerabilities went elsewhere. One vulnerability that is rated anew is no shift, however few
 * there are.
 */
function severityShifts(before: DatabaseNumbers, now: DatabaseNumbers): readonly Shortfall[] {
  const known = ({ severities }: DatabaseNumbers): number => SEVERITIES.reduce((sum, name) => sum + severities[name], -severities.UNKNOWN);
  const levels = SEVERITIES.filter((name) => name !== "UNKNOWN" && before.severities[name] - now.severities[name] > 1);
  return [
    ...shortfall("severity", "known", "vulnerabilities", known(before), known(now)),
    ...shortfall("severity", "by a source", "vulnerabilities", before.vendorRated, now.vendorRated),
    ...levels.flatMap((name) => shortfall("severity", name, "vulnerabilities", before.severities[name], now.severities[name])),
  ];
}

function shortfall(what: Shortfall["what"], name: string, count: string, before: number, now: number): readonly Shortfall[] {
  const atLeast = leastAfter(before);
  return now >= atLeast ? [] : [{ what, name, count, before, now, atLeast }];
}

/** A shortfall in words. */
export function describeShortfall({ what, name, count, before, now, atLeast }: Shortfall): string {
  if (what === "empty") return "the database holds no advisory";
  const subject = what === "total" ? "all" : what === "severity" ? `severity ${name}` : `${what} ${name === "" ? "without a name" : name}`;
  return `${subject}: ${count} ${before ?? 0} -> ${now}, at least ${atLeast} expected`;
}

/** Shortfalls that a message names; a report has them all. */
const TOLD = 6;

/** Why a database is refused, in one line. `reasons`: at least one, the most telling first. */
export function refusalText(reasons: readonly string[]): string {
  const more = reasons.length - TOLD;
  return `the quality gate refuses the database: ${reasons.slice(0, TOLD).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

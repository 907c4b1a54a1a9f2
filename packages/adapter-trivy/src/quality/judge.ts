// Decides from the numbers of two databases whether the newer one may take the older one's place. Pure: no file, no option, no clock.
import { COUNTS, type Counts, type DatabaseNumbers, type NamedCounts, NO_COUNTS, SEVERITIES } from "./numbers.js";

/** Why a database is refused, with the numbers that show it. */
export interface Shortfall {
  readonly what: "empty" | "total" | "source" | "severity" | "bucket";
  /** Of the source, the severity or the bucket; empty for `empty` and `total`. */
  readonly name: string;
  /** What fell too far, at least one. */
  readonly counts: readonly FallenCount[];
}

export interface FallenCount {
  /** `records`, `fixed`, `vulnerabilities`, … */
  readonly name: string;
  readonly before: number;
  readonly now: number;
  /** The smallest number that would have been accepted. */
  readonly atLeast: number;
}

/** Part of a count that may be lost from one database to the next. */
const MAX_LOSS = 0.1;
/** Records that may be lost whatever part that is: sources take back an advisory now and then. */
const MAX_LOST = 4;

/**
 * The smallest number after `before`: a tenth may be lost, or four where that is more, but never half, unless `free` are no more than that. So one
 * of two is refused and four of nine are not.
 */
export function leastAfter(before: number, free = 0): number {
  const allowed = Math.max(MAX_LOST, Math.floor(before * MAX_LOSS));
  return Math.max(0, before - Math.max(free, Math.min(allowed, Math.ceil(before / 2) - 1)));
}

/** What is wrong with `now`; nothing where the list is empty. Without `before` only emptiness is. */
export function judgeNumbers(before: DatabaseNumbers | undefined, now: DatabaseNumbers): readonly Shortfall[] {
  if (now.total.records === 0) {
    const counts = [{ name: "records", before: before?.total.records ?? 0, now: 0, atLeast: 1 }];
    return [{ what: "empty", name: "", counts }];
  }
  if (before === undefined) return [];
  return [
    ...shortfall("total", "", fallen(before.total, now.total)),
    ...shrunken("source", before.sources, now.sources),
    ...severityShifts(before, now),
    ...shrunken("bucket", before.buckets, now.buckets),
  ];
}

function shrunken(what: "source" | "bucket", before: readonly NamedCounts[], now: readonly NamedCounts[]): readonly Shortfall[] {
  const byName = new Map<string, Counts>(now.map((counts) => [counts.name, counts]));
  return before.flatMap(({ name, ...counts }) => shortfall(what, name, fallen(counts, byName.get(name) ?? NO_COUNTS)));
}

function fallen(before: Counts, now: Counts): readonly FallenCount[] {
  return COUNTS.flatMap((name) => fallenCount(name, before[name], now[name]));
}

/** Ratings that are gone, and levels from which vulnerabilities went elsewhere. */
function severityShifts(before: DatabaseNumbers, now: DatabaseNumbers): readonly Shortfall[] {
  const known = ({ severities }: DatabaseNumbers): number => SEVERITIES.reduce((sum, name) => sum + severities[name], -severities.UNKNOWN);
  const levels = SEVERITIES.filter((name) => name !== "UNKNOWN");
  const of = (name: string, was: number, is: number): readonly Shortfall[] =>
    shortfall("severity", name, fallenCount("vulnerabilities", was, is));
  return [
    ...of("known", known(before), known(now)),
    ...of("by a source", before.vendorRated, now.vendorRated),
    ...levels.flatMap((name) => of(name, before.severities[name], now.severities[name])),
  ];
}

/** One record that is no longer fixed, or rated anew, is an ordinary day, however few there are; that the only record is gone is not. */
function fallenCount(name: string, before: number, now: number): readonly FallenCount[] {
  const atLeast = leastAfter(before, name === "records" ? 0 : 1);
  return now >= atLeast ? [] : [{ name, before, now, atLeast }];
}

function shortfall(what: Shortfall["what"], name: string, counts: readonly FallenCount[]): readonly Shortfall[] {
  return counts.length === 0 ? [] : [{ what, name, counts }];
}

/** A shortfall in words. */
export function describeShortfall({ what, name, counts }: Shortfall): string {
  if (what === "empty") {
    const lost = (counts[0]?.before ?? 0) > 0 ? `: records ${counts[0]?.before} -> 0` : "";
    return `the database holds no advisory that affects anything${lost}`;
  }
  const subject = what === "total" ? "all" : `${what} ${name === "" ? "without a name" : name}`;
  const fell = counts.map(({ name: count, before, now, atLeast }) => `${count} ${before} -> ${now} (at least ${atLeast})`);
  return `${subject}: ${fell.join(", ")}`;
}

/** Shortfalls that a message names. */
const TOLD = 20;

/** Why a database is refused, in one line. `reasons`: at least one, the most telling first. */
export function refusalText(reasons: readonly string[]): string {
  const more = reasons.length - TOLD;
  return `the quality gate refuses the database: ${reasons.slice(0, TOLD).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

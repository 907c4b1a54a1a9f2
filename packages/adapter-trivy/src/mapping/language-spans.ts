// The versions that an affected package of an OSV record names, read by the comparer of its language. What is no version takes what it bounds
// with it and is told; nothing else becomes less for it. It knows no range text of Trivy's.
import type { RangeScheme } from "../versions/scheme.js";
import { beforeLimits, evaluate, FIRST, isEmpty, isSorted, limitsOf, orderOf, type Point, type Span } from "./evaluated-events.js";
import { foreignVersions } from "./foreign-order.js";
import type { OsvAffected, OsvEvent } from "./osv-record.js";
import { type Problem, rangeProblem, unreadRange } from "./problem.js";
import type { LanguageTarget } from "./target.js";
import { VersionSet } from "./version-set.js";
import { type ReadBound, readBound } from "./version-text.js";

export interface LanguageSpan extends Span {
  /** It is open, and ends where GitHub knows no more. */
  readonly isLastKnown?: boolean;
}

export interface LanguageSpans {
  readonly spans: readonly LanguageSpan[];
  /** Single versions that no span can say. */
  readonly named: readonly string[];
  /** In the order of the document. */
  readonly fixes: readonly ReadBound[];
}

export function languageSpans({ ranges, databaseSpecific }: OsvAffected, target: LanguageTarget, problems: Problem[]): LanguageSpans {
  const order = orderOf(target.scheme);
  const lastKnown = lastKnownOf(databaseSpecific, target.scheme);
  const spans: LanguageSpan[] = [];
  const named: string[] = [];
  const fixes: ReadBound[] = [];
  for (const events of ranges) {
    const branches = branchesOf(events, target.scheme);
    const points: Point[] = [];
    for (const branch of branches) {
      const read = branch.filter((point) => point.isRead);
      for (const { kind, text, version } of read) if (kind === "fixed" && version !== undefined) fixes.push({ text, version });
      if (read.length < branch.length) {
        problems.push(unreadRange(textOf(branch), target.scheme));
        continue;
      }
      const foreign = foreignVersions(branch, target, order);
      if (foreign?.areAll !== true) for (const point of branch) points.push(point);
      if (foreign === undefined) continue;
      named.push(...foreign.named);
      problems.push(rangeProblem(textOf(branch), FOREIGN));
    }
    const limits = limitsOf(
      events.map(({ limit }) => limit),
      (text) => wholeBound(text, target.scheme),
      (text) => problems.push(unreadRange(`<${text}`, target.scheme)),
    );
    for (const span of beforeLimits(spansOf(points, target.scheme, problems), limits, order)) {
      const bounded = span.to === undefined && lastKnown !== undefined ? { from: span.from, ...lastKnown, isLastKnown: true } : span;
      spans.push(isEmpty(bounded, order) ? span : bounded);
    }
  }
  return { spans, named, fixes };
}

const FOREIGN = "Trivy's comparer has these versions in another order: those that are known to be between the two are named one by one";

/** An event; a bound that is no version is kept to be told. */
interface ReadPoint extends Point {
  readonly isRead: boolean;
}

/** The events of a range, each beginning with what ends it, as they stand. */
function branchesOf(events: readonly OsvEvent[], scheme: RangeScheme): ReadPoint[][] {
  const branches: ReadPoint[][] = [];
  for (const { introduced, fixed, lastAffected } of events) {
    if (introduced !== "") branches.push([readPoint("introduced", introduced, scheme)]);
    for (const [kind, text] of [
      ["fixed", fixed],
      ["last_affected", lastAffected],
    ] as const) {
      if (text === "") continue;
      const point = readPoint(kind, text, scheme);
      const last = branches.at(-1);
      if (last === undefined) branches.push([point]);
      else last.push(point);
    }
  }
  return branches;
}

function readPoint(kind: Point["kind"], text: string, scheme: RangeScheme): ReadPoint {
  if (text === "0") return { kind, text, version: undefined, isRead: true };
  const bound = readBound(text, scheme);
  if (bound === undefined) return { kind, text, version: undefined, isRead: false };
  return { kind, text: kind === "fixed" ? (bound.whole ?? bound.text) : bound.text, version: bound.version, isRead: true };
}

/** Where nothing begins, what ends began with the first version. */
function spansOf(points: readonly Point[], scheme: RangeScheme, problems: Problem[]): readonly Span[] {
  if (points.length === 0) return [];
  const order = orderOf(scheme);
  const begun = points.some(({ kind }) => kind === "introduced") ? points : [FIRST, ...points];
  const { spans, idle } = evaluate(begun, order, !isSorted(begun, order));
  for (const point of idle) problems.push(rangeProblem(textOf([point]), "nothing that the range names begins before this version"));
  const held = spans.filter((span) => {
    if (!isEmpty(span, order)) return true;
    problems.push(rangeProblem(`>=${span.from.text}, <${span.to?.text ?? ""}`, "the range holds no version"));
    return false;
  });
  return idle.length === 0 ? held : [...held, ...uncovered(pairsOf(begun), held, scheme)];
}

/** Where versions overlap, evaluation ends them too early: what a range names together stands as well. */
function uncovered(pairs: readonly Span[], spans: readonly Span[], scheme: RangeScheme): Span[] {
  const set = new VersionSet(scheme);
  for (const span of spans) set.add(span);
  const order = orderOf(scheme);
  return pairs.filter((pair) => !isEmpty(pair, order) && !set.covers(pair));
}

function pairsOf(points: readonly Point[]): Span[] {
  return points.flatMap((from, i) => {
    const to = points[i + 1];
    if (from.kind !== "introduced" || to === undefined || to.kind === "introduced") return [];
    return [{ from, to, isToIncluded: to.kind === "last_affected" }];
  });
}

const LAST_KNOWN = /^(<=?)([^<=>,|]+)$/;

/** GitHub names the last version known to be affected where no fixed one is (trivy-db pkg/vulnsrc/ghsa/ghsa.go, parseDatabaseSpecific). */
function lastKnownOf(
  databaseSpecific: OsvAffected["databaseSpecific"],
  scheme: RangeScheme,
): Pick<Span, "to" | "isToIncluded"> | undefined {
  const written = databaseSpecific["last_known_affected_version_range"];
  const [, operator, text = ""] = typeof written === "string" ? (LAST_KNOWN.exec(written.trim()) ?? []) : [];
  const to = operator === "<=" ? readBound(text, scheme) : wholeBound(text, scheme);
  return to && { to, isToIncluded: operator === "<=" };
}

/** A bound that is not inside: `<2` of npm leaves out what comes before 2.0.0. */
function wholeBound(text: string, scheme: RangeScheme): ReadBound | undefined {
  const bound = readBound(text, scheme);
  return bound?.whole === undefined ? bound : { ...bound, text: bound.whole };
}

const SIGNS = { introduced: ">=", fixed: "<", last_affected: "<=" };

/** For people: of a branch, or of an end alone. */
function textOf(points: readonly Pick<Point, "kind" | "text">[]): string {
  const written = points.filter(({ kind, text }) => points.length === 1 || kind !== "introduced" || text !== "0");
  return written.map(({ kind, text }) => `${SIGNS[kind]}${text}`).join(", ");
}

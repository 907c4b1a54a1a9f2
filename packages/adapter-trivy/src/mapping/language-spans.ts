// The versions that an affected package of an OSV record names, read by the comparer of its language. What is no version takes what it bounds
// with it and is told; nothing else becomes less for it. It knows no range text of Trivy's.
import type { RangeScheme } from "../versions/scheme.js";
import {
  beforeLimits,
  evaluate,
  FIRST,
  isEmpty,
  isSorted,
  limitsOf,
  type Order,
  orderOf,
  type Point,
  type Span,
} from "./evaluated-events.js";
import { bitnamiPreRelease, inTrivysOrder } from "./foreign-order.js";
import type { OsvAffected, OsvEvent } from "./osv-record.js";
import { ownOrderOf } from "./own-order.js";
import { type Problem, rangeProblem, unreadRange, widened } from "./problem.js";
import type { LanguageTarget } from "./target.js";
import { VersionSet } from "./version-set.js";
import { type ReadBound, readBound } from "./version-text.js";

export interface LanguageSpan extends Span {
  /** It is open, and ends where GitHub knows no more. */
  readonly isLastKnown?: boolean;
}

export interface LanguageSpans {
  /** As the record means them, in the ecosystem's own order; what the comparer holds them with, where that is something else. */
  readonly meant: readonly LanguageSpan[];
  readonly spans: readonly LanguageSpan[];
  /** Single versions that no span can say. */
  readonly named: readonly string[];
  /** In the order of the document. */
  readonly fixes: readonly ReadBound[];
  /** The ecosystem's own order, where the comparer has another one. */
  readonly ownOrder: Order | undefined;
}

export function languageSpans(affected: OsvAffected, target: LanguageTarget, problems: Problem[]): LanguageSpans {
  const hasBuilds = target.ecosystem === "bitnami";
  const ownOrder = hasBuilds ? undefined : ownOrderOf(target);
  const order = ownOrder ?? orderOf(target.scheme);
  const lastKnown = lastKnownOf(affected.databaseSpecific, target.scheme);
  const meant: LanguageSpan[] = [];
  const named: string[] = [];
  const fixes: ReadBound[] = [];
  for (const events of affected.ranges) {
    const points = pointsOf(events, target, { named, fixes, problems });
    const limits = limitsOf(
      events.map(({ limit }) => limit),
      (text) => wholeBound(text, target.scheme),
      (text) => problems.push(unreadRange(`<${text}`, target.scheme)),
    );
    for (const span of beforeLimits(spansOf(points, order, problems), limits, order)) {
      const bounded = span.to === undefined && lastKnown !== undefined ? { from: span.from, ...lastKnown, isLastKnown: true } : span;
      meant.push(isEmpty(bounded, order) ? span : bounded);
    }
  }
  if (ownOrder === undefined && !hasBuilds) return { meant, spans: meant, named, fixes, ownOrder };
  const written = rewritten(meant, target, problems);
  return { meant, spans: written.spans, named: [...named, ...written.named], fixes, ownOrder };
}

/** Named for one package. Whoever needs more gets a wider range. */
const MAX_NAMED = 200;

const FOREIGN = "Trivy's comparer has versions of a release in another order: the database may hold more of that release than the range";

function rewritten(meant: readonly LanguageSpan[], target: LanguageTarget, problems: Problem[]) {
  const spans: LanguageSpan[] = [];
  const named: string[] = [];
  for (const span of meant) {
    const { isLastKnown = false } = span;
    const instead = inTrivysOrder(span, target, MAX_NAMED - named.length);
    for (const each of instead?.spans ?? [span]) spans.push(isLastKnown ? { ...each, isLastKnown } : each);
    if (instead === undefined) continue;
    named.push(...instead.named);
    if (instead.isExact !== true) problems.push(widened(textOfSpan(span), FOREIGN));
  }
  return { spans, named };
}

function textOfSpan({ from, to, isToIncluded }: Span): string {
  const end = to === undefined ? [] : [`${isToIncluded ? "<=" : "<"}${to.text}`];
  return (from.version === undefined && to !== undefined ? end : [`>=${from.text}`, ...end]).join(", ");
}

interface Found {
  readonly named: string[];
  readonly fixes: ReadBound[];
  readonly problems: Problem[];
}

/** The events that are read, as they stand. */
function pointsOf(events: readonly OsvEvent[], target: LanguageTarget, { named, fixes, problems }: Found): Point[] {
  const points: Point[] = [];
  for (const branch of branchesOf(events, target.scheme)) {
    const read = branch.filter((point) => point.isRead);
    for (const { kind, text, version } of read) if (kind === "fixed" && version !== undefined) fixes.push({ text, version });
    if (read.length < branch.length) {
      problems.push(unreadRange(textOf(branch), target.scheme));
      continue;
    }
    const alone = target.ecosystem === "bitnami" ? bitnamiPreRelease(branch) : undefined;
    if (alone === undefined) points.push(...branch);
    else {
      named.push(alone);
      problems.push(widened(textOf(branch), FOREIGN));
    }
  }
  return points;
}

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
function spansOf(points: readonly Point[], order: Order, problems: Problem[]): readonly Span[] {
  if (points.length === 0) return [];
  const begun = points.some(({ kind }) => kind === "introduced") ? points : [FIRST, ...points];
  const { spans, idle } = evaluate(begun, order, !isSorted(begun, order));
  const held = spans.filter((span) => {
    if (!isEmpty(span, order)) return true;
    problems.push(rangeProblem(textOfSpan(span), "the range holds no version"));
    return false;
  });
  if (idle.length === 0) return held;
  const more = uncovered(pairsOf(begun), held, order);
  const covered = new Set(more.map(({ to }) => to));
  for (const point of idle) {
    const text = textOf([point]);
    if (covered.has(point)) problems.push(widened(text, "the range's branches overlap: each of them is in the database"));
    else problems.push(rangeProblem(text, "nothing that the range names begins before this version"));
  }
  return [...held, ...more];
}

/** Where versions overlap, evaluation ends them too early: what a range names together stands as well. */
function uncovered(pairs: readonly Span[], spans: readonly Span[], order: Order): Span[] {
  const set = new VersionSet(order);
  for (const span of spans) set.add(span);
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

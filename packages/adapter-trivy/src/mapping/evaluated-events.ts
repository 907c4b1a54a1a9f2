// Events of one OSV range as the versions that they mean, whatever their order in the document (ossf.github.io/osv-schema, "Evaluation"). It
// knows no ecosystem, nor what becomes of the versions.
import type { Version, VersionScheme } from "../versions/scheme.js";

/** From a version on, up to another. */
export interface Interval {
  readonly from: string;
  /** Empty where it is open. */
  readonly to: string;
  readonly isToIncluded: boolean;
}

/** A version in a text. */
export interface Bound {
  readonly text: string;
  /** Absent for OSV's "0", which comes before every version. */
  readonly version: Version | undefined;
}

export interface Point extends Bound {
  readonly kind: "introduced" | "fixed" | "last_affected";
}

/** OSV's way to say "from the first version on". */
export const FIRST: Point = { kind: "introduced", text: "0", version: undefined };

/** An interval whose bounds are read. */
export interface Span {
  readonly from: Bound;
  readonly to: Bound | undefined;
  readonly isToIncluded: boolean;
}

export type Order = (a: Bound, b: Bound) => number;

export function orderOf(scheme: VersionScheme): Order {
  return ({ version: a }, { version: b }) => {
    if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
    return scheme.compare(a, b);
  };
}

export interface Evaluated {
  /** In their order, apart from each other. One that ends where it begins may be empty. */
  readonly spans: readonly Span[];
  /** Ends before which nothing began. */
  readonly idle: readonly Point[];
}

/**
 * Nothing is affected before something is introduced; what is never ended is open. Of one version the events count in their order, but where
 * `isShuffled`: then what ends in a version may begin anew there.
 */
export function evaluate(points: readonly Point[], order: Order, isShuffled: boolean): Evaluated {
  const spans: Span[] = [];
  const idle: Point[] = [];
  let from: Point | undefined;
  let again: Point | undefined;
  for (const point of isSorted(points, order) ? points : points.toSorted(order)) {
    if (point.kind === "introduced") {
      if (from === undefined) from = point;
      else if (isShuffled) again = point;
    } else if (from === undefined) idle.push(point);
    else {
      spans.push({ from, to: point, isToIncluded: point.kind === "last_affected" });
      from = again !== undefined && order(again, point) === 0 ? again : undefined;
      again = undefined;
    }
  }
  if (from !== undefined) spans.push({ from, to: undefined, isToIncluded: false });
  return { spans, idle };
}

export function isSorted(points: readonly Bound[], order: Order): boolean {
  return points.every((point, i) => i === 0 || order(points[i - 1] as Bound, point) <= 0);
}

export function isEmpty({ from, to, isToIncluded }: Span, order: Order): boolean {
  if (to === undefined) return false;
  const result = order(from, to);
  return result > 0 || (result === 0 && !isToIncluded);
}

/** Of the texts of a range's limits; none where one is open. `tell`: of what `read` takes for no version, which is open too. */
export function limitsOf(
  texts: readonly string[],
  read: (text: string) => Bound | undefined,
  tell: (text: string) => void,
): readonly Bound[] {
  const limits = texts.filter((text) => text !== "" && text !== "*").map((text) => ({ text, bound: read(text) }));
  for (const { text, bound } of limits) if (bound === undefined) tell(text);
  const bounds = limits.flatMap(({ bound }) => (bound === undefined ? [] : [bound]));
  return texts.includes("*") || bounds.length < limits.length ? [] : bounds;
}

/** What of the spans comes before the highest limit. */
export function beforeLimits(spans: readonly Span[], limits: readonly Bound[], order: Order): readonly Span[] {
  const limit = limits.toSorted(order).at(-1);
  if (limit === undefined) return spans;
  return spans.flatMap((span): readonly Span[] => {
    if (order(span.from, limit) >= 0) return [];
    return span.to === undefined || order(span.to, limit) >= 0 ? [{ from: span.from, to: limit, isToIncluded: false }] : [span];
  });
}

export function toInterval({ from, to, isToIncluded }: Span): Interval {
  return { from: from.text, to: to?.text ?? "", isToIncluded };
}

// Whether a version, or a span, is in one of many spans, in time that hardly grows with their number.
import { type Bound, isEmpty, type Order, type Span } from "./evaluated-events.js";

export class VersionSet {
  readonly #order: Order;
  readonly #added: Span[] = [];
  /** Sorted and apart; none while it is to be made. */
  #merged: readonly Span[] | undefined;

  constructor(order: Order) {
    this.#order = order;
  }

  add(span: Span): void {
    this.#added.push(span);
    this.#merged = undefined;
  }

  has(bound: Bound): boolean {
    return this.covers({ from: bound, to: bound, isToIncluded: true });
  }

  covers(span: Span): boolean {
    const last = this.#lastBegunBy(span.from);
    return last !== undefined && !endsBefore(last, span, this.#order);
  }

  #lastBegunBy(bound: Bound): Span | undefined {
    const spans = (this.#merged ??= merged(this.#added, this.#order));
    let low = 0;
    let high = spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order((spans[middle] as Span).from, bound) <= 0) low = middle + 1;
      else high = middle;
    }
    return spans[low - 1];
  }
}

function merged(spans: readonly Span[], order: Order): Span[] {
  const result: Span[] = [];
  for (const span of spans.filter((each) => !isEmpty(each, order)).toSorted((a, b) => order(a.from, b.from))) {
    const last = result.at(-1);
    if (last === undefined || (last.to !== undefined && order(last.to, span.from) < 0)) result.push(span);
    else if (endsBefore(last, span, order)) result[result.length - 1] = { ...span, from: last.from };
  }
  return result;
}

function endsBefore(a: Span, b: Span, order: Order): boolean {
  if (a.to === undefined || b.to === undefined) return a.to !== undefined;
  const result = order(a.to, b.to);
  return result < 0 || (result === 0 && !a.isToIncluded && b.isToIncluded);
}

// Ranges of a language without others, worked out in the order of its comparer. It knows the constraints that the database is written with; a
// range that has others stays as it is, with what is taken out of it behind it.
import type { Version, VersionScheme } from "../versions/scheme.js";

interface Bound {
  readonly text: string;
  readonly isIncluded: boolean;
}

/** Without a bound it is open on that side. */
interface Span {
  readonly from?: Bound | undefined;
  readonly to?: Bound | undefined;
}

/** Empty where nothing is left. */
export function leftOf(ranges: readonly string[], unaffected: readonly string[], scheme: VersionScheme): string[] {
  const taken = unaffected.map((text) => ({ text, spans: spansOf(text, scheme) }));
  const whole = taken.flatMap(({ spans }) => spans ?? []);
  const unread = taken.filter(({ spans }) => spans === undefined).map(({ text }) => text);
  const isAllTaken = without([{}], whole, scheme).length === 0;
  const left = isAllTaken ? [] : ranges.flatMap((range) => leftOfRange(range, whole, unread, unaffected, scheme));
  return [...new Set(left)];
}

function leftOfRange(
  range: string,
  taken: readonly Span[],
  unread: readonly string[],
  unaffected: readonly string[],
  scheme: VersionScheme,
): string[] {
  const spans = spansOf(range, scheme);
  if (spans === undefined) return [`${range}${notText(unaffected)}`];
  const left = without(spans, taken, scheme);
  const isSame = left.length === spans.length && left.every((span, i) => textOf(span) === textOf(spans[i] as Span));
  return (isSame ? [range] : left.map(textOf)).map((text) => `${text}${notText(unread)}`);
}

function notText(ranges: readonly string[]): string {
  return ranges.map((range) => `, not (${range})`).join("");
}

function without(spans: readonly Span[], taken: readonly Span[], scheme: VersionScheme): Span[] {
  let left = [...spans];
  for (const { from, to } of taken) {
    const before = from && { to: { ...from, isIncluded: !from.isIncluded } };
    const after = to && { from: { ...to, isIncluded: !to.isIncluded } };
    left = left.flatMap((span) => [...common(span, before, scheme), ...common(span, after, scheme)]);
  }
  return left;
}

/** What both hold: one span, or none. */
function common(a: Span, b: Span | undefined, scheme: VersionScheme): Span[] {
  if (b === undefined) return [];
  const from = tighter(a.from, b.from, 1, scheme);
  const to = tighter(a.to, b.to, -1, scheme);
  if (from === undefined || to === undefined) return [{ from, to }];
  const order = compare(from, to, scheme);
  return order < 0 || (order === 0 && from.isIncluded && to.isIncluded) ? [{ from, to }] : [];
}

/** The higher of two lower bounds, the lower of two upper ones. */
function tighter(a: Bound | undefined, b: Bound | undefined, sign: 1 | -1, scheme: VersionScheme): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compare(a, b, scheme) * sign;
  return order > 0 || (order === 0 && !a.isIncluded) ? a : b;
}

function compare(a: Bound, b: Bound, scheme: VersionScheme): number {
  return scheme.compare(scheme.parseVersion(a.text) as Version, scheme.parseVersion(b.text) as Version);
}

const CONSTRAINT = /^(>=|<=|==|=|<|>)?\s*([^\s<>=~^!*|]+)$/;

/** `undefined` for constraints of another kind. */
function spansOf(text: string, scheme: VersionScheme): Span[] | undefined {
  const spans: Span[] = [];
  for (const alternative of text.split("||")) {
    let span: Span[] = [{}];
    for (const part of alternative.trim() === "*" ? [] : alternative.split(",")) {
      const each = spanOf(part.trim(), scheme);
      if (each === undefined) return undefined;
      span = span.flatMap((other) => common(other, each, scheme));
    }
    spans.push(...span);
  }
  return spans;
}

function spanOf(constraint: string, scheme: VersionScheme): Span | undefined {
  const [, operator = "=", version = ""] = CONSTRAINT.exec(constraint) ?? [];
  // Every version, also where it is none itself (npm).
  if (operator === ">=" && version === "0") return {};
  if (version === "" || scheme.parseVersion(version) === undefined) return undefined;
  const bound = { text: version, isIncluded: operator.includes("=") };
  if (operator.startsWith(">")) return { from: bound };
  return operator.startsWith("<") ? { to: bound } : { from: bound, to: bound };
}

function textOf({ from, to }: Span): string {
  if (from !== undefined && from === to) return `=${from.text}`;
  const lower = from && `${from.isIncluded ? ">=" : ">"}${from.text}`;
  const upper = to && `${to.isIncluded ? "<=" : "<"}${to.text}`;
  return [lower, upper].filter((text) => text !== undefined).join(", ") || "*";
}

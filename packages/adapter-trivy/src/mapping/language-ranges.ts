// Versions of an OSV record as the constraints that Trivy's comparer of a language reads (trivy-db pkg/vulnsrc/osv/range.go). Every text is read
// with the comparer's own grammar before it is given out. It knows one affected package, no ids.
import type { RangeScheme } from "../versions/scheme.js";
import { type Bound, FIRST, type Interval, type Order, orderOf, type Span, toInterval } from "./evaluated-events.js";
import { everyVersion } from "./every-version.js";
import { type LanguageSpan, languageSpans } from "./language-spans.js";
import { isOneOfManyBuilds } from "./one-build.js";
import type { OsvAffected } from "./osv-record.js";
import { type Problem, unreadRange, unreadVersion, widened } from "./problem.js";
import type { LanguageTarget } from "./target.js";
import { VersionSet } from "./version-set.js";
import { readBound, readVersion } from "./version-text.js";

export interface LanguageRanges {
  /** Each once. Empty where nothing could be said. */
  readonly vulnerable: readonly string[];
  readonly patched: readonly string[];
  readonly problems: readonly Problem[];
}

export function toLanguageRanges(affected: OsvAffected, target: LanguageTarget): LanguageRanges {
  const { scheme } = target;
  const problems: Problem[] = [];
  const vulnerable = new Set<string>();
  const { meant, spans, named, fixes, ownOrder } = languageSpans(affected, target, problems);
  const held = new VersionSet(orderOf(scheme));
  for (const span of spans) {
    const texts = spanTexts(span, scheme);
    if (texts.length === 0) {
      problems.push(unreadRange(textOf(toInterval(span)), scheme));
      continue;
    }
    held.add(span);
    for (const text of texts) vulnerable.add(text);
  }
  const listed = new VersionSet(orderOf(scheme));
  for (const text of named.length === 0 ? affected.versions : [...named, ...affected.versions]) {
    const version = readVersion(text, scheme);
    const isHeld = version !== undefined && held.has({ text, version });
    if (isHeld && ownOrder === undefined) continue;
    const bound = version === undefined ? undefined : isRange(`=${text}`, scheme) ? text : scheme.boundText(text);
    if (version !== undefined) for (const span of oneVersion({ text, version }, scheme)) listed.add(span);
    if (isHeld) continue;
    if (bound === undefined) problems.push(unreadVersion(`=${text}`, scheme));
    else {
      vulnerable.add(`=${bound}`);
      if (isOneOfManyBuilds(text, target))
        problems.push(widened(`=${text}`, "to Trivy's comparer this build is other people's builds too"));
    }
  }
  // Trivy takes patched versions for secure whatever the ranges say, so a fix that the record also calls affected is left out. So is one that
  // the grammar does not read: it would make Trivy pass over the whole advisory.
  const affectedToo = ownOrder === undefined ? held : setOf(meant, ownOrder);
  const patched = fixes.filter((fix) => !affectedToo.has(fix) && !listed.has(fix) && isRange(fix.text, scheme));
  return { vulnerable: [...vulnerable], patched: [...new Set(patched.map(({ text }) => text))], problems };
}

function setOf(spans: readonly Span[], order: Order): VersionSet {
  const set = new VersionSet(order);
  for (const span of spans) set.add(span);
  return set;
}

/** To PEP 440 `=2.3` holds 2.3+local too: whoever lists that one means no fix in 2.3. */
function oneVersion({ text, version }: Bound, scheme: RangeScheme): Span[] {
  const [open = ""] = text.split("+");
  const versions = [version, scheme.name === "pep440" && open !== text ? readVersion(open, scheme) : undefined];
  return versions.flatMap((each) => {
    const bound = { text, version: each };
    return each === undefined ? [] : [{ from: bound, to: bound, isToIncluded: true }];
  });
}

/** What holds the span, taken together; nothing where no text does. */
function spanTexts(span: LanguageSpan, scheme: RangeScheme): readonly string[] {
  const { from, to, isLastKnown = false } = span;
  if (to === undefined && from.version === undefined) return everyVersion(scheme);
  const bounded = intervalText(toInterval(span), scheme);
  if (bounded !== undefined) return [bounded];
  return isLastKnown ? spanTexts({ from, to: undefined, isToIncluded: false }, scheme) : [];
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
const answers = new Map<RangeScheme, Map<string, boolean>>();

/** Whether the text may be written. */
function isRange(text: string, scheme: RangeScheme): boolean {
  let known = answers.get(scheme);
  if (known === undefined || known.size >= REMEMBERED) answers.set(scheme, (known = new Map()));
  let answer = known.get(text);
  if (answer === undefined) known.set(text, (answer = scheme.rangeProblem(text) === undefined));
  return answer;
}

/** `patched` without what `vulnerable` holds, a list of texts that were made here: for ranges of several records that are joined. */
export function stillPatched(patched: readonly string[], vulnerable: readonly string[], scheme: RangeScheme): string[] {
  if (patched.length === 0) return [];
  const held = setOf(
    vulnerable.flatMap((text) => spansOf(text, scheme)),
    orderOf(scheme),
  );
  return patched.filter((text) => {
    const bound = readBound(text, scheme);
    return bound !== undefined && !held.has(bound);
  });
}

const CONSTRAINTS = /^(?:>=([^,]+))?(?:, )?(?:(<=?|=)(.+))?$/;

function spansOf(text: string, scheme: RangeScheme): Span[] {
  const [, begin, sign, end] = CONSTRAINTS.exec(text) ?? [];
  const [from, to] = [begin, end].map((each) => (each === undefined ? undefined : readBound(each, scheme)));
  if (sign === "=" && to !== undefined) return oneVersion(to, scheme);
  return [{ from: from ?? FIRST, to, isToIncluded: sign === "<=" }];
}

// The severities of a document, gathered by member name, in the order of the scale. What is not understood may be any of them.
import { SEVERITIES, type Severity } from "@stella-export/core";
import { type JsonScan, NONE } from "./json-scan.js";
import { MAX_TEXT_BYTES } from "./lookup-texts.js";
import type { MemberSearch } from "./member-search.js";
import { isUnrated, severityOfScore, severityOfVector, severityOfWord } from "./severity.js";

/** Most vectors looked at for one record: a score costs 60 µs, and a stranger's document has room for a million. Real ones have ten. */
const MAX_VECTORS = 1000;

export class SeveritySet {
  readonly #found = new Set<Severity>();
  #vectors = 0;
  #isOpen = false;

  /** Empty too where a rating was not understood: the record may be of any severity then, and a selector keeps what names none. */
  get list(): readonly Severity[] {
    return this.#isOpen ? [] : SEVERITIES.filter((severity) => this.#found.has(severity));
  }

  /** Adds one rating; `undefined` is one that is not understood. */
  add(severity: Severity | undefined): void {
    if (severity === undefined) this.#isOpen = true;
    else this.#found.add(severity);
  }

  /** Adds the rating at `start`: a word, a score or a CVSS vector. False where there is none: nothing, null, or a word such as `unknown`. */
  addAt(scan: JsonScan, start: number): boolean {
    if (!isRating(scan, start)) return false;
    const text = scan.text(start, MAX_TEXT_BYTES);
    const score = numberAt(scan, start);
    if (score !== undefined) this.add(severityOfScore(score));
    else this.add(text === undefined ? undefined : (severityOfWord(text) ?? this.#ofVector(text)));
    return true;
  }

  /** Adds every member of that name that is a rating, wherever it is. */
  addMembers(scan: JsonScan, search: MemberSearch): void {
    for (let at = search.next(scan.bytes, 0); at !== NONE; at = search.next(scan.bytes, at)) this.addAt(scan, at);
  }

  #ofVector(text: string): Severity | undefined {
    return this.#vectors++ < MAX_VECTORS ? severityOfVector(text) : undefined;
  }
}

/** True where somebody rated at `start`, understood or not: there is something, and no null nor a word such as `unknown`. */
export function isRating(scan: JsonScan, start: number): boolean {
  if (start === NONE || scan.isNull(start)) return false;
  const text = scan.text(start, MAX_TEXT_BYTES);
  return text === undefined || !isUnrated(text);
}

/** The number at `start`, or the number that the string there says; `undefined` for anything else. */
export function numberAt(scan: JsonScan, start: number): number | undefined {
  if (start === NONE) return undefined;
  const text = scan.isString(start) ? scan.text(start, 32) : numberToken(scan, start);
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function numberToken(scan: JsonScan, start: number): string | undefined {
  const end = scan.valueEnd(start);
  return end - start > 32 || scan.isObject(start) || scan.isArray(start)
    ? undefined
    : String.fromCharCode(...scan.bytes.subarray(start, end));
}

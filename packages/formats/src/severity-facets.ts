// The severities of a document, gathered by member name, in the order of the scale.
import { SEVERITIES, type Severity } from "@stella-export/core";
import { type JsonScan, NONE } from "./json-scan.js";
import { MAX_TEXT_BYTES } from "./lookup-texts.js";
import type { MemberSearch } from "./member-search.js";
import { severityOfVector, severityOfWord } from "./severity.js";

/** Most vectors looked at for one record: a score costs 60 µs, and a stranger's document has room for a million. Real ones have ten. */
const MAX_VECTORS = 1000;

export class SeveritySet {
  readonly #found = new Set<Severity>();
  #vectors = 0;

  get list(): readonly Severity[] {
    return SEVERITIES.filter((severity) => this.#found.has(severity));
  }

  add(severity: Severity | undefined): void {
    if (severity !== undefined) this.#found.add(severity);
  }

  /** Adds what the string at `start` says, a word or a CVSS vector; anything else says nothing. */
  addAt(scan: JsonScan, start: number): void {
    const text = scan.text(start, MAX_TEXT_BYTES);
    if (text === undefined) return;
    const word = severityOfWord(text);
    if (word !== undefined) this.add(word);
    else if (this.#vectors++ < MAX_VECTORS) this.add(severityOfVector(text));
  }

  /** Adds every member of that name, wherever it is. */
  addMembers(scan: JsonScan, search: MemberSearch): this {
    for (let at = search.next(scan.bytes, 0); at !== NONE; at = search.next(scan.bytes, at)) this.addAt(scan, at);
    return this;
  }
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

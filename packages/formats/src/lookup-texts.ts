// Texts that a record can be looked up by, in order of appearance, each once, within bounds.
import { type JsonScan, NONE } from "./json-scan.js";

/** Longest text kept, in bytes as it is written: what is longer is prose, and no id. */
export const MAX_TEXT_BYTES = 1024;

/**
 * Most aliases of one description. They stand in the record's index line, which `trace` reads whole; 10,000 of the usual length are
 * 200 KB of it. The real document with most has 390.
 */
export const MAX_ALIASES = 10_000;

const RECENT = 512;
/** Adding so many strings is done before a table of recent ones would be. */
const FEW = 16;

export class LookupTexts {
  readonly #texts = new Set<string>();
  /** Positions of strings added lately, by a hash of each: most of a document's ids are repeats, and need not become strings to be known. */
  #recent: Int32Array | undefined;
  #given = 0;
  #isCut = false;
  readonly #but: string;
  readonly #limit: number;

  /** `but`: the document's own id, which needs no alias. */
  constructor(but = "", limit = MAX_ALIASES) {
    this.#but = but;
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#texts.size >= this.#limit;
  }

  /** True where a text was left out because it is too long. */
  get isCut(): boolean {
    return this.#isCut;
  }

  get list(): readonly string[] {
    return [...this.#texts];
  }

  add(text: string | undefined): void {
    if (text === undefined || text === "" || text === this.#but || this.isFull) return;
    if (text.length > MAX_TEXT_BYTES) this.#isCut = true;
    else this.#texts.add(text);
  }

  /** Adds the string at `start`, if there is one and it is short. All positions that one object is given are of one document. */
  addAt(scan: JsonScan, start: number): void {
    if (start === NONE || !scan.isString(start) || this.#wasAdded(scan, start)) return;
    const text = scan.text(start, MAX_TEXT_BYTES);
    if (text === undefined) this.#isCut = true;
    else this.add(text);
  }

  /** Adds the strings of the array at `start`. */
  addAllAt(scan: JsonScan, start: number): void {
    if (start === NONE || !scan.isArray(start)) return;
    for (let at = scan.first(start); at !== NONE && !this.isFull; at = scan.next(at)) this.addAt(scan, at);
  }

  #wasAdded(scan: JsonScan, start: number): boolean {
    if (this.#given++ < FEW) return false;
    const { bytes } = scan;
    const end = scan.stringEnd(start);
    // The last characters and the length tell ids apart well enough; a collision costs time only.
    const hash =
      ((bytes[end - 2] as number) * 31 + (bytes[end - 3] as number) * 1009 + (bytes[end - 5] as number) * 331 + (end - start) * 97) &
      (RECENT - 1);
    this.#recent ??= new Int32Array(RECENT).fill(NONE);
    const earlier = this.#recent[hash] as number;
    this.#recent[hash] = start;
    return earlier !== NONE && isSame(bytes, earlier, start, end);
  }
}

/** True where the bytes at `earlier` are those of `[start, end)`. */
export function isSame(bytes: Uint8Array, earlier: number, start: number, end: number): boolean {
  for (let i = start, j = earlier; i < end; i++, j++) if (bytes[i] !== bytes[j]) return false;
  return true;
}

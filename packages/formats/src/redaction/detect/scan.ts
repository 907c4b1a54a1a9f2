// One document under search: its bytes, what was found, and what detectors learnt on the way, so that no byte is read again and again.
// It knows how far runs reach; it knows no rule.
import { MARKER_START, MARKERS } from "../rules.js";
import { beginsWord, CLASS, CLOSING, isIn, LOCATOR, runEnd, runStart, standsAt, USERINFO, VALUE } from "./byte-class.js";
import { Finds } from "./finds.js";
import { OpenQuotes } from "./open-quotes.js";

const NOTHING = new Uint8Array(0);
/** Answers of {@link Scan.locatorBefore}: none, a URL (`://`), a purl or a CPE. */
export const NO_LOCATOR = 0;
export const URL_LOCATOR = 1;
export const NAME_LOCATOR = 2;

const MARKER = new TextEncoder().encode(MARKER_START);
const LONGEST_MARKER = Math.max(...MARKERS.map(({ length }) => length)) + 1;
const COLON = 0x3a;
const SLASH = 0x2f;

/** Reused from document to document. A document begins and ends with a byte that is in no class, so runs end within it. */
export class Scan {
  readonly finds = new Finds();
  readonly quotes = new OpenQuotes();
  src: Uint8Array = NOTHING;
  /** Where the last value that was assigned to the name of a secret ends, and the last that signs a URL. */
  assigned = 0;
  signed = 0;
  /** Where the last run ends that was judged to begin a JWT or not, and to be userinfo with a password or not. */
  judgedJwt = 0;
  judgedUserinfo = 0;

  // Per class (by the number of its bit) the last run that was measured.
  readonly #runFrom = new Int32Array(16);
  readonly #runTo = new Int32Array(16);
  #hasRuns = false;
  // A backward run of USERINFO that ended before #userEnd.
  #userStart = 0;
  #userEnd = 0;
  // What kind of locator reaches up to #locatorEnd.
  #locator = NO_LOCATOR;
  #locatorEnd = 0;
  #pemFrom = 0;
  #pemTo = 0;
  // Where a run of VALUE ends, with and without what ends a sentence.
  #valueRun = 0;
  #valueEnd = 0;
  // Up to here a find reaches that stands for whole words.
  #taken = 0;

  begin(src: Uint8Array): void {
    this.src = src;
    this.finds.clear();
    this.quotes.begin();
    this.#taken = 0;
    this.assigned = this.signed = this.judgedJwt = this.judgedUserinfo = 0;
    if (this.#hasRuns) this.#runTo.fill(0);
    this.#hasRuns = false;
    this.#userStart = this.#userEnd = this.#locatorEnd = this.#pemFrom = this.#pemTo = this.#valueRun = 0;
    this.#locator = NO_LOCATOR;
  }

  /** Adds a find of whole words. What else begins within it is found too, since it may reach further. */
  take(start: number, end: number, rule: number, isSure: boolean): void {
    this.finds.add(start, end, rule, isSure);
    if (end > this.#taken) this.#taken = end;
  }

  /** True where a word begins at `p`. Within a find every letter may begin one: `AKIA…ghp_…` are two tokens without anything between. */
  beginsWord(p: number): boolean {
    return p < this.#taken || beginsWord(this.src, p);
  }

  /** Position behind the run of a class at `p`. Runs are measured once, however many detectors begin within one. */
  runEnd(p: number, bit: number): number {
    const index = 31 - Math.clz32(bit);
    if (p >= (this.#runFrom[index] as number) && p < (this.#runTo[index] as number)) return this.#runTo[index] as number;
    const end = runEnd(this.src, p, this.src.length, bit);
    this.#hasRuns = true;
    this.#runFrom[index] = p;
    this.#runTo[index] = end;
    return end;
  }

  /** Position behind the run of {@link VALUE} at `p`, without what ends a sentence. */
  valueEnd(p: number): number {
    const run = this.runEnd(p, VALUE);
    if (run !== this.#valueRun) {
      this.#valueRun = run;
      this.#valueEnd = runStart(this.src, run, p, CLOSING);
    }
    return Math.max(p, this.#valueEnd);
  }

  /** Beginning of the run of {@link USERINFO} before `p`. To be asked with growing `p`. */
  userinfoStart(p: number): number {
    const { src } = this;
    let q = p;
    while (q > this.#userEnd && isIn(src[q - 1], USERINFO)) q--;
    if (q > this.#userEnd) this.#userStart = q;
    this.#userEnd = p;
    return this.#userStart;
  }

  /** What `p` lies within, with nothing but {@link LOCATOR} bytes since it began. To be asked with growing `p`. */
  locatorBefore(p: number): number {
    const { src } = this;
    const known = this.#locatorEnd;
    let found = NO_LOCATOR;
    let q = p;
    while (q > known) {
      if (((CLASS[src[q - 1] as number] as number) & LOCATOR) === 0) {
        const marker = markerStart(src, q);
        if (marker < 0) break;
        q = Math.max(known, marker); // a locator that something was taken out of is one still
      } else {
        if (src[q - 1] === COLON) found ||= locatorAt(src, q - 1);
        q--;
      }
    }
    if (q > known || found !== NO_LOCATOR) this.#locator = found;
    this.#locatorEnd = p;
    return this.#locator;
  }

  /** Position of the next `-----END` at or behind `p` and before the string ends, else the string's closing quote. */
  pemEnd(p: number): number {
    if (p >= this.#pemFrom && p <= this.#pemTo) return this.#pemTo;
    const { src } = this;
    let q = p;
    for (; q < src.length && src[q] !== 0x22; q++) {
      if (src[q] === 0x5c) q++;
      else if (src[q] === 0x2d && src[q + 1] === 0x2d && src[q + 2] === 0x45 && src[q + 3] === 0x4e && src[q + 4] === 0x44) break;
    }
    this.#pemFrom = p;
    this.#pemTo = q;
    return q;
  }
}

/** Beginning of the marker that ends before `end`, or -1. */
function markerStart(src: Uint8Array, end: number): number {
  if (src[end - 1] !== 0x5d) return -1;
  for (let p = end - 2; p >= 0 && p > end - LONGEST_MARKER; p--) if (src[p] === 0x5b) return standsAt(src, p, MARKER, false) ? p : -1;
  return -1;
}

function locatorAt(src: Uint8Array, colon: number): number {
  if (src[colon + 1] === SLASH && src[colon + 2] === SLASH) return URL_LOCATOR;
  const isPurl = src[colon - 3] === 0x70 && src[colon - 2] === 0x6b && src[colon - 1] === 0x67;
  const isCpe = src[colon - 3] === 0x63 && src[colon - 2] === 0x70 && src[colon - 1] === 0x65;
  return isPurl || isCpe ? NAME_LOCATOR : NO_LOCATOR;
}

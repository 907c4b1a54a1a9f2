// What is to change in one document, and the document with it changed. It knows ranges and markers; why, it does not know.
import { releaseBytes } from "@stella-export/core";
import { MARKERS } from "./rules.js";

/** Instead of a rule: nothing comes in place of the range. */
export const NOTHING = 255;

/** Ranges in the order of their starts, none within another. */
export class Edits {
  count = 0;
  #starts = new Int32Array(64);
  #ends = new Int32Array(64);
  #rules = new Uint8Array(64);

  clear(): void {
    this.count = 0;
  }

  /** Puts the marker of a rule, or {@link NOTHING}, in place of `[start, end)`, which begins behind all that was added before. */
  add(start: number, end: number, rule: number): void {
    const { count } = this;
    if (count === this.#starts.length) this.#grow();
    this.#starts[count] = start;
    this.#ends[count] = end;
    this.#rules[count] = rule;
    this.count++;
  }

  /** The changed document, in an array of its own. */
  apply(src: Uint8Array): Uint8Array {
    let length = src.length;
    for (let i = 0; i < this.count; i++) length += this.#marker(i).length - (this.#ends[i] as number) + (this.#starts[i] as number);
    const out = new Uint8Array(length);
    let from = 0;
    let at = 0;
    for (let i = 0; i < this.count; i++) {
      const start = this.#starts[i] as number;
      out.set(src.subarray(from, start), at);
      at += start - from;
      const marker = this.#marker(i);
      out.set(marker, at);
      at += marker.length;
      from = this.#ends[i] as number;
    }
    out.set(src.subarray(from), at);
    return out;
  }

  #marker(index: number): Uint8Array {
    const rule = this.#rules[index] as number;
    return rule === NOTHING ? EMPTY : (MARKERS[rule] as Uint8Array);
  }

  #grow(): void {
    const length = this.count * 2;
    const starts = new Int32Array(length);
    const ends = new Int32Array(length);
    const rules = new Uint8Array(length);
    starts.set(this.#starts);
    ends.set(this.#ends);
    rules.set(this.#rules);
    for (const table of [this.#starts, this.#ends, this.#rules]) releaseBytes(table);
    this.#starts = starts;
    this.#ends = ends;
    this.#rules = rules;
  }
}

const EMPTY = new Uint8Array(0);

// Objects whose members were not in canonical order, and the one pass that writes a document with all of them put right.
// A member moves by a distance that is known when its object ends, so every byte is copied once, however deep it lies.
// It knows ranges of the compact text; it knows nothing about JSON except that members are parted by commas.
import { releaseBytes } from "../byte-buffer.js";
import { type ByteView, copyBytes } from "./copy-bytes.js";
import { MEMBER_START, MOVED_BEFORE, type MemberTable, ROW } from "./member-table.js";

// Columns of an object. Objects are in the order in which they end, so what lies within one stands right before it.
const OPEN = 0; // position of the opening brace
const CLOSE = 1; // of the closing brace
const FIRST_WITHIN = 2; // the first object within this one; its own index where there is none
const RUNS = 3; // its first run
const RUNS_END = 4;
const SHIFT = 5; // position in the result minus position in the compact text
const OBJECT = 6;

// Columns of a run: members that follow each other both in the input and in the canonical order, with the commas between.
const RUN_START = 0;
const RUN_END = 1;
const RUN_FIRST_WITHIN = 2; // objects within the run, as a range of indexes
const RUN_WITHIN_END = 3;
const RUN = 4;

/** The objects of one document that have to be put in order: `clear`, `add` for each as it ends, then `write`. */
export class Rearrangement {
  /** Number of objects. */
  count = 0;
  #objects = new Int32Array(64 * OBJECT);
  #runs = new Int32Array(256 * RUN);
  #runsEnd = 0;

  clear(): void {
    this.count = 0;
    this.#runsEnd = 0;
    if (this.#runs.length > 1 << 20 || this.#objects.length > 1 << 20) {
      releaseBytes(this.#objects);
      releaseBytes(this.#runs);
      this.#objects = new Int32Array(64 * OBJECT);
      this.#runs = new Int32Array(256 * RUN);
    }
  }

  /** Adds the object whose members are the table's rows from `base` on, to be put in the table's order; it closes at `close`. */
  add(table: MemberTable, base: number, close: number): void {
    const { rows, order, top } = table;
    const index = this.count;
    const at = index * OBJECT;
    if (at + OBJECT > this.#objects.length) this.#objects = doubled(this.#objects);
    const objects = this.#objects;
    objects[at + OPEN] = (rows[base + MEMBER_START] as number) - 1;
    objects[at + CLOSE] = close;
    objects[at + FIRST_WITHIN] = rows[base + MOVED_BEFORE] as number;
    objects[at + RUNS] = this.#runsEnd;
    const count = (top - base) / ROW;
    for (let i = 0; i < count;) {
      const first = order[i] as number;
      let next = first + ROW;
      for (i++; i < count && order[i] === next; i++) next += ROW;
      const isLast = next === top;
      this.#addRun(
        rows[first + MEMBER_START] as number,
        isLast ? close : (rows[next + MEMBER_START] as number) - 1,
        rows[first + MOVED_BEFORE] as number,
        isLast ? index : (rows[next + MOVED_BEFORE] as number),
      );
    }
    objects[at + RUNS_END] = this.#runsEnd;
    this.count = index + 1;
  }

  #addRun(start: number, end: number, firstWithin: number, withinEnd: number): void {
    const at = this.#runsEnd * RUN;
    if (at + RUN > this.#runs.length) this.#runs = doubled(this.#runs);
    const runs = this.#runs;
    runs[at + RUN_START] = start;
    runs[at + RUN_END] = end;
    runs[at + RUN_FIRST_WITHIN] = firstWithin;
    runs[at + RUN_WITHIN_END] = withinEnd;
    this.#runsEnd++;
  }

  /** Writes the text, `length` bytes of `source` from `from` on, with all objects in order, to `target` at `at`. */
  write(source: ByteView, from: number, length: number, target: ByteView, at: number): void {
    this.#writeAround(source, from, 0, length, 0, 0, this.count, target, at);
    const objects = this.#objects;
    const runs = this.#runs;
    // Outermost first, which is the reverse of how they ended: an object learns its shift from the one around it.
    for (let i = (this.count - 1) * OBJECT; i >= 0; i -= OBJECT) {
      let position = (objects[i + OPEN] as number) + 1 + (objects[i + SHIFT] as number);
      const end = (objects[i + RUNS_END] as number) * RUN;
      for (let run = (objects[i + RUNS] as number) * RUN; run < end; run += RUN) {
        const start = runs[run + RUN_START] as number;
        const stop = runs[run + RUN_END] as number;
        this.#writeAround(
          source,
          from,
          start,
          stop,
          position - start,
          runs[run + RUN_FIRST_WITHIN] as number,
          runs[run + RUN_WITHIN_END] as number,
          target,
          at,
        );
        position += stop - start;
        if (run + RUN < end) target.bytes[at + position++] = 0x2c;
      }
    }
  }

  /** Writes `[start, stop)` of the text, `shift` further on, but for the insides of the objects `[first, end)`, which learn the shift. */
  #writeAround(
    source: ByteView,
    from: number,
    start: number,
    stop: number,
    shift: number,
    first: number,
    end: number,
    target: ByteView,
    at: number,
  ): void {
    const objects = this.#objects;
    let until = stop;
    for (let index = end - 1; index >= first;) {
      const object = index * OBJECT;
      const close = objects[object + CLOSE] as number;
      copyBytes(target, at + close + shift, source, from + close, from + until);
      objects[object + SHIFT] = shift;
      until = (objects[object + OPEN] as number) + 1;
      index = (objects[object + FIRST_WITHIN] as number) - 1;
    }
    copyBytes(target, at + start + shift, source, from + start, from + until);
  }
}

function doubled(table: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(table.length * 2);
  grown.set(table);
  releaseBytes(table);
  return grown;
}

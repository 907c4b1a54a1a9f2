// The members of the objects that are open at the moment, innermost last, and the order they have to take.
// It knows where keys are in the input and where members are in the compact text; it moves no bytes.
import { releaseBytes } from "../byte-buffer.js";
import { type ByteView, byteView } from "./copy-bytes.js";
import { fail } from "./failure.js";
import { NO_PREFIX, compareKeys, keyPrefix } from "./key-order.js";

// Columns of a row. A table of numbers instead of objects: nothing is allocated per member.
/** Where the key begins in the input, behind its opening quote. */
export const KEY_START = 0;
const KEY_END = 1;
const KEY_PREFIX = 2;
/** Where the member begins in the compact text: the key's opening quote. */
export const MEMBER_START = 3;
/** Where the key is closed in the compact text: behind its closing quote. */
export const KEY_CLOSED = 4;
/** Number of rearranged objects that ended before this member. */
export const MOVED_BEFORE = 5;
/** Length of a row. */
export const ROW = 6;

const INSERTION_SORT_UP_TO = 24;
/** Most rows: 24 bytes each, and 8 more to sort them. Evidence with a thousandth of it is not known. */
const MAX_ROWS = 1 << 20;

/** Rows of the members of all open objects; those of the innermost object are the last. */
export class MemberTable {
  rows = new Int32Array(64 * ROW);
  /** End of the rows in use. */
  top = 0;
  /** After {@link sort}: rows (as positions in `rows`) in canonical order. */
  order = new Int32Array(64);
  #merged = new Int32Array(0);
  #source = byteView(new Uint8Array(0));
  #duplicate = -1;
  #start = 0;

  /**
   * Forgets all members, and gives back what an unusually wide document took. Keys are in `source` from now on, where the document begins
   * at `start`.
   */
  begin(source: ByteView, start: number): void {
    this.#source = source;
    this.#start = start;
    this.top = 0;
    if (this.rows.length <= 1 << 20) return;
    for (const table of [this.rows, this.order, this.#merged]) releaseBytes(table);
    this.rows = new Int32Array(64 * ROW);
    this.order = new Int32Array(64);
    this.#merged = new Int32Array(0);
  }

  /**
   * Adds a member to the object whose first row is `base`; its key is at `[from, to)`, and plain if every byte of it stands
   * for itself. Says how its key stands to the one before it: 0 the same, positive out of order, else negative. Throws JSON_MEMBERS.
   */
  add(base: number, from: number, to: number, isPlain: boolean, start: number, keyClosed: number, movedBefore: number): number {
    const row = this.top;
    if (row + ROW > this.rows.length) this.#grow(from);
    const rows = this.rows;
    const prefix = isPlain ? keyPrefix(this.#source, from, to) : NO_PREFIX;
    rows[row + KEY_START] = from;
    rows[row + KEY_END] = to;
    rows[row + KEY_PREFIX] = prefix;
    rows[row + MEMBER_START] = start;
    rows[row + KEY_CLOSED] = keyClosed;
    rows[row + MOVED_BEFORE] = movedBefore;
    this.top = row + ROW;
    if (row === base) return -1;
    const before = rows[row - ROW + KEY_PREFIX] as number;
    return before !== prefix && (before | prefix) >= 0 ? before - prefix : this.#compare(row - ROW, row);
  }

  #grow(from: number): void {
    if (this.rows.length >= MAX_ROWS * ROW) fail("ERR_EXPORT_JSON_MEMBERS", from - 1 - this.#start);
    const grown = new Int32Array(this.rows.length * 2);
    grown.set(this.rows);
    releaseBytes(this.rows);
    this.rows = grown;
  }

  /**
   * Puts the rows from `base` on in canonical order into {@link order}. Returns the row of the first member in the input
   * whose key the object has already, or -1.
   */
  sort(base: number): number {
    this.#duplicate = -1;
    const count = (this.top - base) / ROW;
    if (this.order.length < count) this.order = new Int32Array(Math.max(count, this.order.length * 2));
    for (let i = 0, row = base; i < count; i++, row += ROW) this.order[i] = row;
    if (count <= INSERTION_SORT_UP_TO) this.#insertionSort(count);
    else this.#mergeSort(count);
    return this.#duplicate;
  }

  #compare(a: number, b: number): number {
    const rows = this.rows;
    const x = rows[a + KEY_PREFIX] as number;
    const y = rows[b + KEY_PREFIX] as number;
    if (x !== y && x !== NO_PREFIX && y !== NO_PREFIX) return x - y;
    return compareKeys(
      this.#source.bytes,
      rows[a + KEY_START] as number,
      rows[a + KEY_END] as number,
      rows[b + KEY_START] as number,
      rows[b + KEY_END] as number,
    );
  }

  /** Negative or positive; equal keys are noted, and stay in input order. `later` is behind `earlier` in the input. */
  #inOrder(earlier: number, later: number): boolean {
    const order = this.#compare(earlier, later);
    if (order === 0 && (this.#duplicate === -1 || later < this.#duplicate)) this.#duplicate = later;
    return order <= 0;
  }

  #insertionSort(count: number): void {
    const order = this.order;
    for (let i = 1; i < count; i++) {
      const row = order[i] as number;
      let j = i - 1;
      while (j >= 0 && !this.#inOrder(order[j] as number, row)) {
        order[j + 1] = order[j] as number;
        j--;
      }
      order[j + 1] = row;
    }
  }

  /** Bottom-up, so that a stranger's object of a million members in the worst order costs n log n and no stack. */
  #mergeSort(count: number): void {
    if (this.#merged.length < count) this.#merged = new Int32Array(this.order.length);
    for (let width = 1; width < count; width *= 2) {
      const from = this.order;
      const to = this.#merged;
      for (let left = 0; left < count; left += 2 * width) {
        const middle = Math.min(left + width, count);
        const right = Math.min(left + 2 * width, count);
        let i = left;
        let j = middle;
        for (let k = left; k < right; k++) {
          const takeLeft = j >= right || (i < middle && this.#inOrder(from[i] as number, from[j] as number));
          to[k] = (takeLeft ? from[i++] : from[j++]) as number;
        }
      }
      this.order = to;
      this.#merged = from;
    }
  }
}

// The members of a document's top-level object, in canonical order, as ranges of its canonical form.
// It knows positions only.
import { KEY_CLOSED, MEMBER_START, type MemberTable, ROW } from "./member-table.js";

// Columns: where the key begins, where it is closed, where the value ends.
const COLUMNS = 3;

/** The ranges of one document; they are replaced by the next. */
export class TopMembers {
  count = 0;
  #ranges = new Int32Array(64 * COLUMNS);

  clear(): void {
    this.count = 0;
    if (this.#ranges.length > 1 << 20) this.#ranges = new Int32Array(64 * COLUMNS);
  }

  /** Takes all rows of the table, in its order if they were rearranged. `close` is the closing brace in the compact text. */
  take(table: MemberTable, isRearranged: boolean, close: number): void {
    const { rows, order, top } = table;
    const count = top / ROW;
    this.count = count;
    if (this.#ranges.length < count * COLUMNS) this.#ranges = new Int32Array(Math.max(count * COLUMNS, this.#ranges.length * 2));
    const ranges = this.#ranges;
    let position = 1; // the opening brace
    for (let i = 0, at = 0; i < count; i++, at += COLUMNS) {
      const row = isRearranged ? (order[i] as number) : i * ROW;
      const start = rows[row + MEMBER_START] as number;
      const end = row + ROW === top ? close : (rows[row + ROW + MEMBER_START] as number) - 1;
      ranges[at] = position;
      ranges[at + 1] = position + (rows[row + KEY_CLOSED] as number) - start;
      position += end - start;
      ranges[at + 2] = position++; // the comma
    }
  }

  keyStart(index: number): number {
    return this.#ranges[this.#at(index)] as number;
  }

  keyEnd(index: number): number {
    return this.#ranges[this.#at(index) + 1] as number;
  }

  valueEnd(index: number): number {
    return this.#ranges[this.#at(index) + 2] as number;
  }

  #at(index: number): number {
    if (!(index >= 0 && index < this.count)) throw new TypeError(`no member ${index}: the document has ${this.count}`);
    return index * COLUMNS;
  }
}

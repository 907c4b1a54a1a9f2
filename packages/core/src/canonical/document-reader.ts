// The grammar of RFC 8259 over bytes, in one pass and without recursion: says what is wrong with a document, and notes in
// what its canonical form differs. It knows neither how numbers and escapes are rewritten nor where the result goes.
import { CompactText } from "./compact-text.js";
import { fail, failUnexpected } from "./failure.js";
import { KEY_START, MemberTable } from "./member-table.js";
import { type NumberRule, NumberToken } from "./number-token.js";
import { byteAt, digitsEnd, plainEnd, spaceEnd } from "./plain-bytes.js";
import { Rearrangement } from "./rearrangement.js";
import { passEscape } from "./string-escapes.js";
import { TopMembers } from "./top-members.js";
import { sequenceLength } from "./utf8.js";

const encoder = new TextEncoder();
const TRUE = encoder.encode("true");
const FALSE = encoder.encode("false");
const NULL = encoder.encode("null");

// A plain integer of so many digits is what ECMAScript prints for it; 2^53 has 16.
const VERBATIM_DIGITS = 15;

/** Reads one document after another. What is found is in `text`, `moved` and `members` until the next. */
export class DocumentReader {
  readonly text = new CompactText();
  readonly moved = new Rearrangement();
  readonly members = new TopMembers();

  readonly #numbers: NumberRule;
  readonly #table = new MemberTable();
  readonly #number = new NumberToken();
  readonly #form = new Uint8Array(32); // no double is printed longer than 25 bytes
  // Of each open container, what is around it: the first row of its members (-1: it is no object) and whether they are in order.
  readonly #around: Int32Array;
  #start = 0;
  #end = 0;

  constructor(depth: number, numbers: NumberRule) {
    this.#numbers = numbers;
    this.#around = new Int32Array(2 * depth);
  }

  /** Reads the value at `from` of the document that begins at `start` and ends before `end`; returns the position behind it. */
  read(start: number, from: number, end: number): number {
    this.#start = start;
    this.#end = end;
    this.members.clear();
    this.moved.clear();
    this.#table.begin(this.text.source, start);
    return this.#value(from);
  }

  // The one long function here: what is open, and how far it is read, has to stay in registers.
  #value(from: number): number {
    const { bytes: src, view } = this.text.source;
    const { text, moved } = this;
    const table = this.#table;
    const end = this.#end;
    const around = this.#around;
    let open = 0; // twice the number of open containers
    let base = -1; // first row of the innermost one
    let sorted = 1;
    let p = from;
    for (;;) {
      if (base >= 0) {
        if (byteAt(src, p, end) !== 0x22) p = this.#passSpaceTo(0x22, p);
        const start = p + text.delta; // before an escape in the key moves what follows
        if (start > text.maxBytes) fail("ERR_EXPORT_DOCUMENT_TOO_LARGE", p - this.#start); // before it fills the table
        const close = plainEnd(src, view, p + 1, end);
        const plain = byteAt(src, close, end) === 0x22;
        const q = plain ? close : this.#stringEnd(close);
        const order = table.add(base, p + 1, q, plain, start, q + 1 + text.delta, moved.count);
        if (order === 0) fail("ERR_EXPORT_JSON_DUPLICATE_KEY", p - this.#start);
        if (order > 0) sorted = 0;
        p = q + 1;
        if (byteAt(src, p, end) !== 0x3a) p = this.#passSpaceTo(0x3a, p);
        p++;
      }

      let first = byteAt(src, p, end);
      if (first <= 0x20) {
        p = this.#passSpace(p);
        first = byteAt(src, p, end);
      }
      if (first === 0x22) {
        p = plainEnd(src, view, p + 1, end);
        if (byteAt(src, p, end) !== 0x22) p = this.#stringEnd(p);
        p++;
      } else if (first === 0x7b || first === 0x5b) {
        if (open === around.length) fail("ERR_EXPORT_JSON_DEPTH", p - this.#start);
        around[open] = base;
        around[open + 1] = sorted;
        open += 2;
        base = first === 0x7b ? table.top : -1;
        sorted = 1;
        p++;
        if (byteAt(src, p, end) <= 0x20) p = this.#passSpace(p);
        if (byteAt(src, p, end) !== first + 2) continue; // not closed at once
      } else if (first === 0x2d || (first >= 0x30 && first <= 0x39)) {
        p = this.#numberEnd(src, p, end);
      } else p = this.#literalEnd(src, p, end);

      for (;;) {
        if (open === 0) return p;
        let next = byteAt(src, p, end);
        if (next <= 0x20) {
          p = this.#passSpace(p);
          next = byteAt(src, p, end);
        }
        if (next === 0x2c) {
          p++;
          break;
        }
        if (next !== (base >= 0 ? 0x7d : 0x5d)) this.#unexpected(p);
        if (base >= 0) {
          if (sorted === 0 || open === 2) this.#endObject(base, sorted === 1, open === 2, p);
          table.top = base;
        }
        p++;
        open -= 2;
        base = around[open] as number;
        sorted = around[open + 1] as number;
      }
    }
  }

  #passSpace(p: number): number {
    const { bytes, view } = this.text.source;
    const q = spaceEnd(bytes, view, p, this.#end);
    if (q > p) this.text.drop(p, q);
    return q;
  }

  /** Passes whitespace, behind which `byte` has to stand. */
  #passSpaceTo(byte: number, p: number): number {
    const q = this.#passSpace(p);
    if (byteAt(this.text.source.bytes, q, this.#end) !== byte) this.#unexpected(q);
    return q;
  }

  /** Position of the closing quote of a string that holds more than plain bytes, the first other one being at `from`. */
  #stringEnd(from: number): number {
    const { bytes: src, view } = this.text.source;
    const end = this.#end;
    let p = from;
    for (;;) {
      const byte = byteAt(src, p, end);
      if (byte === 0x22) return p;
      if (byte === 0x5c) p = passEscape(this.text, src, this.#start, p, end);
      else if (byte >= 0x80) {
        do {
          const length = sequenceLength(src, p, end);
          if (length === 0) fail("ERR_EXPORT_JSON_UTF8", p - this.#start);
          p += length;
        } while (p < end && (src[p] as number) >= 0x80);
      } else if (byte === -1) fail("ERR_EXPORT_JSON_TRUNCATED", end - this.#start);
      else fail("ERR_EXPORT_JSON_CONTROL_CHARACTER", p - this.#start);
      p = plainEnd(src, view, p, end);
    }
  }

  #numberEnd(src: Uint8Array, p: number, end: number): number {
    const digits = src[p] === 0x2d ? p + 1 : p;
    const q = digitsEnd(src, digits, end);
    const next = byteAt(src, q, end);
    const isShort = q > digits && q - digits <= VERBATIM_DIGITS && (src[digits] !== 0x30 || q - p === 1);
    if (isShort && next !== 0x2e && (next | 0x20) !== 0x65) return q;
    const number = this.#number;
    number.read(src, this.#start, p, end, this.#numbers);
    if (number.form !== undefined) {
      const form = number.form;
      for (let i = 0; i < form.length; i++) this.#form[i] = form.charCodeAt(i);
      this.text.replace(p, number.end, this.#form, form.length);
    }
    return number.end;
  }

  #literalEnd(src: Uint8Array, p: number, end: number): number {
    const first = byteAt(src, p, end);
    const word = first === 0x74 ? TRUE : first === 0x66 ? FALSE : first === 0x6e ? NULL : undefined;
    if (word === undefined) this.#unexpected(p);
    for (let i = 1; i < word.length; i++) if (byteAt(src, p + i, end) !== word[i]) this.#unexpected(p + i);
    return p + word.length;
  }

  /** Ends an object at the brace at `p` that is out of order or the top-level one; its members are the rows from `base` on. */
  #endObject(base: number, isSorted: boolean, isTop: boolean, p: number): void {
    const table = this.#table;
    const close = p + this.text.delta;
    if (!isSorted) {
      const duplicate = table.sort(base);
      if (duplicate >= 0) fail("ERR_EXPORT_JSON_DUPLICATE_KEY", (table.rows[duplicate + KEY_START] as number) - 1 - this.#start);
      this.moved.add(table, base, close);
    }
    if (isTop) this.members.take(table, !isSorted, close);
  }

  #unexpected(p: number): never {
    failUnexpected(this.text.source.bytes, this.#start, p, this.#end);
  }
}

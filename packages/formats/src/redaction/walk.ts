// The way through a canonical document with its schema beside it: which field each find is in, which fields may not leave at all.
// Counts and collects edits; whether they are made is not its to know.
import { standsAt } from "./detect/byte-class.js";
import { QUOTE, stringEnd } from "./detect/quote.js";
import type { Scan } from "./detect/scan.js";
import { endsSecretName } from "./detect/secret-name.js";
import { isSecretValue } from "./detect/secret-value.js";
import { Edits, NOTHING } from "./edits.js";
import { Judge } from "./judge.js";
import { MARKER_START, RULES, ruleNumber } from "./rules.js";
import { type FieldMap, IDENTIFIER, INTERNAL, OPAQUE, OPEN_NODE, TRACE, UNLISTED_NODE } from "./schema/field-map.js";

const COMMA = 0x2c;

const UNLISTED_FIELD = ruleNumber("unlisted-field");
const ASSIGNMENT = ruleNumber("secret-assignment");
const OPAQUE_BLOB = ruleNumber("opaque-blob");
/** Rule by which a member goes as a whole, by class of its field. */
const RULE_OF_CLASS = new Map([
  [TRACE, ruleNumber("explain-trace")],
  [INTERNAL, ruleNumber("tool-internals")],
]);
const MARKER = new TextEncoder().encode(MARKER_START);

/** A member that stays. */
const KEPT = -1;

// Of each open container: its node, 1 for an object, where its current member begins, whether that goes, whether one before it stays, and
// how many edits there were before it.
const NODE = 0;
const IS_OBJECT = 1;
const MEMBER = 2;
const GOES = 3;
const HAS_KEPT = 4;
const EDITS = 5;
const ROW = 6;

export class Walk {
  readonly edits = new Edits();
  /** Finds by rule number. */
  readonly counts = new Uint32Array(RULES.length);
  readonly #judge = new Judge();
  #open = new Int32Array(64 * ROW);
  #next = 0; // the first find not reached yet
  #wholeStrings = false;
  #going = 0; // how many open containers have a current member that goes

  /**
   * Goes through the document of `scan`, and adds to the counts. Where the kind is closed, what the schema does not list, traces, internals
   * and opaque bytes go. Otherwise it stops behind the last find. With `wholeStrings` a string goes as a whole where anything is found in it.
   */
  run(scan: Scan, fields: FieldMap, isClosed: boolean, wholeStrings: boolean): void {
    const { src, finds } = scan;
    this.#wholeStrings = wholeStrings;
    this.edits.clear();
    this.#judge.begin();
    this.#next = 0;
    this.#going = 0;
    this.#secretAt = -1;
    let p = 0;
    let top = -ROW;
    let node = fields.root;
    for (;;) {
      const first = src[p] as number;
      if (first === QUOTE) p = this.#value(scan, p, fields.classes[node] as number, isClosed);
      else if (first === 0x7b || first === 0x5b) {
        if (src[p + 1] === first + 2) p += 2;
        else {
          top = this.#enter(top, node, first === 0x7b);
          p++;
          if (first === 0x7b) {
            p = this.#key(scan, top, p, fields, isClosed);
            node = this.#node;
          }
          continue;
        }
      } else while (p < src.length && src[p] !== COMMA && src[p] !== 0x7d && src[p] !== 0x5d) p++;

      for (;;) {
        if (top < 0) return;
        const isObject = this.#open[top + IS_OBJECT] === 1;
        if (isObject) p = this.#leaveMember(src, top, p);
        if (!isClosed && this.#going === 0 && this.#next === finds.count) return;
        if (src[p] === COMMA) {
          p++;
          if (isObject) {
            p = this.#key(scan, top, p, fields, isClosed);
            node = this.#node;
          } else node = this.#open[top + NODE] as number;
          break;
        }
        p++;
        top -= ROW;
      }
    }
  }

  // Of the member whose key was read last: its node, and where its value begins if it is an open field with the name of a secret.
  #node = UNLISTED_NODE;
  #secretAt = -1;

  #enter(top: number, node: number, isObject: boolean): number {
    const row = top + ROW;
    if (row === this.#open.length) {
      const grown = new Int32Array(row * 2);
      grown.set(this.#open);
      this.#open = grown;
    }
    this.#open[row + NODE] = node;
    this.#open[row + IS_OBJECT] = isObject ? 1 : 0;
    this.#open[row + HAS_KEPT] = 0;
    return row;
  }

  /** Reads the key at `p` and decides whether its member goes; returns the position of the value. */
  #key(scan: Scan, top: number, p: number, fields: FieldMap, isClosed: boolean): number {
    const { src } = scan;
    const end = stringEnd(src, p + 1);
    const node = fields.child(this.#open[top + NODE] as number, src, p + 1, end);
    this.#node = node;
    if (isClosed && node === OPEN_NODE && endsSecretName(src, end)) this.#secretAt = end + 2;
    const before = this.edits.count;
    // A key cannot be changed in place: it might come to stand out of order, or twice.
    let goes = this.#string(scan, p + 1, end, IDENTIFIER) ? NOTHING : KEPT;
    this.edits.count = before;
    if (isClosed && this.#going === 0) {
      const rule = node === UNLISTED_NODE ? UNLISTED_FIELD : RULE_OF_CLASS.get(fields.classes[node] as number);
      if (rule !== undefined) {
        this.#count(rule);
        goes = NOTHING;
      }
    }
    this.#open[top + MEMBER] = p;
    this.#open[top + GOES] = goes;
    this.#open[top + EDITS] = before;
    if (goes !== KEPT) this.#going++;
    return end + 2;
  }

  /** Takes the member before `p` out, with one comma, if it goes; returns where to go on. */
  #leaveMember(src: Uint8Array, top: number, p: number): number {
    if (this.#open[top + GOES] === KEPT) {
      this.#open[top + HAS_KEPT] = 1;
      return p;
    }
    this.#going--;
    this.edits.count = this.#open[top + EDITS] as number; // what changes within it goes with it
    const start = this.#open[top + MEMBER] as number;
    if (this.#open[top + HAS_KEPT] === 1) this.edits.add(start - 1, p, NOTHING);
    else this.edits.add(start, src[p] === COMMA ? p + 1 : p, NOTHING);
    return p;
  }

  /** Judges the string value at `p`; returns the position behind it. */
  #value(scan: Scan, p: number, field: number, isClosed: boolean): number {
    const end = stringEnd(scan.src, p + 1);
    const { edits } = this;
    const before = edits.count;
    const hasFinds = this.#string(scan, p + 1, end, field);
    const whole = isClosed ? this.#wholeBy(scan.src, p + 1, end, field) : undefined;
    if (whole !== undefined) {
      edits.count = before;
      edits.add(p + 1, end, whole);
      if (!hasFinds) this.#count(whole);
    }
    return end + 1;
  }

  /** Rule by which a value goes whatever is found in it: it cannot be looked into, or its key says that it is a secret. */
  #wholeBy(src: Uint8Array, from: number, to: number, field: number): number | undefined {
    if (from === to || standsAt(src, from, MARKER, false)) return undefined;
    if (field === OPAQUE) return OPAQUE_BLOB;
    return from === this.#secretAt + 1 && isSecretValue(src, { start: from, end: to, isQuoted: true }, false) ? ASSIGNMENT : undefined;
  }

  /** Counts the finds in `[from, to)` and collects their edits, those that overlap as one. True where there was any that counts. */
  #string(scan: Scan, from: number, to: number, field: number): boolean {
    const { src, finds } = scan;
    if (this.#next === finds.count || (finds.starts[this.#next] as number) >= to) return false;
    const before = this.edits.count;
    let start = -1;
    let end = -1;
    let rule = 0;
    let goes = false;
    for (; this.#next < finds.count && (finds.starts[this.#next] as number) < to; this.#next++) {
      const i = this.#next;
      const findStart = finds.starts[i] as number;
      const findEnd = finds.ends[i] as number;
      const findRule = finds.rules[i] as number;
      const isSure = finds.sure[i] === 1;
      if (findStart < from || !(isSure || this.#judge.counts(src, from, to, field, findRule, findStart, findEnd))) continue;
      const isTaken = isSure || !this.#judge.stays(field, findRule);
      if (!isTaken && this.#wholeStrings) continue; // it was counted before, and stayed
      if (start >= 0 && findStart < end) {
        end = Math.max(end, findEnd);
        rule = Math.min(rule, findRule);
        goes ||= isTaken;
        continue;
      }
      if (start >= 0) this.#take(start, end, rule, goes);
      start = findStart;
      end = findEnd;
      rule = findRule;
      goes = isTaken;
    }
    if (start < 0) return false;
    this.#take(start, end, rule, goes);
    if (this.#wholeStrings) {
      this.edits.count = before;
      this.edits.add(from, to, rule);
    }
    return true;
  }

  #take(start: number, end: number, rule: number, goes: boolean): void {
    this.#count(rule);
    if (goes) this.edits.add(start, end, rule);
  }

  #count(rule: number): void {
    this.counts[rule] = (this.counts[rule] as number) + 1;
  }
}

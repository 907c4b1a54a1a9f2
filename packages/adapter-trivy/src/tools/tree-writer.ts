// Makes a database file of a tree in JSON: objects are buckets, strings are values. It reads bytes, not objects: a tree may be larger than
// the longest string of JavaScript.
import { canonicalizeBytes, compareBytes, decodeUtf8, ExportError } from "@stella-export/core";
import type { BoltWriter } from "../bolt/bolt-writer.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const ESCAPES: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, f: 12, r: 13 };

export interface TreeCounts {
  readonly buckets: number;
  readonly values: number;
}

/**
 * Puts the tree of one JSON document into an empty file; the caller ends it. Throws JSON_… for what is no JSON, DATABASE_TREE_INVALID with the
 * names on the way for a value that is neither object nor string, and {@link BoltError} `input` for what no file can hold.
 */
export function writeTree(json: Uint8Array, writer: BoltWriter): TreeCounts {
  // Canonical form has no spaces, no key twice, and no other escapes than these few.
  const tree = new CanonicalTree(canonicalizeBytes(json), writer);
  tree.object(0, []);
  return tree.counts;
}

class CanonicalTree {
  readonly counts = { buckets: 0, values: 0 };
  readonly #bytes: Uint8Array;
  readonly #writer: BoltWriter;

  constructor(bytes: Uint8Array, writer: BoltWriter) {
    this.#bytes = bytes;
    this.#writer = writer;
  }

  object(start: number, names: readonly Uint8Array[]): void {
    if (this.#bytes[start] !== OPEN) throw invalid("the tree is no object", names);
    for (const { key, valueAt } of this.#members(start)) {
      const first = this.#bytes[valueAt];
      if (first === OPEN) {
        this.counts.buckets++;
        this.#writer.openBucket(key);
        this.object(valueAt, [...names, key]);
        this.#writer.closeBucket();
      } else if (first === QUOTE) {
        this.counts.values++;
        this.#writer.put(key, this.#text(valueAt + 1, this.#stringEnd(valueAt)));
      } else throw invalid("a value is neither an object nor a string", [...names, key]);
    }
  }

  /** In the order of bytes. Canonical order is that of UTF-16, which differs for astral characters only. */
  #members(start: number): { key: Uint8Array; valueAt: number }[] {
    const members: { key: Uint8Array; valueAt: number }[] = [];
    let isSorted = true;
    for (let at = start + 1; this.#bytes[at] !== CLOSE;) {
      if (this.#bytes[at] === COMMA) at++;
      const end = this.#stringEnd(at);
      const key = this.#text(at + 1, end);
      const last = members.at(-1);
      if (last !== undefined && compareBytes(last.key, key) > 0) isSorted = false;
      members.push({ key, valueAt: end + 2 });
      at = this.#valueEnd(end + 2);
    }
    return isSorted ? members : members.sort((a, b) => compareBytes(a.key, b.key));
  }

  /** Index of the quote that ends the string which begins at `at`. */
  #stringEnd(at: number): number {
    let end = this.#bytes.indexOf(QUOTE, at + 1);
    while (this.#isEscaped(end, at)) end = this.#bytes.indexOf(QUOTE, end + 1);
    return end;
  }

  #isEscaped(end: number, start: number): boolean {
    let before = end - 1;
    while (before > start && this.#bytes[before] === BACKSLASH) before--;
    return (end - before) % 2 === 0;
  }

  /** Index after the value that begins at `at`. */
  #valueEnd(at: number): number {
    let depth = 0;
    for (;;) {
      const byte = this.#bytes[at] as number;
      if (byte === QUOTE) at = this.#stringEnd(at);
      else if (byte === OPEN || byte === 0x5b) depth++;
      else if (byte === CLOSE || byte === 0x5d) depth--;
      at++;
      const next = this.#bytes[at];
      if (depth === 0 && (next === COMMA || next === CLOSE || next === undefined)) return at;
    }
  }

  #text(start: number, end: number): Uint8Array {
    const text = this.#bytes.subarray(start, end);
    if (!text.includes(BACKSLASH)) return text;
    const out = new Uint8Array(text.length);
    let length = 0;
    for (let at = 0; at < text.length; at++) {
      let byte = text[at] as number;
      if (byte === BACKSLASH) {
        byte = text[++at] as number;
        const escape = String.fromCharCode(byte);
        if (escape === "u") {
          byte = Number.parseInt(String.fromCharCode(...text.subarray(at + 1, at + 5)), 16); // a control character
          at += 4;
        } else byte = ESCAPES[escape] ?? byte;
      }
      out[length++] = byte;
    }
    return out.subarray(0, length);
  }
}

function invalid(message: string, names: readonly Uint8Array[]): ExportError {
  const place = names.map((name) => JSON.stringify(decodeUtf8(name))).join(" / ");
  return new ExportError("ERR_EXPORT_DATABASE_TREE_INVALID", place === "" ? message : `${message}: ${place}`);
}

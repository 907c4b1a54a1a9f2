// Finds the members of some names wherever they are in a canonical document, faster than anything that looks at every byte.
// It knows names, not places: a format uses it only for names that mean the same wherever they stand.
import { encodeUtf8 } from "@stella-export/core";
import { NONE } from "./json-scan.js";

const PLAIN_NAME = /^[A-Za-z@$][A-Za-z0-9@$_.-]*$/;

/** A name, and how the value has to begin, as canonical JSON writes it. */
export type Wanted = readonly [name: string, prefix?: string];

/** A pair of bytes of a needle: which needle, and how far into it. */
interface Place {
  readonly needle: number;
  readonly offset: number;
}

/**
 * A search for `"name":` behind a brace or comma. It looks at two bytes of every so many as the shortest needle is long less one: an
 * occurrence always holds one of these pairs. Skips that depend on what was read last, as Horspool's, would make each wait for the one
 * before, and cost twice the time.
 *
 * Why that finds members and nothing else: within a string of canonical JSON a quote always has a backslash before it, so the first
 * quote, which has a brace or comma, opens or closes a string. It does not close one, because a closing quote is followed by `:`, `,`,
 * `]` or `}` and not by the first character of a plain name. So it opens one, which ends at the next quote; and a string before a colon
 * is a key.
 */
export class MemberSearch {
  /** Which of the names {@link next} found, by its place in the constructor's arguments. */
  found = 0;
  readonly #needles: readonly Uint8Array[];
  readonly #valueOffsets: readonly number[];
  readonly #stride: number;
  /** Of every pair of bytes the entry in {@link #places}; 0 where it is in no needle. */
  readonly #pairs = new Uint8Array(PAIRS);
  readonly #places: Place[][] = [[]];

  /** Throws `TypeError` for a name that is not plain ASCII. */
  constructor(...wanted: readonly [Wanted, ...Wanted[]]) {
    const odd = wanted.find(([name]) => !PLAIN_NAME.test(name));
    if (odd !== undefined) throw new TypeError(`no plain name: ${odd[0]}`);
    this.#needles = wanted.map(([name, prefix = ""]) => encodeUtf8(`"${name}":${prefix}`));
    this.#valueOffsets = wanted.map(([name]) => name.length + 3);
    this.#stride = Math.min(...this.#needles.map((needle) => needle.length)) - 1;
    // A sample falls into the first `stride` pairs of every needle, however long. The last come first: overlapping names do not occur.
    for (const [number, needle] of this.#needles.entries())
      for (let i = this.#stride - 1; i >= 0; i--) this.#note(pairNumber(needle, i), number, i);
  }

  /** Position of the value of the first such member whose key begins at or behind `from`, or NONE. */
  next(bytes: Uint8Array, from: number): number {
    const pairs = this.#pairs;
    const stride = this.#stride;
    const end = bytes.length - 1;
    for (let p = from + stride - 1; p < end; p += stride) {
      const entry = pairs[pairNumber(bytes, p)] as number;
      if (entry === 0) continue;
      for (const { needle, offset } of this.#places[entry] as Place[]) {
        if (!this.#isAt(bytes, p - offset, needle)) continue;
        this.found = needle;
        return p - offset + (this.#valueOffsets[needle] as number);
      }
    }
    return NONE;
  }

  #note(pair: number, needle: number, offset: number): void {
    if (this.#pairs[pair] === 0) this.#pairs[pair] = this.#places.push([]) - 1;
    this.#places[this.#pairs[pair] as number]?.push({ needle, offset });
  }

  #isAt(bytes: Uint8Array, start: number, number: number): boolean {
    const before = bytes[start - 1];
    if (before !== 0x2c && before !== 0x7b) return false;
    const needle = this.#needles[number] as Uint8Array;
    for (let i = 0; i < needle.length; i++) if (bytes[start + i] !== needle[i]) return false;
    return true;
  }
}

// Of the seven low bits of each byte: names are ASCII, and most of a document is.
const PAIRS = 1 << 14;

function pairNumber(bytes: Uint8Array, at: number): number {
  return (((bytes[at] as number) & 0x7f) << 7) | ((bytes[at + 1] as number) & 0x7f);
}

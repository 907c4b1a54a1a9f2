// Walks sorted rows a group at a time: rows whose keys have the same texts. It knows keys, not what values say.
import type { SortedEntries } from "@stella-export/core";
import { originOfKey, textsEnd } from "../mapping/row-key.js";

export class GroupedEntries {
  /** Of the current group: the bytes of its texts, each with a NUL behind it. */
  texts = new Uint8Array(0);
  /** Values of the current group, in order; copies. An entry without a value only names an origin. */
  readonly values: Uint8Array[] = [];
  /** Of the entries of the current group, in order. */
  readonly origins: number[] = [];
  readonly #entries: SortedEntries;
  #hasNext: boolean;

  constructor(entries: SortedEntries) {
    this.#entries = entries;
    this.#hasNext = entries.next();
  }

  /** Moves to the next group; false at the end. */
  next(): boolean {
    if (!this.#hasNext) return false;
    const { key } = this.#entries;
    this.texts = key.slice(0, textsEnd(key));
    this.values.length = 0;
    this.origins.length = 0;
    do {
      const { value } = this.#entries;
      if (value.length > 0) this.values.push(value.slice());
      this.#noteOrigin();
      this.#hasNext = this.#entries.next();
    } while (this.#hasNext && this.#isOfGroup());
    return true;
  }

  /** Entries of one record follow one another. */
  #noteOrigin(): void {
    const origin = originOfKey(this.#entries.key);
    if (this.origins.at(-1) !== origin) this.origins.push(origin);
  }

  #isOfGroup(): boolean {
    const { key } = this.#entries;
    const { texts } = this;
    if (textsEnd(key) !== texts.length) return false;
    for (let i = texts.length - 1; i >= 0; i--) if (key[i] !== texts[i]) return false;
    return true;
  }
}

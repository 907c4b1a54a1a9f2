// Finds index entries by what people know of a document: its id, an alias or its path. It knows entries, not the files they lie in.
import type { IndexEntry } from "./index-entry.js";

const decoder = new TextDecoder();

/** Finds entries by id, alias or path without parsing the many indexes that do not hold them. */
export class EntrySearch {
  readonly #id: string;
  readonly #folded: string;
  readonly #needle: string | undefined;

  constructor(id: string) {
    this.#id = id;
    this.#folded = id.toLowerCase();
    const quoted = JSON.stringify(this.#folded).slice(1, -1);
    // Folding text as a whole and in parts is the same for ASCII only.
    this.#needle = /^[\x20-\x7e]+$/.test(quoted) ? quoted : undefined;
  }

  /** False where no line of the index can match. */
  mayOccur(index: Uint8Array): boolean {
    return this.#needle === undefined || decoder.decode(index).toLowerCase().includes(this.#needle);
  }

  matches({ id, aliases, path }: IndexEntry): boolean {
    return path === this.#id || id.toLowerCase() === this.#folded || aliases.some((alias) => alias.toLowerCase() === this.#folded);
  }
}

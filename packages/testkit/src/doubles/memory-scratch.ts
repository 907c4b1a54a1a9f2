// Sorts and scratch files of a test, in memory. Entries of equal keys come out last first, which no adapter may rely on.
import { compareBytes, type ScratchFile, type SortedEntries, type Sorting } from "@stella-export/core";

interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export class MemorySorting implements Sorting {
  readonly #entries: Entry[] = [];
  #isFinished = false;

  add(key: Uint8Array, value: Uint8Array): void {
    if (this.#isFinished) throw new TypeError("entries were asked for: nothing can be added any more");
    this.#entries.push({ key: new Uint8Array(key), value: new Uint8Array(value) });
  }

  entries(): SortedEntries {
    if (!this.#isFinished) {
      this.#entries.reverse();
      this.#entries.sort((a, b) => compareBytes(a.key, b.key));
    }
    this.#isFinished = true;
    return new MemoryEntries(this.#entries);
  }
}

/** Hands out copies that it overwrites when the next entry is asked for: a view that was kept shows. */
class MemoryEntries implements SortedEntries {
  readonly #entries: readonly Entry[];
  #at = -1;
  #lent: Uint8Array[] = [];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  next(): boolean {
    for (const bytes of this.#lent.splice(0)) bytes.fill(0xff);
    if (this.#at < this.#entries.length) this.#at++;
    return this.#at < this.#entries.length;
  }

  get key(): Uint8Array {
    return this.#lend(this.#current.key);
  }

  get value(): Uint8Array {
    return this.#lend(this.#current.value);
  }

  get #current(): Entry {
    const entry = this.#entries[this.#at];
    if (entry === undefined) throw new TypeError("there is no current entry");
    return entry;
  }

  #lend(bytes: Uint8Array): Uint8Array {
    const lent = new Uint8Array(bytes);
    this.#lent.push(lent);
    return lent;
  }
}

export class MemoryScratchFile implements ScratchFile {
  #bytes = new Uint8Array(0);

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(end);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, position);
  }

  read(into: Uint8Array, position: number): number {
    const part = this.#bytes.subarray(position, position + into.length);
    into.set(part);
    return part.length;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void> {
    if (this.#bytes.length > 0) yield this.#bytes.slice();
  }
}

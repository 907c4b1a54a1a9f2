// What an adapter needs beyond memory: sorts and files in the run's scratch folder, each closed when rendering ends.
import { join } from "node:path";
import type { ScratchFile, SortedEntries, Sorting } from "../../seams/adapter.js";
import type { Files } from "../files.js";
import { BlockFile } from "../spool/block-file.js";
import type { Merge } from "../spool/merge.js";
import { Sorter } from "../spool/sorter.js";

/** Entries held in memory before a run of them is sorted and written. */
const SORT_BUFFER_BYTES = 4 << 20;
const READ_BYTES = 1 << 20;

export class Scratch {
  readonly #files: Files;
  readonly #folder: string;
  readonly #open: { close(): void }[] = [];

  constructor(files: Files, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  sorting(): Sorting {
    const file = new BlockFile(this.#files, this.#newPath());
    this.#open.push(file);
    return new ScratchSorting(new Sorter(file, { bufferBytes: SORT_BUFFER_BYTES }));
  }

  file(): ScratchFile {
    const file = new OpenScratchFile(this.#files, this.#newPath());
    this.#open.push(file);
    return file;
  }

  path(): string {
    const path = this.#newPath();
    this.#open.push({ close: () => this.#files.remove(path) });
    return path;
  }

  close(): void {
    for (const each of this.#open.splice(0)) each.close();
  }

  #newPath(): string {
    const path = join(this.#folder, `scratch-${this.#open.length}`);
    this.#files.remove(path); // of a run that was killed
    return path;
  }
}

class ScratchSorting implements Sorting {
  readonly #sorter: Sorter;
  #isFinished = false;

  constructor(sorter: Sorter) {
    this.#sorter = sorter;
  }

  add(key: Uint8Array, value: Uint8Array): void {
    if (this.#isFinished) throw new TypeError("entries were asked for: nothing can be added any more");
    this.#sorter.add(key, value);
  }

  entries(): SortedEntries {
    if (!this.#isFinished) this.#sorter.finish();
    this.#isFinished = true;
    return new MergedEntries(this.#sorter.merge());
  }
}

class MergedEntries implements SortedEntries {
  readonly #merge: Merge;
  #isAtStart = true;

  constructor(merge: Merge) {
    this.#merge = merge;
  }

  next(): boolean {
    if (this.#isAtStart) this.#isAtStart = false;
    else if (this.#merge.top !== undefined) this.#merge.advance();
    return this.#merge.top !== undefined;
  }

  get key(): Uint8Array {
    const { top } = this.#merge;
    if (this.#isAtStart || top === undefined) throw new TypeError("there is no current entry");
    return top.key.subarray(0, top.keyLength);
  }

  get value(): Uint8Array {
    const { top } = this.#merge;
    if (this.#isAtStart || top === undefined) throw new TypeError("there is no current entry");
    return top.block.subarray(top.valueStart, top.valueEnd);
  }
}

class OpenScratchFile implements ScratchFile {
  sizeBytes = 0;
  readonly #files: Files;
  readonly #file: number;

  constructor(files: Files, path: string) {
    this.#files = files;
    this.#file = files.openForWrite(path, { exclusive: true });
  }

  write(bytes: Uint8Array, position: number): void {
    this.#files.write(this.#file, bytes, position);
    this.sizeBytes = Math.max(this.sizeBytes, position + bytes.length);
  }

  read(into: Uint8Array, position: number): number {
    return this.#files.read(this.#file, into, position);
  }

  async *chunks(): AsyncGenerator<Uint8Array, void> {
    const buffer = new Uint8Array(READ_BYTES);
    for (let position = 0; position < this.sizeBytes;) {
      const count = this.read(buffer.subarray(0, Math.min(READ_BYTES, this.sizeBytes - position)), position);
      yield buffer.subarray(0, count);
      position += count;
    }
  }

  close(): void {
    this.#files.close(this.#file);
  }
}

// External merge sort: entries in any order go in, runs of ascending entries lie on disk, one ascending sequence comes out,
// any number of times, in memory that does not grow with the number of entries. Keys compare as bytes.
import { ByteBuffer, releaseBytes } from "../../byte-buffer.js";
import type { BlockFile } from "./block-file.js";
import { compareEntries, entryOrder, STRIDE } from "./entry-order.js";
import { Merge } from "./merge.js";
import { RunCursor } from "./run-cursor.js";
import type { Sorted } from "./sorted-runs.js";
import { newBlockBuffer, type Run, RunWriter } from "./run-writer.js";

export interface SorterOptions {
  /** Bytes of entries held in memory before they are sorted and written. */
  readonly bufferBytes: number;
  /** Number of an entry's key range; entries of one range can be read without the others. Must not decrease in key order. */
  readonly partitionOf?: (bytes: Uint8Array, keyStart: number) => number;
  /** More runs than this are first merged into fewer, so that the blocks in memory stay bounded. Default 512. */
  readonly maxRuns?: number;
}

const MAX_RUNS = 512;
/** Room behind the bound for the entry that crosses it. */
const SLACK_BYTES = 1 << 20;

export class Sorter implements Sorted {
  /** Entries are built here by the caller: bytes appended, then {@link commit}. Truncating `length` back undoes an unfinished one. */
  readonly buffer: ByteBuffer;
  readonly #file: BlockFile;
  readonly #block = newBlockBuffer();
  readonly #options: SorterOptions;
  readonly #maxRuns: number;
  readonly #partitionOf: (bytes: Uint8Array, keyStart: number) => number;
  #table = new Uint32Array(4096 * STRIDE);
  #count = 0;
  #ascending = true;
  #runs: Run[] = [];
  #tail: RunWriter | undefined;
  #tailKey: Uint8Array | undefined;

  constructor(file: BlockFile, options: SorterOptions) {
    this.#file = file;
    this.#options = options;
    this.#maxRuns = options.maxRuns ?? MAX_RUNS;
    this.#partitionOf = options.partitionOf ?? (() => 0);
    // All at once: growing by copies would take twice the memory, and what is not written to costs none.
    this.buffer = new ByteBuffer(options.bufferBytes + SLACK_BYTES);
  }

  /** Makes an entry of two ranges of the buffer, whose last byte ends the buffer. */
  commit(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    if ((this.#count + 1) * STRIDE > this.#table.length) {
      const grown = new Uint32Array(this.#table.length * 2);
      grown.set(this.#table);
      this.#table = grown;
    }
    const base = this.#count++ * STRIDE;
    this.#table[base] = keyStart;
    this.#table[base + 1] = keyEnd;
    this.#table[base + 2] = valueStart;
    this.#table[base + 3] = valueEnd;
    if (this.#ascending && this.#count > 1 && compareEntries(this.buffer.bytes, this.#table, this.#count - 2, this.#count - 1, 0) > 0)
      this.#ascending = false;
    if (this.buffer.length >= this.#options.bufferBytes) this.#spill();
  }

  /** Adds an entry from bytes that lie elsewhere. */
  add(key: Uint8Array, value: Uint8Array): void {
    const start = this.buffer.length;
    this.buffer.append(key);
    this.buffer.append(value);
    this.commit(start, start + key.length, start + key.length, this.buffer.length);
  }

  /** Writes what is left. Afterwards nothing may be added. */
  finish(): void {
    this.#spill();
    this.#endTail();
    this.#replaceBuffer(0);
    this.#table = new Uint32Array(0);
    while (this.#runs.length > this.#maxRuns) this.#mergeSome();
  }

  /** What lies on disk, by which it can be opened again. After {@link finish}. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  /** All entries in order, or those of one partition. After {@link finish}; any number of times. */
  merge(partition?: number): Merge {
    return new Merge(this.#runs.map((run) => new RunCursor(this.#file, run, partition)));
  }

  #spill(): void {
    if (this.#count === 0) return;
    const order = this.#ascending ? undefined : entryOrder(this.buffer.bytes, this.#table, this.#count);
    const first = order === undefined ? 0 : (order[0] as number);
    // Input that arrives sorted makes one long run, which needs no merging.
    if (this.#tail === undefined || !this.#follows(first)) {
      this.#endTail();
      this.#tail = new RunWriter(this.#file, this.#block);
    }
    const tail = this.#tail;
    for (let i = 0; i < this.#count; i++) {
      const base = (order === undefined ? i : (order[i] as number)) * STRIDE;
      const keyStart = this.#table[base] as number;
      const keyEnd = this.#table[base + 1] as number;
      const partition = this.#partitionOf(this.buffer.bytes, keyStart);
      tail.add(partition, this.buffer.bytes, keyStart, keyEnd, this.#table[base + 2] as number, this.#table[base + 3] as number);
    }
    const last = (order === undefined ? this.#count - 1 : (order[this.#count - 1] as number)) * STRIDE;
    this.#tailKey = this.buffer.bytes.slice(this.#table[last], this.#table[last + 1]);
    this.#reset();
  }

  #reset(): void {
    this.#count = 0;
    this.#ascending = true;
    this.buffer.length = 0;
    // One huge document must not keep its memory for the rest of the run.
    const usual = this.#options.bufferBytes + SLACK_BYTES;
    if (this.buffer.bytes.length > usual) this.#replaceBuffer(usual);
  }

  #replaceBuffer(sizeBytes: number): void {
    releaseBytes(this.buffer.bytes);
    this.buffer.bytes = new Uint8Array(sizeBytes);
  }

  #endTail(): void {
    if (this.#tail !== undefined) this.#runs.push(this.#tail.end());
    this.#tail = undefined;
  }

  #follows(entry: number): boolean {
    const base = entry * STRIDE;
    const key = this.buffer.bytes.subarray(this.#table[base], this.#table[base + 1]);
    return this.#tailKey !== undefined && Buffer.compare(this.#tailKey, key) <= 0;
  }

  #mergeSome(): void {
    const some = this.#runs.splice(0, this.#maxRuns);
    const merge = new Merge(some.map((run) => new RunCursor(this.#file, run)));
    const writer = new RunWriter(this.#file, this.#block);
    let key = new Uint8Array(0);
    for (let top = merge.top; top !== undefined; merge.advance(), top = merge.top) {
      key = top.key.subarray(0, top.keyLength);
      const joined = top.isLarge ? top.block : Buffer.concat([key, top.block.subarray(top.valueStart, top.valueEnd)]);
      writer.add(this.#partitionOf(joined, 0), joined, 0, key.length, key.length, joined.length);
    }
    this.#runs.push(writer.end());
  }
}

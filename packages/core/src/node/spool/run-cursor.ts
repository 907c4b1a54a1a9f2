// Walks the entries of one run, or of one partition of it, in order. Holds one block in memory, and a large value only when asked for it.
import { copyRange, releaseBytes } from "../../byte-buffer.js";
import type { BlockFile, BlockRef } from "./block-file.js";
import { blockAt, blockCount } from "./block-list.js";
import { INLINE_VALUE_BYTES, REPEATED, REPEATED_BYTES, type Run, SUFFIX } from "./run-writer.js";

export class RunCursor {
  /** Key of the current entry: `key[0, keyLength)`. */
  key = new Uint8Array(256);
  keyLength = 0;
  /** Value of the current entry, once it is {@link fetch}ed: `block[valueStart, valueEnd)`. */
  block: Uint8Array = new Uint8Array(0);
  valueStart = 0;
  valueEnd = 0;
  /** Where the value lies that is not in a block with others. */
  #outside: BlockRef | undefined;
  #large = new Uint8Array(0);

  readonly #file: BlockFile;
  readonly #run: Run;
  #nextBlock: number;
  readonly #lastBlock: number;
  #buffer = new Uint8Array(0);
  #entries: Uint8Array = this.#buffer;
  #at = 0;

  /** All of the run, or the blocks of one partition (which lie side by side). */
  constructor(file: BlockFile, run: Run, partition?: number) {
    this.#file = file;
    this.#run = run;
    this.#nextBlock = partition === undefined ? 0 : run.partitions.indexOf(partition);
    this.#lastBlock = partition === undefined ? blockCount(run.blocks) - 1 : run.partitions.lastIndexOf(partition);
    if (this.#nextBlock < 0) this.#nextBlock = this.#lastBlock + 1;
  }

  /** Moves to the next entry; false at the end. */
  next(): boolean {
    if (this.#outside !== undefined) this.#leaveLarge();
    if (this.#at >= this.#entries.length && !this.#load()) return false;
    const shared = this.#varint();
    const form = this.#varint();
    const rest = form >>> 2;
    const repeated = (form & REPEATED) === 0 ? 0 : REPEATED_BYTES;
    const suffix = (form & SUFFIX) === 0 ? 0 : this.#varint();
    const valueLength = this.#varint();
    if (valueLength > INLINE_VALUE_BYTES) this.#outside = blockAt(this.#run.largeValues, this.#varint());
    this.#makeKey(shared + rest, suffix, repeated);
    const restEnd = this.#at + rest;
    for (let from = this.#at, to = shared; from < restEnd; from++, to++) this.key[to] = this.#entries[from] as number;
    if (repeated > 0) this.key.copyWithin(shared + rest, shared + rest - repeated, shared + rest);
    this.block = this.#entries;
    this.valueStart = restEnd;
    this.valueEnd = this.#outside === undefined ? restEnd + valueLength : restEnd;
    this.#at = this.valueEnd;
    return true;
  }

  /** Makes room for a key whose first `rest` bytes are shared or come now, and brings the end of the last key to its new place. */
  #makeKey(rest: number, suffix: number, repeated: number): void {
    const lastLength = this.keyLength;
    this.keyLength = rest + suffix + repeated;
    if (this.keyLength > this.key.length) {
      const grown = new Uint8Array(this.keyLength * 2);
      grown.set(this.key.subarray(0, lastLength));
      this.key = grown;
    }
    if (suffix > 0) this.key.copyWithin(rest, lastLength - suffix, lastLength);
  }

  /** True where the value lies alone: when it is fetched, the key stands right before it in {@link block}, and both are all of it. */
  get isLarge(): boolean {
    return this.#outside !== undefined;
  }

  /** Makes the current entry's value readable until the next entry; the others of a merge need not have theirs at hand. */
  fetch(): void {
    if (this.#outside === undefined || this.block === this.#large) return;
    this.#large = new Uint8Array(this.keyLength + this.#outside.length);
    copyRange(this.key, 0, this.keyLength, this.#large, 0);
    this.#file.read(this.#outside, this.#large, this.keyLength);
    this.block = this.#large;
    this.valueStart = this.keyLength;
    this.valueEnd = this.#large.length;
  }

  #leaveLarge(): void {
    this.#outside = undefined;
    releaseBytes(this.#large);
  }

  #load(): boolean {
    if (this.#nextBlock > this.#lastBlock) return false;
    const ref = blockAt(this.#run.blocks, this.#nextBlock++);
    if (ref === undefined) return false;
    if (ref.length > this.#buffer.length) this.#buffer = new Uint8Array(ref.length);
    this.#entries = this.#file.read(ref, this.#buffer);
    this.#at = 0;
    return true;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#entries[this.#at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}

/** Order of two cursors' current keys, as bytes. */
export function compareCursors(a: RunCursor, b: RunCursor): number {
  const length = Math.min(a.keyLength, b.keyLength);
  const x = a.key;
  const y = b.key;
  for (let i = 0; i < length; i++) {
    const difference = (x[i] as number) - (y[i] as number);
    if (difference !== 0) return difference;
  }
  return a.keyLength - b.keyLength;
}

// Walks the entries of one run, or of one partition of it, in order. Holds one block in memory.
import type { BlockFile } from "./block-file.js";
import type { Run } from "./run-writer.js";

export class RunCursor {
  /** Key of the current entry: `key[0, keyLength)`. */
  key = new Uint8Array(256);
  keyLength = 0;
  /** Value of the current entry: `block[valueStart, valueEnd)`. */
  block: Uint8Array = new Uint8Array(0);
  valueStart = 0;
  valueEnd = 0;

  readonly #file: BlockFile;
  readonly #run: Run;
  #nextBlock: number;
  readonly #lastBlock: number;
  #buffer = new Uint8Array(0);
  #at = 0;

  /** All of the run, or the blocks of one partition (which lie side by side). */
  constructor(file: BlockFile, run: Run, partition?: number) {
    this.#file = file;
    this.#run = run;
    this.#nextBlock = partition === undefined ? 0 : run.partitions.indexOf(partition);
    this.#lastBlock = partition === undefined ? run.blocks.length - 1 : run.partitions.lastIndexOf(partition);
    if (this.#nextBlock < 0) this.#nextBlock = this.#lastBlock + 1;
  }

  /** Moves to the next entry; false at the end. */
  next(): boolean {
    if (this.#at >= this.block.length && !this.#load()) return false;
    const shared = this.#varint();
    const rest = this.#varint();
    const valueLength = this.#varint();
    this.keyLength = shared + rest;
    if (this.keyLength > this.key.length) {
      const grown = new Uint8Array(this.keyLength * 2);
      grown.set(this.key.subarray(0, shared));
      this.key = grown;
    }
    const restEnd = this.#at + rest;
    for (let from = this.#at, to = shared; from < restEnd; from++, to++) this.key[to] = this.block[from] as number;
    this.valueStart = restEnd;
    this.valueEnd = restEnd + valueLength;
    this.#at = this.valueEnd;
    return true;
  }

  #load(): boolean {
    if (this.#nextBlock > this.#lastBlock) return false;
    const ref = this.#run.blocks[this.#nextBlock++];
    if (ref === undefined) return false;
    if (ref.length > this.#buffer.length) this.#buffer = new Uint8Array(ref.length);
    this.block = this.#file.read(ref, this.#buffer);
    this.#at = 0;
    return true;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.block[this.#at++] as number;
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

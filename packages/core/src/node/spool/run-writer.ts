// Writes one ascending sequence of entries as blocks: within a block each key names only what differs, at both ends, from the
// key before it and from itself, and a large value lies outside in a block of its own. It trusts the caller for the order.
import { ByteBuffer, copyRange } from "../../byte-buffer.js";
import type { BlockFile } from "./block-file.js";
import { addBlock, type BlockList } from "./block-list.js";

/** To be raised with every change of what blocks, runs or keys look like: a spool of another form, left by a killed run, is not read. */
export const SPOOL_FORM = 4;

/** Small enough that hundreds of runs can be merged within the memory bound, large enough for the disk. */
const BLOCK_BYTES = 64 * 1024;

/**
 * A key that ends with the same so many bytes twice is written without the second ones: the digests of a record that came in canonical form,
 * which are a tenth of a small record.
 */
export const REPEATED_BYTES = 32;
/** What the two lowest bits of the rest's length say of the key's end: that it repeats, or that it is that of the key before. */
export const REPEATED = 1;
export const SUFFIX = 2;
const LEAST_SUFFIX = 4;

/** A value of more bytes is a block of its own: it is copied into no other, and a merge holds the keys of all runs but one such value. */
export const INLINE_VALUE_BYTES = BLOCK_BYTES;

/** An ascending run. `partition` of a block: the caller's number for a key range that can be read by itself. */
export interface Run {
  readonly blocks: BlockList;
  readonly partitions: readonly number[];
  /** Values that lie outside of the blocks, by the number that their entry gives. */
  readonly largeValues: BlockList;
}

/** What a writer fills one block after the other in; for one writer at a time, so that a sorter needs no new one for each of its runs. */
export function newBlockBuffer(): ByteBuffer {
  return new ByteBuffer(BLOCK_BYTES + 4096);
}

export class RunWriter {
  readonly #blocks: number[] = [];
  readonly #partitions: number[] = [];
  readonly #largeValues: number[] = [];
  readonly #file: BlockFile;
  readonly #block: ByteBuffer;
  #lastKey = new Uint8Array(256);
  #lastKeyLength = 0;
  #partition = -1;

  constructor(file: BlockFile, block: ByteBuffer) {
    this.#file = file;
    this.#block = block;
    block.length = 0;
  }

  add(partition: number, bytes: Uint8Array, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    if (partition !== this.#partition || this.#block.length >= BLOCK_BYTES) this.#flush(partition);
    const block = this.#block;
    const shared = block.length === 0 ? 0 : this.#sharedWithLast(bytes, keyStart, keyEnd);
    const isRepeated = keyEnd - keyStart - shared >= 2 * REPEATED_BYTES && repeatsAtEnd(bytes, keyEnd);
    const suffix = isRepeated || block.length === 0 ? 0 : this.#suffixOfLast(bytes, keyStart + shared, keyEnd, shared);
    const writtenEnd = keyEnd - (isRepeated ? REPEATED_BYTES : suffix);
    const rest = writtenEnd - keyStart - shared;
    const isInline = valueEnd - valueStart <= INLINE_VALUE_BYTES;
    const inline = isInline ? valueEnd - valueStart : 0;
    block.reserve(25 + rest + inline);
    let at = writeVarint(block.bytes, block.length, shared);
    at = writeVarint(block.bytes, at, 4 * rest + (isRepeated ? REPEATED : suffix > 0 ? SUFFIX : 0));
    if (suffix > 0) at = writeVarint(block.bytes, at, suffix);
    at = writeVarint(block.bytes, at, valueEnd - valueStart);
    if (!isInline) at = writeVarint(block.bytes, at, addBlock(this.#largeValues, this.#file.append(bytes.subarray(valueStart, valueEnd))));
    copyRange(bytes, keyStart + shared, writtenEnd, block.bytes, at);
    copyRange(bytes, valueStart, valueStart + inline, block.bytes, at + rest);
    block.length = at + rest + inline;
    this.#remember(bytes, keyStart, keyEnd);
  }

  end(): Run {
    this.#flush(-1);
    return { blocks: this.#blocks, partitions: this.#partitions, largeValues: this.#largeValues };
  }

  #flush(nextPartition: number): void {
    if (this.#block.length > 0) {
      addBlock(this.#blocks, this.#file.append(this.#block.view()));
      this.#partitions.push(this.#partition);
      this.#block.length = 0;
    }
    this.#partition = nextPartition;
  }

  #sharedWithLast(bytes: Uint8Array, keyStart: number, keyEnd: number): number {
    const limit = Math.min(keyEnd - keyStart, this.#lastKeyLength);
    let shared = 0;
    while (shared < limit && bytes[keyStart + shared] === this.#lastKey[shared]) shared++;
    return shared;
  }

  /** How many last bytes the key has in common with the one before it, behind what both begin with; 0 where it is too few to be worth a number. */
  #suffixOfLast(bytes: Uint8Array, from: number, to: number, shared: number): number {
    const limit = Math.min(to - from, this.#lastKeyLength - shared);
    let same = 0;
    while (same < limit && bytes[to - 1 - same] === this.#lastKey[this.#lastKeyLength - 1 - same]) same++;
    return same < LEAST_SUFFIX ? 0 : same;
  }

  #remember(bytes: Uint8Array, keyStart: number, keyEnd: number): void {
    const length = keyEnd - keyStart;
    if (length > this.#lastKey.length) this.#lastKey = new Uint8Array(length * 2);
    copyRange(bytes, keyStart, keyEnd, this.#lastKey, 0);
    this.#lastKeyLength = length;
  }
}

function repeatsAtEnd(bytes: Uint8Array, end: number): boolean {
  for (let at = end - REPEATED_BYTES; at < end; at++) if (bytes[at] !== bytes[at - REPEATED_BYTES]) return false;
  return true;
}

/** LEB128, as in protobuf. Returns the position after it. */
function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  while (value >= 0x80) {
    bytes[at++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[at++] = value;
  return at;
}

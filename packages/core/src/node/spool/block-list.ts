// Many blocks of a file as plain numbers, three for each: a spool of ten million records has as many blocks as a small run has records, and an object
// for each takes four times the memory. It knows where blocks lie, not what is in them.
import type { BlockRef } from "./block-file.js";

/** Position, length and checksum of each block, one after the other. */
export type BlockList = readonly number[];

const FIELDS = 3;

/** Returns the block's number. */
export function addBlock(list: number[], { position, length, checksum }: BlockRef): number {
  return list.push(position, length, checksum) / FIELDS - 1;
}

/** `undefined` where there is no block of that number. */
export function blockAt(list: BlockList, number: number): BlockRef | undefined {
  const at = number * FIELDS;
  if (at >= list.length) return undefined;
  return { position: list[at] as number, length: list[at + 1] as number, checksum: list[at + 2] as number };
}

export function blockCount(list: BlockList): number {
  return list.length / FIELDS;
}

export function* blocksOf(list: BlockList): Generator<BlockRef, void> {
  for (let number = 0, count = blockCount(list); number < count; number++) yield blockAt(list, number) as BlockRef;
}

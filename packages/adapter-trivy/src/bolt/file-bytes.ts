// Open files as the sink and the source of the bbolt code. Whoever opened a file closes it, and syncs it.
import { fstatSync, readSync, writeSync } from "node:fs";
import { BoltError } from "./bolt-error.js";
import type { ByteSource } from "./byte-source.js";
import type { ByteSink } from "./page-slab.js";

const BLOCK_BYTES = 1 << 18;
/** Blocks kept: a walk goes through a file in several places at once, one for each level of buckets. */
const KEPT_BLOCKS = 16;

/** Writes to the open file. Throws what `node:fs` throws. */
export function fileSink(fd: number): ByteSink {
  return {
    write(bytes, position) {
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
    },
  };
}

/** Reads the open file through a cache of 4 MiB. Throws what `node:fs` throws. */
export function fileSource(fd: number): ByteSource {
  return cachedSource(fstatSync(fd).size, (into, position) => readSync(fd, into, 0, into.length, position));
}

/** The same of whatever `read` fills a part of an array from; it says how many bytes that were, none where the file ends. */
export function cachedSource(sizeBytes: number, read: (into: Uint8Array, position: number) => number): ByteSource {
  const blocks = new Map<number, Uint8Array>();

  const load = (position: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const count = read(bytes.subarray(done), position + done);
      if (count === 0) throw new BoltError("damaged", "the file has become shorter while it was read", { offset: position + done });
      done += count;
    }
    return bytes;
  };
  const blockAt = (index: number): Uint8Array => {
    const known = blocks.get(index);
    if (known !== undefined) {
      blocks.delete(index); // to be the youngest again
      blocks.set(index, known);
      return known;
    }
    if (blocks.size === KEPT_BLOCKS) blocks.delete(blocks.keys().next().value as number);
    const start = index * BLOCK_BYTES;
    const block = load(start, Math.min(BLOCK_BYTES, sizeBytes - start));
    blocks.set(index, block);
    return block;
  };

  return {
    sizeBytes,
    read(position, length) {
      const index = Math.floor(position / BLOCK_BYTES);
      const start = position - index * BLOCK_BYTES;
      if (start + length > BLOCK_BYTES) return load(position, length);
      return blockAt(index).subarray(start, start + length);
    },
  };
}

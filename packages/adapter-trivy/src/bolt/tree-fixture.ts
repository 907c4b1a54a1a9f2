// Trees in memory for tests: written with the writer, read with the reader, sorted as the format wants.
import type { BoltBucket } from "./bolt-bucket.js";
import { BoltWriter } from "./bolt-writer.js";
import { openBolt } from "./bolt-reader.js";
import { memorySource } from "./byte-source.js";

/** Text keys, as one character for each byte; a value is its length in bytes and what fills it. */
export interface Tree {
  readonly [key: string]: Tree | Uint8Array;
}

export const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const toLatin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** A value of so many bytes. */
export const filler = (sizeBytes: number, byte = 0x61): Uint8Array => new Uint8Array(sizeBytes).fill(byte);

export function encodeTree(tree: Tree): Uint8Array {
  let bytes = new Uint8Array(1 << 16);
  const writer = new BoltWriter({
    write(part, position) {
      if (position + part.length > bytes.length) {
        const grown = new Uint8Array(2 * (position + part.length));
        grown.set(bytes);
        bytes = grown;
      }
      bytes.set(part, position);
    },
  });
  const fill = (node: Tree): void => {
    const entries = Object.entries(node).toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of entries) {
      if (value instanceof Uint8Array) writer.put(latin1(key), value);
      else {
        writer.openBucket(latin1(key));
        fill(value);
        writer.closeBucket();
      }
    }
  };
  fill(tree);
  const { sizeBytes } = writer.finish();
  return bytes.slice(0, sizeBytes);
}

export function decodeTree(bytes: Uint8Array): Tree {
  const read = (bucket: BoltBucket): Tree => {
    const tree: Record<string, Tree | Uint8Array> = {};
    for (const entry of bucket.entries()) tree[toLatin1(entry.key)] = entry.bucket === undefined ? entry.value.slice() : read(entry.bucket);
    return tree;
  };
  return read(openBolt(memorySource(bytes), { singlePass: true }));
}

// Prints a database as a tree in JSON, bucket by bucket, in memory that does not grow with it: what `writeTree` reads.
import { decodeUtf8 } from "@stella-export/core";
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { BoltError } from "../bolt/bolt-error.js";

/** Characters gathered for a chunk. */
const CHUNK_CHARACTERS = 1 << 16;

/**
 * The text, an entry a line, in chunks. Throws {@link BoltError} `damaged` where the file contradicts itself, or holds bytes that are no UTF-8 and so
 * have no place in JSON.
 */
export function* treeText(root: BoltBucket): Generator<string, void, undefined> {
  let text = "";
  for (const line of bucketLines(root, 1)) {
    text += line;
    if (text.length >= CHUNK_CHARACTERS) {
      yield text;
      text = "";
    }
  }
  yield `${text}\n`;
}

function* bucketLines(bucket: BoltBucket, depth: number): Generator<string, void, undefined> {
  const indent = `\n${" ".repeat(depth)}`;
  let isFirst = true;
  yield "{";
  for (const { key, value, bucket: child } of bucket.entries()) {
    yield `${isFirst ? "" : ","}${indent}${quoted(key, key)}: `;
    isFirst = false;
    if (child === undefined) yield quoted(value, key);
    else yield* bucketLines(child, depth + 1);
  }
  yield isFirst ? "}" : `${indent.slice(0, -1)}}`;
}

function quoted(bytes: Uint8Array, key: Uint8Array): string {
  try {
    return JSON.stringify(decodeUtf8(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new BoltError(
      "damaged",
      `${bytes === key ? "the key" : "the value of"} ${JSON.stringify(Buffer.from(key).toString("latin1"))} is not UTF-8`,
    );
  }
}

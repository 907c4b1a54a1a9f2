// A small file of JSON that is whole or not there: written beside and renamed, and read back only with the digest that it begins with.
// It is not forced to the disk: what a power cut tears is not taken for what was written.
import { hash } from "node:crypto";
import type { Files } from "./files.js";

const DIGEST_LENGTH = 64;
/** A spool of a terabyte is described in less. */
const MAX_BYTES = 512 * 1024 * 1024;

/** `value` is plain JSON. */
export function writeChecked(files: Files, path: string, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  const beside = `${path}.new`;
  const file = files.openForWrite(beside);
  try {
    files.write(file, Buffer.concat([Buffer.from(hash("sha256", body)), body]), 0);
  } finally {
    files.close(file);
  }
  files.rename(beside, path);
}

/** What was written; `undefined` where nothing was, or where it is not what was written. */
export function readChecked(files: Files, path: string): unknown {
  if (files.look(path) !== "file") return undefined;
  const bytes = readAll(files, path);
  const body = bytes.subarray(DIGEST_LENGTH);
  if (hash("sha256", body) !== bytes.toString("latin1", 0, DIGEST_LENGTH)) return undefined;
  return JSON.parse(body.toString("utf8"));
}

function readAll(files: Files, path: string): Buffer {
  const file = files.openForRead(path);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for (let count = 1; count > 0 && size <= MAX_BYTES; size += count) {
      const chunk = Buffer.alloc(1 << 18);
      count = files.read(file, chunk, size);
      chunks.push(chunk.subarray(0, count));
    }
    return Buffer.concat(chunks);
  } finally {
    files.close(file);
  }
}

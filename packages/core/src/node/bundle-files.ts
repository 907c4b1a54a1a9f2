// Reading the files that a bundle is made of, without following a link and with one buffer for all of them.
// It knows files and refusals of the operating system, not what a bundle is.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { ExportError } from "../errors/export-error.js";
import { toFileError } from "./files.js";

/** Reads of this size hash at the speed of OpenSSL; smaller ones do not, larger ones leave the cache. */
export const READ_BYTES = 1024 * 1024;

// A link or FIFO that took the place of a file since it was listed must neither be followed nor waited for.
const NO_FOLLOW = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** An open file; who opened it closes it. */
export interface RegularFile {
  readonly file: number;
  readonly sizeBytes: number;
}

/**
 * Opens a regular file that is reached through no link in its last segment; `shown` is its name for messages. Throws PATH_UNSAFE for
 * anything else, NOT_FOUND, PERMISSION, IO.
 */
export function openRegularFile(path: string, shown: string): RegularFile {
  let file: number;
  try {
    file = openSync(path, NO_FOLLOW);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ELOOP") throw notRegular(shown, cause);
    throw toFileError(cause, "open", path);
  }
  let sizeBytes: number | undefined;
  try {
    sizeBytes = regularSize(file, path);
  } finally {
    if (sizeBytes === undefined) closeFile(file, path);
  }
  if (sizeBytes === undefined) throw notRegular(shown);
  return { file, sizeBytes };
}

/** Size of an open file; `undefined` for what is no regular one. */
export function regularSize(file: number, path: string): number | undefined {
  try {
    const stats = fstatSync(file);
    return stats.isFile() ? stats.size : undefined;
  } catch (cause) {
    throw toFileError(cause, "look at", path);
  }
}

export function closeFile(file: number, path: string): void {
  try {
    closeSync(file);
  } catch (cause) {
    throw toFileError(cause, "close", path);
  }
}

/**
 * The rest of an open file in chunks that are valid until the next one is asked for; `buffer` may serve file after file. Where the size is
 * known, the read that would only find the end is left out.
 */
export async function* readOpenFile(
  file: number,
  path: string,
  buffer: Uint8Array,
  sizeBytes = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let done = 0; done < sizeBytes;) {
    const length = readSome(file, path, buffer);
    if (length === 0) return;
    done += length;
    yield buffer.subarray(0, length);
  }
}

/** Bytes `[start, end)` of an open file; fewer where it ends before. */
export async function* readRange(file: number, path: string, start: number, end: number): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(Math.min(READ_BYTES, end - start));
  for (let at = start; at < end;) {
    const length = readSome(file, path, buffer.subarray(0, Math.min(buffer.length, end - at)), at);
    if (length === 0) return;
    yield buffer.subarray(0, length);
    at += length;
  }
}

/** Reads once, at `position` or where the file stands; 0 at its end. */
export function readSome(file: number, path: string, buffer: Uint8Array, position: number | null = null): number {
  try {
    return readSync(file, buffer, 0, buffer.length, position);
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}

function notRegular(path: string, cause?: unknown): ExportError {
  return new ExportError("ERR_EXPORT_PATH_UNSAFE", "a link or a special file stands where a file should be", { path, cause });
}

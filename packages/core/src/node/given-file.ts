// A small file that the user names by a flag, at most so much of it. It may be a pipe: that is read while signals are heard, and not waited for
// when nobody writes to it. It knows nothing of what the file holds.
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ExportError } from "../errors/export-error.js";
import { toFileError } from "./files.js";

/** To read without waiting for whoever writes to a pipe. */
export const OPEN_AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export const POLL_MS = 20;
/** Looks at a pipe that nobody writes to: its writer may have been started at the same time. */
export const PATIENCE = 100;

export interface GivenFileOptions {
  readonly maxBytes: number;
  /** For messages, as `read the key`. */
  readonly action: string;
  readonly signal?: AbortSignal | undefined;
}

export interface GivenFile {
  /** Of a file that is longer than it may be one byte more than that; of a folder none. */
  readonly bytes: Uint8Array;
  readonly stats: Stats;
}

/** Throws USAGE for a pipe that nothing comes through, NOT_FOUND, PERMISSION, IO, and the signal's reason. */
export async function readGivenFile(path: string, options: GivenFileOptions): Promise<GivenFile> {
  const { action, maxBytes } = options;
  try {
    const file = openSync(path, OPEN_AT_ONCE);
    try {
      const stats = fstatSync(file);
      if (stats.isDirectory()) return { bytes: new Uint8Array(0), stats };
      const most = maxBytes + 1;
      // What has no size is read in steps: of most such there is little.
      let buffer = new Uint8Array(Math.min(most, stats.isFile() ? stats.size + 1 : 1 << 16));
      let length = 0;
      for (;;) {
        const count = await readSome(file, buffer.subarray(length), length === 0 && stats.isFIFO(), options.signal);
        length += count;
        if (count === 0 || length === most) break;
        if (length === buffer.length) buffer = grown(buffer, most);
      }
      if (length === 0 && stats.isFIFO())
        throw new ExportError("ERR_EXPORT_USAGE", `${path} is a pipe that nothing comes through`, { path });
      return { bytes: buffer.subarray(0, length), stats };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw toFileError(cause, action, path);
  }
}

/** Puts the file's path to what goes wrong with its content. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExportError ? error.at({ path }) : error;
  }
}

async function readSome(file: number, into: Uint8Array, isUnbegun: boolean, signal: AbortSignal | undefined): Promise<number> {
  for (let patience = PATIENCE; ;) {
    try {
      const count = readSync(file, into, 0, into.length, null);
      if (count > 0 || !isUnbegun || patience-- === 0) return count;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EAGAIN") throw cause;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
}

function grown(buffer: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(most, buffer.length * 2));
  larger.set(buffer);
  return larger;
}

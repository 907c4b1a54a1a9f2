// Reads a named pipe while signals are heard, and does not wait for ever for somebody to write to it. It knows nothing of what comes through.
import { readSync } from "node:fs";
import { Socket } from "node:net";
import { addAbortSignal } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { ExportError } from "../errors/export-error.js";
import { closeFile } from "./bundle-files.js";
import { toFileError } from "./files.js";
import { PATIENCE, POLL_MS } from "./given-file.js";

const FIRST_BYTES = 64 * 1024;

/** `file` is opened with `OPEN_AT_ONCE`, and closed here. Throws USAGE for a pipe that nobody writes to, IO, and the signal's reason. */
export async function* readPipe(file: number, path: string, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    let first: Uint8Array;
    try {
      first = await begin(file, path, signal);
    } catch (error) {
      closeFile(file, path);
      throw error;
    }
    // Its end may come with the first bytes; the socket says so too.
    const socket = new Socket({ fd: file, readable: true, writable: false });
    if (signal !== undefined) addAbortSignal(signal, socket);
    try {
      if (first.length > 0) yield first;
      yield* socket as AsyncIterable<Uint8Array>;
    } finally {
      socket.destroy();
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw toFileError(cause, "read", path);
  }
}

/** Waits until somebody writes, or has come in order to: then without bytes. */
async function begin(file: number, path: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const buffer = new Uint8Array(FIRST_BYTES);
  for (let patience = PATIENCE; patience > 0; patience--) {
    try {
      const count = readSync(file, buffer, 0, buffer.length, null);
      if (count > 0) return buffer.subarray(0, count);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EAGAIN") throw cause;
      return new Uint8Array(0);
    }
    await sleep(POLL_MS, undefined, { signal });
  }
  throw new ExportError("ERR_EXPORT_USAGE", `${path} is a pipe that nothing comes through`, { path });
}

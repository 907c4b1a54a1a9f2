// A file that is read at any place. It knows no format.
import { closeSync, readSync } from "node:fs";
import { toFileError } from "@stella-export/core/node";
import { openRegular, type Origin } from "../open-regular.js";

const CHUNK_BYTES = 128 * 1024;

export class OpenFile {
  readonly sizeBytes: number;
  readonly #file: number;
  readonly #location: string | Buffer;

  /** Takes over an open file. */
  constructor(file: number, sizeBytes: number, location: string | Buffer) {
    this.#file = file;
    this.sizeBytes = sizeBytes;
    this.#location = location;
  }

  /** Throws what {@link openRegular} throws. */
  static open(location: string | Buffer, origin: Origin): OpenFile {
    const { file, sizeBytes } = openRegular(location, origin);
    return new OpenFile(file, sizeBytes, location);
  }

  /** Bytes `[position, position + length)`, or fewer at the file's end; a new buffer each time. */
  read(position: number, length: number): Buffer {
    const left = this.sizeBytes - position;
    if (!(left > 0)) return Buffer.alloc(0);
    const bytes = Buffer.allocUnsafe(Math.min(length, left));
    let have = 0;
    while (have < bytes.length) {
      const count = this.#readInto(bytes, have, position + have);
      if (count === 0) break;
      have += count;
    }
    return bytes.subarray(0, have);
  }

  /** Bytes `[start, end)` one chunk after the other; it ends early where the file has become shorter. */
  async *chunks(start = 0, end = this.sizeBytes): AsyncGenerator<Uint8Array, void> {
    for (let at = start; at < end;) {
      const bytes = this.read(at, Math.min(CHUNK_BYTES, end - at));
      if (bytes.length === 0) return;
      at += bytes.length;
      yield bytes;
    }
  }

  close(): void {
    try {
      closeSync(this.#file);
    } catch (cause) {
      throw toFileError(cause, "read", this.#location.toString());
    }
  }

  #readInto(bytes: Buffer, at: number, position: number): number {
    try {
      return readSync(this.#file, bytes, at, bytes.length - at, position);
    } catch (cause) {
      throw toFileError(cause, "read", this.#location.toString());
    }
  }
}

// A list of results that may be longer than memory: items as JSON, one a line, the first megabyte in memory and the rest in a file of its own in
// the system's folder for temporary files. It knows no item.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { toFileError } from "@stella-export/core/node";

const MEMORY_CHARACTERS = 1 << 20;
const READ_BYTES = 1 << 18;

export class ResultList {
  count = 0;
  #pending: string[] = [];
  #characters = 0;
  #folder: string | undefined;
  #file: number | undefined;
  #sizeBytes = 0;

  /** `item` is plain JSON. Throws DISK_FULL, PERMISSION, IO. */
  add(item: unknown): void {
    const text = JSON.stringify(item);
    this.count++;
    this.#pending.push(text);
    this.#characters += text.length;
    if (this.#characters >= MEMORY_CHARACTERS) this.#spill();
  }

  /** The items as JSON texts, in the order of adding, in groups. May be called again, and before adding ends only if it is not resumed. */
  *texts(): Generator<readonly string[], void, undefined> {
    const { folder, file } = { folder: this.#folder, file: this.#file };
    if (folder !== undefined && file !== undefined) yield* linesOf(file, folder, this.#sizeBytes);
    yield this.#pending;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = undefined;
    this.#folder = undefined;
  }

  #spill(): void {
    const bytes = Buffer.from(`${this.#pending.join("\n")}\n`);
    try {
      this.#folder ??= mkdtempSync(join(tmpdir(), "stella-diff-"));
      this.#file ??= openSync(join(this.#folder, "list"), "wx+");
      for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done, bytes.length - done, this.#sizeBytes + done);
    } catch (cause) {
      throw toFileError(cause, "write", this.#folder ?? tmpdir());
    }
    this.#sizeBytes += bytes.length;
    this.#pending = [];
    this.#characters = 0;
  }
}

function* linesOf(file: number, path: string, sizeBytes: number): Generator<readonly string[], void, undefined> {
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  let rest = "";
  for (let at = 0; at < sizeBytes;) {
    const count = readChunk(file, path, buffer, at);
    at += count;
    const lines = (rest + decoder.write(buffer.subarray(0, count))).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines;
  }
}

function readChunk(file: number, path: string, buffer: Buffer, position: number): number {
  try {
    const count = readSync(file, buffer, 0, buffer.length, position);
    if (count === 0) throw new Error("the file has become shorter");
    return count;
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}

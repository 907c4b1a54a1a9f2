// A scratch file of checked blocks: what is read back is what was written, or an error. It knows nothing of what a block holds.
import { crc32 } from "node:zlib";
import { ExportError } from "../../errors/export-error.js";
import type { Files } from "../files.js";

/** Where a block lies and the CRC-32 of its bytes. */
export interface BlockRef {
  readonly position: number;
  readonly length: number;
  readonly checksum: number;
}

export class BlockFile {
  readonly #files: Files;
  readonly #path: string;
  readonly #file: number;
  #size = 0;

  /** Makes the file, which must not be there; or opens one that was made before, for reading only. */
  constructor(files: Files, path: string, options: { existing?: boolean } = {}) {
    this.#files = files;
    this.#path = path;
    this.#file = options.existing === true ? files.openForRead(path) : files.openForWrite(path, { exclusive: true });
  }

  get sizeBytes(): number {
    return this.#size;
  }

  append(block: Uint8Array): BlockRef {
    const ref = { position: this.#size, length: block.length, checksum: crc32(block) };
    this.#files.write(this.#file, block, ref.position);
    this.#size += block.length;
    return ref;
  }

  /** Reads a block to `at` of `into`, which must have the room, and returns it. Throws SPOOL_CORRUPT. */
  read(ref: BlockRef, into: Uint8Array, at = 0): Uint8Array {
    const block = into.subarray(at, at + ref.length);
    if (this.#files.read(this.#file, block, ref.position) !== ref.length || crc32(block) !== ref.checksum) {
      throw new ExportError("ERR_EXPORT_SPOOL_CORRUPT", `${this.#path}: the block at ${ref.position} is not what was written`, {
        path: this.#path,
      });
    }
    return block;
  }

  close(): void {
    this.#files.close(this.#file);
  }
}

// Documents of one file on their way into a batch: all in one slab, with the place of each.
import { createHash } from "node:crypto";
import { concatBytes, type Digest, type DocumentBatch, type DocumentReject } from "@stella-export/core";
import type { Block } from "./blocks.js";

export class BatchFilling {
  bytes = 0;
  readonly #path: string;
  #parts: Uint8Array[] = [];
  #lines: number[] = [];
  #digests: Digest[] = [];
  #rejects: DocumentReject[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  get isEmpty(): boolean {
    return this.#parts.length + this.#rejects.length === 0;
  }

  add(document: Uint8Array, block: Block): void {
    this.#parts.push(document);
    this.#lines.push(block.line);
    this.#digests.push(digestOf(block));
    this.bytes += document.length;
  }

  reject(block: Block, message: string): void {
    const place = { path: this.#path, line: block.line, sourceDigest: digestOf(block) };
    this.#rejects.push({ ...place, code: "ERR_EXPORT_DOCUMENT_TOO_LARGE", message });
  }

  // #region take
  /** What was added since the last batch. */
  take(): DocumentBatch {
    const ends: number[] = [];
    for (const { length } of this.#parts) ends.push((ends.at(-1) ?? 0) + length);
    const batch = {
      count: ends.length,
      slab: concatBytes(this.#parts),
      starts: Uint32Array.from([0, ...ends.slice(0, -1)]),
      ends: Uint32Array.from(ends),
      // The slab holds JSON of our making; what provenance leads back to are the bytes of the bulletin.
      sourceDigests: this.#digests,
      paths: ends.map(() => this.#path),
      lines: Uint32Array.from(this.#lines),
      rejects: this.#rejects,
      ignored: 0,
    };
    [this.#parts, this.#lines, this.#digests, this.#rejects, this.bytes] = [[], [], [], [], 0];
    return batch;
  }
  // #endregion
}

function digestOf({ bytes }: Block): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

// Cuts JSON Lines, or rows of CSV, into documents, one a line, in memory bounded by the longest line that is allowed. It knows no format.
import { createHash, type Hash } from "node:crypto";
import type { DocumentBatch, DocumentReject } from "@stella-export/core";
import { BatchBuilder, SLAB_BYTES } from "./batch-builder.js";
import type { ByteSupply } from "./byte-supply.js";

const LF = 0x0a;
const CR = 0x0d;
/** There may be thousands of small files. */
const FIRST_SLAB_BYTES = SLAB_BYTES / 16;
const GROWING_BYTES = 8 * SLAB_BYTES;

/** Blank lines are no documents; a line end may be LF or CRLF, and the last one may be missing. */
export async function* lineBatches(
  supply: ByteSupply,
  path: string,
  maxBytes: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<DocumentBatch, void> {
  const builder = new BatchBuilder(FIRST_SLAB_BYTES);
  const cutter = new LineCutter(builder, path, maxBytes);
  for (let ended = false; !ended;) {
    signal?.throwIfAborted();
    const room = cutter.makeRoom();
    const count = await supply(room);
    ended = count === 0;
    cutter.cut(count, ended);
    if (!builder.isEmpty) yield builder.take();
    cutter.dropUsed();
  }
  builder.release();
}

class LineCutter {
  readonly #builder: BatchBuilder;
  readonly #path: string;
  readonly #maxBytes: number;
  /** `slab[used, have)` is the beginning of a line whose end has not come yet. */
  #used = 0;
  #have = 0;
  #scanned = 0;
  /** Whether the last supply filled all the room that there was. */
  #wasFilled = false;
  #line = 0;
  /** Digest of the bytes so far of a line that is too long to keep. */
  #tooLong: Hash | undefined;

  constructor(builder: BatchBuilder, path: string, maxBytes: number) {
    this.#builder = builder;
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  makeRoom(): Uint8Array {
    const { slab } = this.#builder;
    if (this.#wasFilled && slab.length < SLAB_BYTES) this.#builder.resize(this.#have, slab.length * 2);
    else if (this.#have === slab.length) {
      if (slab.length > this.#maxBytes + 1) this.#startSkipping();
      else {
        // Beyond a few doublings in one step to the bound: the system gives memory only as it is written to, but every slab left behind counts.
        const grown = slab.length < GROWING_BYTES ? slab.length * 2 : Number.POSITIVE_INFINITY;
        this.#builder.resize(this.#have, Math.min(grown, this.#maxBytes + 2));
      }
    }
    return this.#builder.slab.subarray(this.#have, this.#have + SLAB_BYTES);
  }

  cut(count: number, ended: boolean): void {
    const { slab } = this.#builder;
    this.#have += count;
    this.#wasFilled = this.#have === slab.length;
    for (;;) {
      const found = findLf(slab, this.#scanned, this.#have);
      if (found < 0) break;
      this.#line++;
      this.#endLine(found);
      this.#used = found + 1;
      this.#scanned = found + 1;
    }
    this.#scanned = this.#have;
    if (ended && (this.#used < this.#have || this.#tooLong !== undefined)) {
      this.#line++;
      this.#endLine(this.#have);
      this.#used = this.#have;
    }
    if (this.#tooLong !== undefined) this.#skip();
  }

  dropUsed(): void {
    if (this.#used === 0) return;
    this.#builder.slab.copyWithin(0, this.#used, this.#have);
    this.#have -= this.#used;
    this.#used = 0;
    this.#scanned = this.#have;
  }

  #endLine(end: number): void {
    const { slab } = this.#builder;
    const start = this.#used;
    const withoutCr = end > start && slab[end - 1] === CR ? end - 1 : end;
    if (this.#tooLong !== undefined) {
      this.#tooLong.update(slab.subarray(start, withoutCr));
      this.#reject(this.#tooLong);
      this.#tooLong = undefined;
    } else if (withoutCr - start > this.#maxBytes) {
      this.#reject(createHash("sha256").update(slab.subarray(start, withoutCr)));
    } else if (!isBlank(slab, start, withoutCr)) {
      this.#builder.add(start, withoutCr, this.#path, this.#line);
    }
  }

  #startSkipping(): void {
    this.#tooLong = createHash("sha256");
    this.#skip();
  }

  // The last byte stays: it may be the CR of a line end.
  #skip(): void {
    const keep = Math.max(this.#used, this.#have - 1);
    this.#tooLong?.update(this.#builder.slab.subarray(this.#used, keep));
    this.#builder.slab.copyWithin(0, keep, this.#have);
    this.#have -= keep;
    this.#used = 0;
    this.#scanned = this.#have;
  }

  #reject(digest: Hash): void {
    const reject: DocumentReject = {
      path: this.#path,
      line: this.#line,
      code: "ERR_EXPORT_DOCUMENT_TOO_LARGE",
      message: `the line is longer than ${this.#maxBytes} bytes`,
      sourceDigest: `sha256:${digest.digest("hex")}`,
    };
    this.#builder.rejects.push(reject);
  }
}

/** Empty lines may come by the hundred million, and the view for the search is what costs. */
function findLf(bytes: Uint8Array, from: number, to: number): number {
  return from < to && bytes[from] === LF ? from : bytes.subarray(0, to).indexOf(LF, from);
}

function isBlank(slab: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = slab[i];
    if (byte !== 0x20 && byte !== 0x09 && byte !== CR) return false;
  }
  return true;
}

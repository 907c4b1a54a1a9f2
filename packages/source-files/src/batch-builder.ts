// Collects documents into the batches that core reads. It knows where documents lie in a slab, not what they are.
import { hash } from "node:crypto";
import { type DocumentBatch, type DocumentReject, type ErrorCode, releaseBytes } from "@stella-export/core";

/** Bytes of documents that make a batch. */
export const SLAB_BYTES = 1 << 20;

export class BatchBuilder {
  slab: Uint8Array;
  ignored = 0;
  rejects: DocumentReject[] = [];
  #count = 0;
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #lines = new Uint32Array(1024);
  #paths: string[] = [];

  constructor(slabBytes: number) {
    this.slab = new Uint8Array(slabBytes);
  }

  get isEmpty(): boolean {
    return this.#count === 0 && this.rejects.length === 0 && this.ignored === 0;
  }

  /** Adds `slab[start, end)`. `line` is 0 for a whole file. */
  add(start: number, end: number, path: string, line: number): void {
    if (this.#count === this.#starts.length) this.#grow();
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#lines[this.#count] = line;
    this.#paths.push(path);
    this.#count++;
  }

  /** Adds `slab[start, end)` as a whole file that is no document. */
  reject(start: number, end: number, path: string, code: ErrorCode, message: string): void {
    this.rejects.push({ path, line: 0, code, message, sourceDigest: `sha256:${hash("sha256", this.slab.subarray(start, end))}` });
  }

  /** Makes room for `sizeBytes` after `used`. Memory that is never written to is never taken from the system, so a size may be a claim. */
  reserve(used: number, sizeBytes: number): void {
    if (used + sizeBytes <= this.slab.length) return;
    this.resize(used, Math.max(used + sizeBytes, Math.min(this.slab.length * 2, 2 * SLAB_BYTES)));
  }

  /** Another slab of that size with the first `used` bytes of this one. */
  resize(used: number, sizeBytes: number): void {
    const other = new Uint8Array(sizeBytes);
    other.set(this.slab.subarray(0, used));
    releaseBytes(this.slab);
    this.slab = other;
  }

  /** To be called between batches: one huge document must not keep its memory while small ones follow. */
  shrink(used: number): void {
    if (this.slab.length > 4 * SLAB_BYTES && used < this.slab.length / 4) this.resize(0, 2 * SLAB_BYTES);
  }

  /** Gives the slab back, once nobody reads a batch of it any more. */
  release(): void {
    releaseBytes(this.slab);
  }

  /** The batch so far; the builder begins anew, in the same memory. */
  take(): DocumentBatch {
    const batch = {
      count: this.#count,
      slab: this.slab,
      mayOverwrite: true,
      starts: this.#starts,
      ends: this.#ends,
      lines: this.#lines,
      paths: this.#paths,
      rejects: this.rejects,
      ignored: this.ignored,
    };
    this.#count = 0;
    this.#paths = [];
    this.rejects = [];
    this.ignored = 0;
    return batch;
  }

  #grow(): void {
    const bigger = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const grown = new Uint32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.#starts = bigger(this.#starts);
    this.#ends = bigger(this.#ends);
    this.#lines = bigger(this.#lines);
  }
}

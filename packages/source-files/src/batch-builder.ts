// Collects documents into the batches that core reads. It knows where documents lie in a slab, not what they are.
import type { DocumentBatch, DocumentReject } from "@stella-export/core";

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

  /** The batch so far; the builder begins anew, in the same memory. */
  take(): DocumentBatch {
    const batch = {
      count: this.#count,
      slab: this.slab,
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

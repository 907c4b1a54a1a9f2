// Hands out pages one after the other and gives them to a sink in large writes. It does not know what is on them.
import { BoltError } from "./bolt-error.js";
import { PAGE_BYTES, viewOf } from "./page-format.js";

/** Where a file is written. Calls come one at a time; `bytes` are reused as soon as the call returns. */
export interface ByteSink {
  /** Writes all of `bytes` at `position`, or throws. */
  write(bytes: Uint8Array, position: number): void;
}

/** Pages collected before a write. */
const SLAB_PAGES = 256;
/** Page ids are 64 bits in the format; 32 are 16 TiB. */
const MAX_PAGES = 2 ** 32;

export class PageSlab {
  bytes = new Uint8Array(SLAB_PAGES * PAGE_BYTES);
  view = viewOf(this.bytes);
  /** Id of the page that is handed out next. */
  nextPage: number;

  readonly #sink: ByteSink;
  #used = 0;

  constructor(sink: ByteSink, firstPage: number) {
    this.#sink = sink;
    this.nextPage = firstPage;
  }

  /** Hands out `count` pages in a row. Returns where they begin in `bytes`; what lies there is of earlier pages, so write all of it. */
  take(count: number): number {
    if (this.nextPage + count > MAX_PAGES) throw new BoltError("input", "the file would have more than 2^32 pages");
    if (this.#used + count * PAGE_BYTES > this.bytes.length) this.flush();
    if (count > SLAB_PAGES) this.#resize(count);
    const at = this.#used;
    this.#used += count * PAGE_BYTES;
    this.nextPage += count;
    return at;
  }

  flush(): void {
    if (this.#used === 0) return;
    this.#sink.write(this.bytes.subarray(0, this.#used), this.nextPage * PAGE_BYTES - this.#used);
    this.#used = 0;
    if (this.bytes.length > SLAB_PAGES * PAGE_BYTES) this.#resize(SLAB_PAGES);
  }

  #resize(pages: number): void {
    this.bytes = new Uint8Array(pages * PAGE_BYTES);
    this.view = viewOf(this.bytes);
  }
}

// Finds pages in a file by their id and bounds: no page outside the file, and with `singlePass` none twice.
import { BoltError } from "./bolt-error.js";
import type { ByteSource } from "./byte-source.js";
import type { Meta } from "./meta-page.js";
import { Page } from "./page.js";
import { PAGE_HEADER_BYTES, viewOf } from "./page-format.js";
import { PageSet } from "./page-set.js";

/** The first page that is not a meta. */
const FIRST_PAGE = 2;

export interface RawPage {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Pages that it takes, its overflow too. */
  readonly pages: number;
}

export class PageReader {
  readonly meta: Meta;
  /** Pages read so far; only with `singlePass`. */
  readonly seen: PageSet | undefined;
  /** No page of the file has this id or a larger one. */
  readonly end: number;
  readonly #source: ByteSource;

  constructor(source: ByteSource, meta: Meta, singlePass: boolean) {
    this.#source = source;
    this.meta = meta;
    this.end = Math.min(meta.pages, Math.floor(source.sizeBytes / meta.pageBytes));
    this.seen = singlePass ? new PageSet(this.end) : undefined;
  }

  /** Reads a branch or a leaf. Throws {@link BoltError} where there is none. */
  page(id: number): Page {
    const { bytes, offset } = this.raw(id);
    return new Page(bytes, id, offset);
  }

  /** Reads a page with its overflow, of whatever kind. */
  raw(id: number): RawPage {
    const { pageBytes } = this.meta;
    const offset = id * pageBytes;
    const fail = (message: string): never => {
      throw new BoltError("damaged", message, { pageId: id, offset });
    };
    if (!(id >= FIRST_PAGE && id < this.end)) fail("there is no such page in the file");
    const pages = 1 + viewOf(this.#source.read(offset, PAGE_HEADER_BYTES)).getUint32(12, true);
    if (pages > this.end - id) fail("its overflow pages reach beyond the end of the file");
    if (this.seen !== undefined) {
      for (let i = id; i < id + pages; i++) if (!this.seen.add(i)) fail("two places of the file refer to it");
    }
    return { bytes: this.#source.read(offset, pages * pageBytes), offset, pages };
  }
}

// Writes a bbolt file in one pass from keys that come in order. Its caller opens, syncs and renames the file; it knows no file system.
import { BoltError } from "./bolt-error.js";
import { BucketBuilder } from "./bucket-builder.js";
import {
  FORMAT_VERSION,
  fnv1a64,
  FREELIST_PAGE,
  MAGIC,
  MAX_BUCKET_DEPTH,
  META_PAGE,
  PAGE_BYTES,
  PAGE_HEADER_BYTES,
  viewOf,
} from "./page-format.js";
import { type ByteSink, PageSlab } from "./page-slab.js";

const FREELIST = 2;
/** After two metas and the freelist. */
const FIRST_PAGE = 3;

export interface BoltFileSize {
  readonly pages: number;
  readonly sizeBytes: number;
}

/**
 * Bulk loader for the bbolt format, version 2: pages of 4096 bytes, filled to the brim, leaves before branches, children before parents,
 * an empty freelist, two metas with the same root. The same calls give the same bytes. Memory is a few pages for each level of buckets,
 * and the largest value.
 *
 * Keys and bucket names of one bucket share one order: they ascend strictly by bytes. The root holds buckets only, as with bbolt's API.
 * Throws {@link BoltError} `input` where a key breaks that, is empty or too long; the file is then of no use.
 */
export class BoltWriter {
  readonly #sink: ByteSink;
  readonly #pages: PageSlab;
  /** The root and every open bucket, and behind them builders to use again. */
  readonly #builders: BucketBuilder[];
  #depth = 0;

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#pages = new PageSlab(sink, FIRST_PAGE);
    this.#builders = [new BucketBuilder(this.#pages)];
  }

  /** Opens a bucket inside the current one, which it becomes. */
  openBucket(name: Uint8Array): void {
    if (this.#depth === MAX_BUCKET_DEPTH) throw new BoltError("input", `buckets are nested deeper than ${MAX_BUCKET_DEPTH}`);
    this.#current().checkKey(name);
    this.#depth++;
    (this.#builders[this.#depth] ??= new BucketBuilder(this.#pages)).begin(name);
  }

  /** Puts a value into the current bucket. Both arrays may be used again after the call. */
  put(key: Uint8Array, value: Uint8Array): void {
    if (this.#depth === 0) throw new BoltError("input", "the root holds buckets, not values");
    const bucket = this.#current();
    bucket.checkKey(key);
    bucket.put(key, value);
  }

  /** Closes the current bucket; its parent is the current one then. */
  closeBucket(): void {
    if (this.#depth === 0) throw new TypeError("no bucket is open");
    const child = this.#current();
    this.#depth--;
    this.#current().putBucket(child);
  }

  /** Ends the file. Every bucket must be closed; nothing may be called after it. */
  finish(): BoltFileSize {
    if (this.#depth !== 0) throw new TypeError("a bucket is open");
    const root = this.#current().finish();
    this.#pages.flush();
    const pages = this.#pages.nextPage;
    this.#sink.write(encodeHead(root, pages), 0);
    return { pages, sizeBytes: pages * PAGE_BYTES };
  }

  #current(): BucketBuilder {
    return this.#builders[this.#depth] as BucketBuilder;
  }
}

/** Both metas and the freelist. A meta's transaction is its page's number, as in a file that bbolt has just made: the second one counts. */
function encodeHead(root: number, pages: number): Uint8Array {
  const head = new Uint8Array(FIRST_PAGE * PAGE_BYTES);
  const view = viewOf(head);
  for (const id of [0, 1]) {
    const at = id * PAGE_BYTES;
    view.setUint32(at, id, true);
    view.setUint16(at + 8, META_PAGE, true);
    const meta = at + PAGE_HEADER_BYTES;
    view.setUint32(meta, MAGIC, true);
    view.setUint32(meta + 4, FORMAT_VERSION, true);
    view.setUint32(meta + 8, PAGE_BYTES, true);
    view.setUint32(meta + 16, root, true);
    view.setUint32(meta + 32, FREELIST, true);
    view.setUint32(meta + 40, pages, true);
    view.setUint32(meta + 48, id, true);
    view.setBigUint64(meta + 56, fnv1a64(head.subarray(meta, meta + 56)), true);
  }
  const freelist = FREELIST * PAGE_BYTES;
  view.setUint32(freelist, FREELIST, true);
  view.setUint16(freelist + 8, FREELIST_PAGE, true);
  return head;
}

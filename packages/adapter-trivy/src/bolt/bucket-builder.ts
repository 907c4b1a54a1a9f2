// One open bucket: a leaf page that fills, and the branches above those that are full. Used again for the next bucket of the same depth.
import { BoltError } from "./bolt-error.js";
import { BranchLevels } from "./branch-levels.js";
import { compareRanges, copyRange, keyText } from "./key-bytes.js";
import { LeafPage } from "./leaf-page.js";
import {
  BUCKET_ELEMENT,
  BUCKET_HEADER_BYTES,
  ELEMENT_BYTES,
  INLINE_DIVISOR,
  MAX_KEY_BYTES,
  MAX_VALUE_BYTES,
  PAGE_BYTES,
} from "./page-format.js";
import type { PageSlab } from "./page-slab.js";

export class BucketBuilder {
  /** Name in its parent; empty for the root. */
  name = new Uint8Array(0);
  readonly #pages: PageSlab;
  readonly #leaf = new LeafPage();
  readonly #branches: BranchLevels;
  #hasBuckets = false;
  /** The last key, in `#leaf.data`: emptying the page leaves it there until the next entry. */
  #lastKeyStart = 0;
  #lastKeyEnd = 0;

  constructor(pages: PageSlab) {
    this.#pages = pages;
    this.#branches = new BranchLevels(pages);
  }

  /** Begins another bucket of this name. */
  begin(name: Uint8Array): void {
    this.name = new Uint8Array(name); // a Buffer's slice would be a view
    this.#leaf.clear();
    this.#hasBuckets = false;
    this.#lastKeyEnd = this.#lastKeyStart = 0;
  }

  /** Throws where `key` may not follow the keys so far. */
  checkKey(key: Uint8Array): void {
    if (key.length === 0) throw new BoltError("input", "a key is empty");
    if (key.length > MAX_KEY_BYTES) throw new BoltError("input", `the key ${keyText(key)} is longer than ${MAX_KEY_BYTES} bytes`);
    const { data } = this.#leaf;
    if (compareRanges(data, this.#lastKeyStart, this.#lastKeyEnd, key, 0, key.length) < 0) return;
    const last = keyText(data.subarray(this.#lastKeyStart, this.#lastKeyEnd));
    throw new BoltError("input", `the key ${keyText(key)} comes after ${last}; keys ascend by bytes, each once`);
  }

  /** Adds a value under a key that was checked. */
  put(key: Uint8Array, value: Uint8Array): void {
    if (value.length > MAX_VALUE_BYTES) throw new BoltError("input", `the value of ${keyText(key)} is longer than 2^31 - 2 bytes`);
    const at = this.#add(key, value.length, 0);
    copyRange(value, 0, value.length, this.#leaf.data, at);
  }

  /** Adds a finished bucket under its name, which was checked when it was opened: inline if it is small, as bbolt does. */
  putBucket(child: BucketBuilder): void {
    this.#hasBuckets = true;
    const page = child.#inlinePage();
    const root = page === undefined ? child.finish() : 0;
    const at = this.#add(child.name, BUCKET_HEADER_BYTES + (page?.sizeBytes ?? 0), BUCKET_ELEMENT);
    const { data, view } = this.#leaf;
    data.fill(0, at, at + BUCKET_HEADER_BYTES);
    view.setUint32(at, root, true);
    page?.encode(data, view, at + BUCKET_HEADER_BYTES, 0, 0);
  }

  /** Writes what is open as pages of its own and returns the root's id. */
  finish(): number {
    if (this.#branches.isEmpty) return this.#writeLeaf();
    this.#flushLeaf();
    return this.#branches.finish();
  }

  #inlinePage(): LeafPage | undefined {
    const fits = this.#branches.isEmpty && !this.#hasBuckets && this.#leaf.sizeBytes <= PAGE_BYTES / INLINE_DIVISOR;
    return fits ? this.#leaf : undefined;
  }

  #add(key: Uint8Array, valueBytes: number, flags: number): number {
    const leaf = this.#leaf;
    if (leaf.count > 0 && leaf.sizeBytes + ELEMENT_BYTES + key.length + valueBytes > PAGE_BYTES) this.#flushLeaf();
    const valueAt = leaf.add(key, valueBytes, flags);
    this.#lastKeyStart = valueAt - key.length;
    this.#lastKeyEnd = valueAt;
    return valueAt;
  }

  #flushLeaf(): void {
    const firstKey = this.#leaf.firstKey();
    this.#branches.add(firstKey, this.#writeLeaf());
  }

  #writeLeaf(): number {
    const leaf = this.#leaf;
    const pageId = this.#pages.nextPage;
    const count = Math.ceil(leaf.sizeBytes / PAGE_BYTES);
    const at = this.#pages.take(count);
    leaf.encode(this.#pages.bytes, this.#pages.view, at, pageId, count - 1);
    this.#pages.bytes.fill(0, at + leaf.sizeBytes, at + count * PAGE_BYTES);
    leaf.clear();
    if (leaf.shrink(this.#lastKeyStart, this.#lastKeyEnd)) {
      this.#lastKeyEnd -= this.#lastKeyStart;
      this.#lastKeyStart = 0;
    }
    return pageId;
  }
}

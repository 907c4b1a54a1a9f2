// Collects the entries of one leaf page and encodes them. It knows how a leaf is laid out, not when it is full.
import { copyRange } from "./key-bytes.js";
import { ELEMENT_BYTES, LEAF_PAGE, PAGE_BYTES, PAGE_HEADER_BYTES, viewOf } from "./page-format.js";

/** More entries than fit on a page, which is full before. */
const MAX_ENTRIES = PAGE_BYTES / ELEMENT_BYTES;
const DATA_BYTES = 2 * PAGE_BYTES;
/** A buffer larger than this held a large value; it is given back. */
const KEPT_BYTES = 64 * PAGE_BYTES;

export class LeafPage {
  count = 0;
  /** Bytes of the page so far: header, elements, keys and values. */
  sizeBytes = PAGE_HEADER_BYTES;
  /** Keys and values one after the other, as they lie on the page after the elements. */
  data = new Uint8Array(DATA_BYTES);
  #view = viewOf(this.data);
  #used = 0;
  readonly #keyBytes = new Uint32Array(MAX_ENTRIES);
  readonly #valueBytes = new Uint32Array(MAX_ENTRIES);
  readonly #flags = new Uint8Array(MAX_ENTRIES);

  /** A view of `data` for whole numbers. */
  get view(): DataView {
    return this.#view;
  }

  /** Adds a key and room for its value; returns where in `data` the value is to be written. Read `data` after the call: it may have grown. */
  add(key: Uint8Array, valueBytes: number, flags: number): number {
    const at = this.#used;
    const valueAt = at + key.length;
    if (valueAt + valueBytes > this.data.length) this.#grow(valueAt + valueBytes);
    copyRange(key, 0, key.length, this.data, at);
    this.#keyBytes[this.count] = key.length;
    this.#valueBytes[this.count] = valueBytes;
    this.#flags[this.count] = flags;
    this.count++;
    this.#used = valueAt + valueBytes;
    this.sizeBytes += ELEMENT_BYTES + key.length + valueBytes;
    return valueAt;
  }

  /** A copy of the first key, which must be there. */
  firstKey(): Uint8Array {
    return this.data.slice(0, this.#keyBytes[0]);
  }

  /** Writes the page to `target` at `at`: exactly `sizeBytes`. */
  encode(target: Uint8Array, view: DataView, at: number, pageId: number, overflow: number): void {
    view.setUint32(at, pageId, true);
    view.setUint32(at + 4, 0, true);
    view.setUint16(at + 8, LEAF_PAGE, true);
    view.setUint16(at + 10, this.count, true);
    view.setUint32(at + 12, overflow, true);
    let element = at + PAGE_HEADER_BYTES;
    const dataAt = element + ELEMENT_BYTES * this.count;
    let entryAt = dataAt;
    for (let i = 0; i < this.count; i++) {
      const keyBytes = this.#keyBytes[i] as number;
      const valueBytes = this.#valueBytes[i] as number;
      view.setUint32(element, this.#flags[i] as number, true);
      view.setUint32(element + 4, entryAt - element, true);
      view.setUint32(element + 8, keyBytes, true);
      view.setUint32(element + 12, valueBytes, true);
      entryAt += keyBytes + valueBytes;
      element += ELEMENT_BYTES;
    }
    copyRange(this.data, 0, this.#used, target, dataAt);
  }

  /** Empties the page. `data` keeps its bytes until the next entry is added. */
  clear(): void {
    this.count = 0;
    this.sizeBytes = PAGE_HEADER_BYTES;
    this.#used = 0;
  }

  /** Gives back what a large value took: of `data` only `[start, end)` stays, at its beginning. Returns whether it did. */
  shrink(start: number, end: number): boolean {
    if (this.data.length <= KEPT_BYTES) return false;
    const shrunk = new Uint8Array(Math.max(DATA_BYTES, end - start));
    shrunk.set(this.data.subarray(start, end));
    this.#replace(shrunk);
    return true;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, 2 * this.data.length));
    grown.set(this.data.subarray(0, this.#used));
    this.#replace(grown);
  }

  #replace(data: Uint8Array<ArrayBuffer>): void {
    this.data = data;
    this.#view = viewOf(data);
  }
}

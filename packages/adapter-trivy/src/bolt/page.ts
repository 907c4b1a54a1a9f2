// One page of a tree, read and checked: every element lies inside it, and its keys ascend. It does not know whether the rest of the file agrees.
import { BoltError } from "./bolt-error.js";
import { compareRanges, keyText } from "./key-bytes.js";
import {
  BRANCH_PAGE,
  BUCKET_ELEMENT,
  BUCKET_HEADER_BYTES,
  ELEMENT_BYTES,
  LEAF_PAGE,
  MAX_KEY_BYTES,
  PAGE_HEADER_BYTES,
  viewOf,
} from "./page-format.js";

/** A page with its overflow, or an inline one. Keys and values are views of the file's bytes. */
export class Page {
  /** Its id; of an inline page that of the page around it. */
  readonly id: number;
  /** Where it begins in the file. */
  readonly offset: number;
  readonly isLeaf: boolean;
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** Where the elements' keys begin; behind the last one the end of the data. */
  readonly #starts: Uint32Array;

  /** Throws {@link BoltError} where the bytes are no branch or leaf page. `id` is what its header must say; of an inline page 0, inside `outer`. */
  constructor(bytes: Uint8Array, id: number, offset: number, outer: number = id) {
    this.id = outer;
    this.offset = offset;
    this.bytes = bytes;
    this.#view = viewOf(bytes);
    const flags = this.#view.getUint16(8, true);
    this.isLeaf = flags === LEAF_PAGE;
    this.count = this.#view.getUint16(10, true);
    if (this.#view.getBigUint64(0, true) !== BigInt(id)) this.fail("its header has the id of another page");
    if (!this.isLeaf && flags !== BRANCH_PAGE) this.fail(`its flags 0x${flags.toString(16)} are neither a branch's nor a leaf's`);
    this.#starts = new Uint32Array(this.count + 1);
    this.#readElements();
  }

  /** Where the data ends; what follows up to the end of the page is of no use. */
  get endBytes(): number {
    return this.#starts[this.count] as number;
  }

  key(i: number): Uint8Array {
    return this.bytes.subarray(this.#starts[i], this.#keyEnd(i));
  }

  value(i: number): Uint8Array {
    return this.bytes.subarray(this.#keyEnd(i), this.#starts[i + 1]);
  }

  /** Where a value begins in the file. */
  valueOffset(i: number): number {
    return this.offset + this.#keyEnd(i);
  }

  isBucket(i: number): boolean {
    return this.#view.getUint32(elementAt(i), true) === BUCKET_ELEMENT;
  }

  /** The child of a branch's element. */
  child(i: number): number {
    return Number(this.#view.getBigUint64(elementAt(i) + 8, true));
  }

  /** Order of the element's key and `key`. */
  compareKey(i: number, key: Uint8Array): number {
    return compareRanges(this.bytes, this.#starts[i] as number, this.#keyEnd(i), key, 0, key.length);
  }

  fail(message: string, offset: number = this.offset): never {
    throw new BoltError("damaged", message, { pageId: this.id, offset });
  }

  #keyEnd(i: number): number {
    return (this.#starts[i] as number) + this.#view.getUint32(elementAt(i) + (this.isLeaf ? 8 : 4), true);
  }

  // bbolt writes the data in the order of the elements and without gaps, so the sizes decide where all of it must lie.
  #readElements(): void {
    const { count, bytes } = this;
    const view = this.#view;
    let start = PAGE_HEADER_BYTES + count * ELEMENT_BYTES;
    if (start > bytes.length) this.fail(`its ${count} elements reach beyond its end`);
    this.#starts[0] = start;
    for (let i = 0; i < count; i++) {
      const element = elementAt(i);
      const at = this.offset + element;
      const position = view.getUint32(element + (this.isLeaf ? 4 : 0), true);
      const keyBytes = view.getUint32(element + (this.isLeaf ? 8 : 4), true);
      const valueBytes = this.isLeaf ? view.getUint32(element + 12, true) : 0;
      if (element + position !== start) this.fail(`element ${i} is not where the one before it ends`, at);
      if (keyBytes === 0 || keyBytes > MAX_KEY_BYTES) this.fail(`element ${i} has a key of ${keyBytes} bytes`, at);
      if (start + keyBytes + valueBytes > bytes.length) this.fail(`element ${i} reaches beyond its end`, at);
      start += keyBytes + valueBytes;
      this.#starts[i + 1] = start;
      if (this.isLeaf) this.#checkFlags(i, view.getUint32(element, true), valueBytes, at);
      if (i > 0 && this.#compareNeighbours(i) >= 0) this.fail(`the key ${keyText(this.key(i))} is not in order`, at);
    }
  }

  #compareNeighbours(i: number): number {
    const { bytes } = this;
    return compareRanges(bytes, this.#starts[i - 1] as number, this.#keyEnd(i - 1), bytes, this.#starts[i] as number, this.#keyEnd(i));
  }

  #checkFlags(i: number, flags: number, valueBytes: number, at: number): void {
    if (flags > BUCKET_ELEMENT) this.fail(`element ${i} has the flags 0x${flags.toString(16)}, which no element has`, at);
    if (flags === BUCKET_ELEMENT && valueBytes < BUCKET_HEADER_BYTES) this.fail(`the bucket of element ${i} is cut`, at);
  }
}

function elementAt(i: number): number {
  return PAGE_HEADER_BYTES + i * ELEMENT_BYTES;
}

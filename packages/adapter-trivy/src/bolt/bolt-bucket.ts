// A bucket of a file that is read: look-ups, and walks in key order. It knows nothing of how pages are found.
import { bucketRootOf } from "./bucket-root.js";
import { compareRanges, keyText } from "./key-bytes.js";
import { MAX_BUCKET_DEPTH } from "./page-format.js";
import type { PageReader } from "./page-reader.js";
import type { Page } from "./page.js";

/** Branches above a leaf: two children each would make more leaves than a file can have. */
export const MAX_TREE_HEIGHT = 64;

/** An entry of a bucket: a value or a bucket. Its bytes stay as they are, but hold up to 256 KiB of the file in memory: copy what you keep. */
export type BoltEntry =
  | { readonly key: Uint8Array; readonly value: Uint8Array; readonly bucket?: undefined }
  | { readonly key: Uint8Array; readonly bucket: BoltBucket; readonly value?: undefined };

/** Every method throws {@link BoltError} `damaged`, with page and offset, where the file contradicts itself. */
export class BoltBucket {
  readonly #pages: PageReader;
  readonly #root: () => Page;
  readonly #depth: number;

  constructor(pages: PageReader, root: () => Page, depth: number) {
    this.#pages = pages;
    this.#root = root;
    this.#depth = depth;
  }

  /** The value of `key`; undefined where there is none, or a bucket. */
  get(key: Uint8Array): Uint8Array | undefined {
    const entry = this.#find(key);
    return entry?.value;
  }

  /** The bucket of this name; undefined where there is none, or a value. */
  bucket(name: Uint8Array): BoltBucket | undefined {
    return this.#find(name)?.bucket;
  }

  /** The entries in ascending order, from the first one whose key is not below `from`. */
  *entries(from?: Uint8Array): Generator<BoltEntry, void, undefined> {
    const path: { readonly page: Page; next: number }[] = [];
    let last: Uint8Array | undefined;
    this.#descend(path, this.#root(), from);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { page } = top;
      if (top.next === page.count) path.pop();
      else if (!page.isLeaf) this.#descend(path, this.#child(page, top.next++), undefined);
      else {
        const i = top.next++;
        const key = page.key(i);
        // Within a page they ascend; a page that is reached twice, or out of turn, ends here.
        if (i === 0 && last !== undefined && compareRanges(last, 0, last.length, key, 0, key.length) >= 0)
          page.fail(`the key ${keyText(key)} is not in order`);
        last = key;
        yield this.#entry(page, i);
      }
    }
  }

  #find(key: Uint8Array): BoltEntry | undefined {
    let page = this.#root();
    for (let height = 0; !page.isLeaf; height++) {
      if (height === MAX_TREE_HEIGHT) page.fail("branches are nested without end");
      page = this.#child(page, Math.max(0, firstAbove(page, key) - 1));
    }
    const i = firstAbove(page, key) - 1;
    return i >= 0 && page.compareKey(i, key) === 0 ? this.#entry(page, i) : undefined;
  }

  /** Goes down from `page` to the leaf where `from` would be, or the first one. */
  #descend(path: { readonly page: Page; next: number }[], page: Page, from: Uint8Array | undefined): void {
    for (;;) {
      if (path.length === MAX_TREE_HEIGHT) page.fail("branches are nested without end");
      if (page.isLeaf) {
        path.push({ page, next: from === undefined ? 0 : firstNotBelow(page, from) });
        return;
      }
      const i = from === undefined ? 0 : Math.max(0, firstAbove(page, from) - 1);
      path.push({ page, next: i + 1 });
      page = this.#child(page, i);
    }
  }

  #child(branch: Page, i: number): Page {
    if (i >= branch.count) branch.fail("a branch has no child");
    const page = this.#pages.page(branch.child(i));
    if (page.count === 0) page.fail("a page below a branch is empty");
    if (page.compareKey(0, branch.key(i)) !== 0) page.fail("its first key is not the one that its branch names");
    return page;
  }

  #entry(page: Page, i: number): BoltEntry {
    const key = page.key(i);
    if (!page.isBucket(i)) return { key, value: page.value(i) };
    if (this.#depth === MAX_BUCKET_DEPTH) page.fail(`buckets are nested deeper than ${MAX_BUCKET_DEPTH}`);
    const { pageId, inline } = bucketRootOf(page, i);
    const root = inline === undefined ? (): Page => this.#pages.page(pageId) : (): Page => inline;
    return { key, bucket: new BoltBucket(this.#pages, root, this.#depth + 1) };
  }
}

/** Index of the first element whose key is above `key`; `count` where none is. */
function firstAbove(page: Page, key: Uint8Array): number {
  let low = 0;
  let high = page.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (page.compareKey(middle, key) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the first element whose key is not below `key`; `count` where none is. */
function firstNotBelow(page: Page, key: Uint8Array): number {
  const above = firstAbove(page, key);
  return above > 0 && page.compareKey(above - 1, key) === 0 ? above - 1 : above;
}

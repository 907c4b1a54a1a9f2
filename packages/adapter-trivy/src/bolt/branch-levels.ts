// The branch pages of one bucket, written bottom-up while its leaves go by. Memory is a page for each level, whatever the number of leaves.
import { BRANCH_PAGE, ELEMENT_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES } from "./page-format.js";
import type { PageSlab } from "./page-slab.js";

/** Of a branch, however long their keys: bbolt panics when it writes to a file with a branch over one child (node.go, rebalance). */
const MIN_CHILDREN = 2;

interface Child {
  readonly firstKey: Uint8Array;
  readonly pageId: number;
}

interface Level {
  children: Child[];
  sizeBytes: number;
  /** Whether a page of this level was written, so that there is a level above. */
  written: boolean;
}

export class BranchLevels {
  readonly #pages: PageSlab;
  readonly #levels: Level[] = [];

  constructor(pages: PageSlab) {
    this.#pages = pages;
  }

  get isEmpty(): boolean {
    return this.#levels.length === 0;
  }

  /** Adds the next leaf. */
  add(firstKey: Uint8Array, pageId: number): void {
    this.#addAt(0, { firstKey, pageId });
  }

  /** Writes what is open and returns the id of the root. At least one leaf was added. */
  finish(): number {
    for (let height = 0; ; height++) {
      const level = this.#levels[height] as Level;
      const only = level.children[0] as Child;
      // A single page of a level is the root itself, if nothing else is on that level.
      if (level.children.length === 1 && !level.written) return this.#end(only.pageId);
      const firstKey = only.firstKey;
      const pageId = this.#write(level);
      if (height === this.#levels.length - 1) return this.#end(pageId);
      this.#addAt(height + 1, { firstKey, pageId });
    }
  }

  #end(root: number): number {
    this.#levels.length = 0;
    return root;
  }

  #addAt(height: number, child: Child): void {
    const level = (this.#levels[height] ??= { children: [], sizeBytes: PAGE_HEADER_BYTES, written: false });
    const childBytes = ELEMENT_BYTES + child.firstKey.length;
    if (level.sizeBytes + childBytes > PAGE_BYTES && level.children.length > MIN_CHILDREN) {
      // The last child stays for the next page, so that the last page of a level has two as well.
      const last = level.children.pop() as Child;
      level.sizeBytes -= ELEMENT_BYTES + last.firstKey.length;
      const { firstKey } = level.children[0] as Child;
      level.written = true;
      this.#addAt(height + 1, { firstKey, pageId: this.#write(level) });
      level.children.push(last);
      level.sizeBytes += ELEMENT_BYTES + last.firstKey.length;
    }
    level.children.push(child);
    level.sizeBytes += childBytes;
  }

  #write(level: Level): number {
    const { children, sizeBytes } = level;
    const pageId = this.#pages.nextPage;
    const count = Math.ceil(sizeBytes / PAGE_BYTES);
    const at = this.#pages.take(count);
    const { bytes, view } = this.#pages;
    view.setUint32(at, pageId, true);
    view.setUint32(at + 4, 0, true);
    view.setUint16(at + 8, BRANCH_PAGE, true);
    view.setUint16(at + 10, children.length, true);
    view.setUint32(at + 12, count - 1, true);
    let element = at + PAGE_HEADER_BYTES;
    let keyAt = element + ELEMENT_BYTES * children.length;
    for (const { firstKey, pageId: child } of children) {
      view.setUint32(element, keyAt - element, true);
      view.setUint32(element + 4, firstKey.length, true);
      view.setUint32(element + 8, child, true);
      view.setUint32(element + 12, 0, true);
      bytes.set(firstKey, keyAt);
      keyAt += firstKey.length;
      element += ELEMENT_BYTES;
    }
    bytes.fill(0, keyAt, at + count * PAGE_BYTES);
    level.children = [];
    level.sizeBytes = PAGE_HEADER_BYTES;
    return pageId;
  }
}

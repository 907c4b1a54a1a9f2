// Checks a whole file, as strictly as `bbolt check` (tx_check.go): every page is reached once or free, every key in order and in its
// branch's range. Beyond it: both metas, inline buckets, the layout of every page. What values mean is a visitor's business.
import { MAX_TREE_HEIGHT } from "./bolt-bucket.js";
import { BoltError } from "./bolt-error.js";
import { bucketRootOf } from "./bucket-root.js";
import type { ByteSource } from "./byte-source.js";
import { readFreelist } from "./freelist-page.js";
import { compareRanges, keyText } from "./key-bytes.js";
import { readMetas } from "./meta-page.js";
import { MAX_BUCKET_DEPTH } from "./page-format.js";
import { PageReader } from "./page-reader.js";
import { PageSet } from "./page-set.js";
import type { Page } from "./page.js";

/** Told of every entry of a sound part of the file, in order. Offsets are those of the values in the file. */
export interface BoltVisitor {
  openBucket(name: Uint8Array, offset: number): void;
  value(key: Uint8Array, value: Uint8Array, offset: number): void;
  closeBucket(): void;
}

export interface BoltCheck {
  /** What is wrong, at most {@link MAX_PROBLEMS}; none means that the file is sound. */
  readonly problems: readonly BoltError[];
  readonly pages: number;
  readonly freePages: number;
  readonly pageBytes: number;
}

/** One damaged page makes many problems; nobody reads more. */
export const MAX_PROBLEMS = 100;

/** Checks a file. Throws {@link BoltError} only where it has no valid meta, so that nothing can be said about the rest. */
export function checkBolt(source: ByteSource, visitor?: BoltVisitor): BoltCheck {
  const { current, problems } = readMetas(source);
  const pages = new PageReader(source, current, true);
  const check = new Check(pages, visitor);
  check.problems.push(...problems);
  const { pageBytes } = current;
  if (current.pages * pageBytes > source.sizeBytes)
    check.report(`the file ends before its page ${current.pages - 1}`, current.pages - 1, source.sizeBytes);
  const freePages = check.freelist();
  check.bucket(() => pages.page(current.root), 0);
  check.coverage();
  return { problems: check.problems, pages: current.pages, freePages, pageBytes };
}

class Check {
  readonly problems: BoltError[] = [];
  readonly #pages: PageReader;
  readonly #visitor: BoltVisitor | undefined;
  #free: PageSet | undefined;
  /** Whether a part of the file could not be followed, so that pages were not reached for that reason. */
  #hasGaps = false;

  constructor(pages: PageReader, visitor: BoltVisitor | undefined) {
    this.#pages = pages;
    this.#visitor = visitor;
  }

  report(message: string, pageId: number, offset: number): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(new BoltError("damaged", message, { pageId, offset }));
  }

  /** Returns the number of free pages. */
  freelist(): number {
    const { freelist } = this.#pages.meta;
    if (freelist === undefined) return 0;
    return this.#attempt(() => {
      const ids = readFreelist(this.#pages, freelist);
      const free = new PageSet(this.#pages.end);
      for (const id of ids) free.add(id);
      this.#free = free;
      return ids.length;
    }, 0);
  }

  /** Every page between the metas and the end was reached once or is free. Without a freelist bbolt frees what it does not reach. */
  coverage(): void {
    const { meta, seen } = this.#pages;
    const free = this.#free;
    if (free === undefined || seen === undefined) return;
    for (let id = 2; id < this.#pages.end; id++) {
      if (seen.has(id) && free.has(id)) this.report("the page is in use and free", id, id * meta.pageBytes);
      else if (!seen.has(id) && !free.has(id) && !this.#hasGaps)
        this.report("the page is neither in use nor free", id, id * meta.pageBytes);
    }
  }

  bucket(root: () => Page, depth: number): void {
    const page = this.#attempt(root, undefined);
    if (page !== undefined) this.#tree(page, { depth, height: 0, last: undefined });
  }

  #tree(page: Page, at: Position): void {
    this.#padding(page);
    if (page.isLeaf) this.#leaf(page, at);
    else this.#branch(page, at);
  }

  #branch(page: Page, at: Position): void {
    // Readers would not mind, but bbolt panics when it writes to such a file.
    if (page.count < 2) this.report("a branch has less than two children", page.id, page.offset);
    if (at.height === MAX_TREE_HEIGHT) {
      this.#gap();
      return this.report("branches are nested without end", page.id, page.offset);
    }
    for (let i = 0; i < page.count; i++) {
      const key = page.key(i);
      const child = this.#attempt(() => this.#pages.page(page.child(i)), undefined);
      if (child === undefined) continue;
      if (child.count === 0) this.report("a page below a branch is empty", child.id, child.offset);
      else if (child.compareKey(0, key) !== 0)
        this.report(`its first key is not ${keyText(key)}, which its branch names`, child.id, child.offset);
      at.height++;
      this.#tree(child, at);
      at.height--;
    }
  }

  #leaf(page: Page, at: Position): void {
    for (let i = 0; i < page.count; i++) {
      const key = page.key(i);
      // Within a page the keys ascend, or the page could not be read.
      if (i === 0 && at.last !== undefined && compareRanges(at.last, 0, at.last.length, key, 0, key.length) >= 0)
        this.report(`the key ${keyText(key)} is not in order`, page.id, page.offset);
      if (page.isBucket(i)) this.#nested(page, i, key, at.depth);
      else if (at.depth === 0) this.report(`the root holds the value ${keyText(key)}`, page.id, page.valueOffset(i));
      else this.#visitor?.value(key, page.value(i), page.valueOffset(i));
    }
    if (page.count > 0) at.last = page.key(page.count - 1);
  }

  #nested(page: Page, i: number, key: Uint8Array, depth: number): void {
    if (depth === MAX_BUCKET_DEPTH) {
      this.#gap();
      return this.report(`buckets are nested deeper than ${MAX_BUCKET_DEPTH}`, page.id, page.valueOffset(i));
    }
    const root = this.#attempt(() => bucketRootOf(page, i), undefined);
    if (root === undefined) return;
    this.#visitor?.openBucket(key, page.valueOffset(i));
    this.bucket(() => root.inline ?? this.#pages.page(root.pageId), depth + 1);
    this.#visitor?.closeBucket();
  }

  /** bbolt leaves nothing but zeros behind the last entry. */
  #padding(page: Page): void {
    for (let i = page.endBytes; i < page.bytes.length; i++) {
      if (page.bytes[i] !== 0) return this.report("bytes follow its last entry", page.id, page.offset + i);
    }
  }

  #gap(): void {
    this.#hasGaps = true;
  }

  #attempt<T>(work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof BoltError)) throw error;
      this.#gap();
      if (this.problems.length < MAX_PROBLEMS) this.problems.push(error);
      return otherwise;
    }
  }
}

/** Where a walk through one bucket is. */
interface Position {
  readonly depth: number;
  height: number;
  last: Uint8Array | undefined;
}

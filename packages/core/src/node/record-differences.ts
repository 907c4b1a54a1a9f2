// Compares the records of two bundles by their indexes: both are in key order, so that each is read once. No record is opened.
import { compareUtf8 } from "../bytes.js";
import { type Kind, KINDS } from "../records/kinds.js";
import type { IndexEntry } from "../verify/index-entry.js";
import type { BundleContents } from "./bundle-contents.js";

export interface RecordDifference {
  readonly kind: "added" | "removed" | "changed";
  readonly record: { readonly kind: Kind; readonly source: string; readonly path: string; readonly id: string };
}

/**
 * In key order. A record is named by kind, source, path and id; one that is there with another digest has changed. Where a bundle has several of one
 * name, those with digests that both have are left out, and the rest are told one by one. Throws as {@link BundleContents}.
 */
export async function* recordDifferences(a: BundleContents, b: BundleContents): AsyncGenerator<RecordDifference, void, undefined> {
  for (const kind of KINDS) {
    const [left, right] = [new NamedEntries(a.indexEntries(kind)), new NamedEntries(b.indexEntries(kind))];
    await Promise.all([left.next(), right.next()]);
    while (left.name !== undefined || right.name !== undefined) {
      const order = compareNames(left.name, right.name);
      const gone = order <= 0 ? left.digests : new Set<string>();
      const come = order >= 0 ? right.digests : new Set<string>();
      const { source, path, id } = (order <= 0 ? left.name : right.name) as IndexEntry;
      const [old, young] = [countMissing(gone, come), countMissing(come, gone)];
      for (let i = 0; i < Math.max(old, young); i++)
        yield { kind: i >= old ? "added" : i >= young ? "removed" : "changed", record: { kind, source, path, id } };
      if (order <= 0) await left.next();
      if (order >= 0) await right.next();
    }
  }
}

/** How many of these the others lack. */
function countMissing(these: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...these].filter((each) => !others.has(each)).length;
}

/** Entries of one name at a time. */
class NamedEntries {
  /** The first of them; undefined at the end. */
  name: IndexEntry | undefined;
  digests = new Set<string>();
  readonly #entries: AsyncIterator<IndexEntry>;
  #ahead: IndexEntry | undefined;
  #isStarted = false;

  constructor(entries: AsyncIterable<IndexEntry>) {
    this.#entries = entries[Symbol.asyncIterator]();
  }

  async next(): Promise<void> {
    if (!this.#isStarted) await this.#advance();
    this.#isStarted = true;
    this.name = this.#ahead;
    this.digests = new Set();
    while (this.#ahead !== undefined && compareNames(this.name, this.#ahead) === 0) {
      this.digests.add(this.#ahead.digest);
      await this.#advance();
    }
  }

  async #advance(): Promise<void> {
    const next = await this.#entries.next();
    this.#ahead = next.done === true ? undefined : next.value;
  }
}

/** As record keys compare; the end comes last. */
function compareNames(a: IndexEntry | undefined, b: IndexEntry | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  return compareUtf8(a.source, b.source) || compareUtf8(a.path, b.path) || compareUtf8(a.id, b.id);
}

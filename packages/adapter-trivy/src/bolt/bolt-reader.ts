// Opens a bbolt file to read it.
import { BoltBucket } from "./bolt-bucket.js";
import type { ByteSource } from "./byte-source.js";
import { readMetas } from "./meta-page.js";
import { PageReader } from "./page-reader.js";

export interface BoltReaderOptions {
  /**
   * Reads no page twice, for one walk over all of a file that may be hostile: its work is then bounded by the file's size. A second walk
   * through the same bucket fails. Default false.
   */
  readonly singlePass?: boolean;
}

/**
 * The root bucket of a bbolt file: format 2, which bbolt 1.2 to 1.5 write, with pages of any size. Throws {@link BoltError} `damaged` where it
 * is none. `source` stays open for as long as buckets are read. Memory is a page for each level that a walk is in, and the source's cache.
 */
export function openBolt(source: ByteSource, options: BoltReaderOptions = {}): BoltBucket {
  const { current } = readMetas(source);
  const pages = new PageReader(source, current, options.singlePass ?? false);
  return new BoltBucket(pages, () => pages.page(current.root), 0);
}

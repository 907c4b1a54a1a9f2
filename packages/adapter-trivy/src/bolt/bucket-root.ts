// Where the tree of a nested bucket begins: on a page of its own, or on a leaf inside the element's value.
import { BUCKET_HEADER_BYTES, PAGE_HEADER_BYTES, viewOf } from "./page-format.js";
import { Page } from "./page.js";

export type BucketRoot = { readonly pageId: number; readonly inline?: undefined } | { readonly inline: Page; readonly pageId?: undefined };

/** The root of the bucket in element `i` of a leaf. Throws {@link BoltError} where it is none. */
export function bucketRootOf(page: Page, i: number): BucketRoot {
  const value = page.value(i);
  const offset = page.valueOffset(i);
  const pageId = Number(viewOf(value).getBigUint64(0, true));
  if (pageId !== 0) {
    if (value.length !== BUCKET_HEADER_BYTES) page.fail("a bucket with a page of its own is followed by other bytes", offset);
    return { pageId };
  }
  if (value.length < BUCKET_HEADER_BYTES + PAGE_HEADER_BYTES) page.fail("an inline bucket is cut", offset);
  const inline = new Page(value.subarray(BUCKET_HEADER_BYTES), 0, offset + BUCKET_HEADER_BYTES, page.id);
  if (!inline.isLeaf) page.fail("an inline bucket is no leaf", offset);
  if (inline.endBytes !== inline.bytes.length) page.fail("an inline bucket is followed by other bytes", offset);
  for (let k = 0; k < inline.count; k++) if (inline.isBucket(k)) page.fail("an inline bucket holds a bucket", offset);
  return { inline };
}

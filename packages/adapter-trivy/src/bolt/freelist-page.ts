// Reads the list of free pages. It does not know which pages are in use.
import { BoltError } from "./bolt-error.js";
import { FREELIST_PAGE, PAGE_HEADER_BYTES, viewOf } from "./page-format.js";
import type { PageReader } from "./page-reader.js";

/** A count of 16 bits that says: the count is the first number of the list. */
const LONG_LIST = 0xffff;

/** Ids of the free pages in ascending order. Throws {@link BoltError} where the page `id` is no freelist, or an id is none or not in order. */
export function readFreelist(pages: PageReader, id: number): number[] {
  const { bytes, offset } = pages.raw(id);
  const view = viewOf(bytes);
  const fail = (message: string): never => {
    throw new BoltError("damaged", message, { pageId: id, offset });
  };
  if (view.getBigUint64(0, true) !== BigInt(id)) fail("its header has the id of another page");
  if (view.getUint16(8, true) !== FREELIST_PAGE) fail(`its flags 0x${view.getUint16(8, true).toString(16)} are not a freelist's`);
  const short = view.getUint16(10, true);
  const start = PAGE_HEADER_BYTES + (short === LONG_LIST ? 8 : 0);
  if (start > bytes.length) fail("the freelist is cut");
  const count = short === LONG_LIST ? Number(view.getBigUint64(PAGE_HEADER_BYTES, true)) : short;
  if (count > (bytes.length - start) / 8) fail(`the ${count} free pages reach beyond the end of the freelist`);
  const ids: number[] = [];
  for (let at = start; ids.length < count; at += 8) {
    const free = Number(view.getBigUint64(at, true));
    if (free < 2 || free >= pages.meta.pages) fail(`the free page ${free} is not in the file`);
    if (free <= (ids.at(-1) ?? 0)) fail(`the free page ${free} is listed twice or not in order`);
    ids.push(free);
  }
  return ids;
}

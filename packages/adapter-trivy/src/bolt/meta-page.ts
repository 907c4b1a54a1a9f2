// Reads the two metas, which say where everything else is. It knows which of them counts, and nothing of what they point to.
import { BoltError } from "./bolt-error.js";
import type { ByteSource } from "./byte-source.js";
import { FORMAT_VERSION, fnv1a64, MAGIC, META_BYTES, META_PAGE, PAGE_HEADER_BYTES, viewOf } from "./page-format.js";

export interface Meta {
  readonly pageBytes: number;
  /** Page of the root bucket. */
  readonly root: number;
  /** Page of the freelist; undefined where the file carries none. */
  readonly freelist: number | undefined;
  /** Pages of the file, the free ones too: no page has this id or a larger one. */
  readonly pages: number;
  readonly transaction: bigint;
}

export interface Metas {
  /** The valid one of the later transaction. */
  readonly current: Meta;
  /** What is wrong with the others. */
  readonly problems: readonly BoltError[];
}

const NO_FREELIST = 0xffffffffffffffffn;
const MIN_PAGE_BYTES = 1024;
const MAX_PAGE_BYTES = 1 << 24;

/** Throws {@link BoltError} where neither meta is valid. As bbolt does, one valid meta is enough. */
export function readMetas(source: ByteSource): Metas {
  const problems: BoltError[] = [];
  const metas: Meta[] = [];
  const attempt = (position: number, id: number): void => {
    try {
      metas.push(readMeta(source, position, id));
    } catch (error) {
      if (!(error instanceof BoltError)) throw error;
      problems.push(error);
    }
  };
  attempt(0, 0);
  const pageBytes = metas[0]?.pageBytes ?? secondMetaAt(source);
  if (pageBytes !== undefined) attempt(pageBytes, 1);
  const [first, second] = metas;
  if (first === undefined) throw problems[0] ?? new BoltError("damaged", "the file has no meta page", { offset: 0 });
  if (second === undefined) return { current: first, problems };
  return { current: second.transaction > first.transaction ? second : first, problems };
}

/** Where the second meta is, in a file whose first is broken: at the page size that it names itself. */
function secondMetaAt(source: ByteSource): number | undefined {
  for (let pageBytes = MIN_PAGE_BYTES; pageBytes <= MAX_PAGE_BYTES; pageBytes *= 2) {
    try {
      return readMeta(source, pageBytes, 1).pageBytes;
    } catch (error) {
      if (!(error instanceof BoltError)) throw error;
    }
  }
  return undefined;
}

function readMeta(source: ByteSource, position: number, id: number): Meta {
  const fail = (message: string): never => {
    throw new BoltError("damaged", message, { pageId: id, offset: position });
  };
  if (position + PAGE_HEADER_BYTES + META_BYTES > source.sizeBytes) fail("the file ends before its meta page");
  const page = source.read(position, PAGE_HEADER_BYTES + META_BYTES);
  const bytes = page.subarray(PAGE_HEADER_BYTES);
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== MAGIC) fail("this is no bbolt file: the magic number is missing");
  if (view.getUint32(4, true) !== FORMAT_VERSION)
    fail(`the file is of version ${view.getUint32(4, true)} of the format, not ${FORMAT_VERSION}`);
  if (view.getBigUint64(56, true) !== fnv1a64(bytes.subarray(0, 56))) fail("the meta page fails its checksum");
  const header = viewOf(page);
  if (header.getBigUint64(0, true) !== BigInt(id) || header.getUint16(8, true) !== META_PAGE) fail("the meta page has another header");
  const pageBytes = view.getUint32(8, true);
  const isPower = pageBytes >= MIN_PAGE_BYTES && pageBytes <= MAX_PAGE_BYTES && (pageBytes & (pageBytes - 1)) === 0;
  if (!isPower) fail(`${pageBytes} is no page size`);
  if (id === 1 && pageBytes !== position) fail("the second meta page is not where its page size says");
  const freelist = view.getBigUint64(32, true);
  return {
    pageBytes,
    root: toPageId(view.getBigUint64(16, true)),
    freelist: freelist === NO_FREELIST ? undefined : toPageId(freelist),
    pages: toPageId(view.getBigUint64(40, true)),
    transaction: view.getBigUint64(48, true),
  };
}

/** A number in any case: what is no page's id stays none. */
function toPageId(value: bigint): number {
  return Number(value);
}

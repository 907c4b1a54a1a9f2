// gzip (RFC 1952) whose bytes hang on nothing but input, level and the zlib inside Node: blocks of a fixed size are deflated side by side in
// the libuv pool, each with the end of the one before as its dictionary, and joined to one stream.
import { constants, crc32, deflateRaw, type ZlibOptions } from "node:zlib";
import { promisify } from "node:util";

/** Uncompressed bytes of a block. What a block does not share with the 32 KiB before it costs nothing: the ratio is that of one stream. */
const BLOCK_BYTES = 1 << 20;
const WINDOW_BYTES = 32 * 1024;
const LEVEL = 6;
const deflate = promisify<Uint8Array, ZlibOptions, Uint8Array>(deflateRaw);

/** Magic, deflate, no flags, no time, no extra flags, unknown system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/**
 * One gzip member. `concurrency` blocks are deflated at the same time, which changes no byte. Input chunks need to be valid only until the
 * next one is asked for.
 */
export async function* gzip(chunks: AsyncIterable<Uint8Array>, concurrency: number): AsyncGenerator<Uint8Array, void> {
  yield HEADER;
  const pending: Promise<Uint8Array>[] = [];
  let checksum = 0;
  let size = 0;
  let dictionary = new Uint8Array(0);
  for await (const { bytes, isLast } of inBlocks(chunks)) {
    checksum = crc32(bytes, checksum);
    size += bytes.length;
    const work = deflate(bytes, {
      level: LEVEL,
      ...(dictionary.length === 0 ? {} : { dictionary }),
      finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    });
    work.catch(() => undefined); // Reported where it is awaited; the consumer may also stop before that.
    pending.push(work);
    dictionary = bytes.slice(Math.max(0, bytes.length - WINDOW_BYTES));
    if (pending.length > concurrency) yield (await pending.shift()) as Uint8Array;
  }
  for (const work of pending) yield await work;
  const trailer = new Uint8Array(8);
  const view = new DataView(trailer.buffer);
  view.setUint32(0, checksum, true);
  view.setUint32(4, size % 2 ** 32, true);
  yield trailer;
}

/** The same bytes in new arrays of exactly {@link BLOCK_BYTES}, the last one shorter, empty where there are no bytes. */
async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }, void> {
  let block = new Uint8Array(BLOCK_BYTES);
  let used = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      if (used === BLOCK_BYTES) {
        yield { bytes: block, isLast: false };
        block = new Uint8Array(BLOCK_BYTES);
        used = 0;
      }
      const part = chunk.subarray(at, at + BLOCK_BYTES - used);
      block.set(part, used);
      used += part.length;
      at += part.length;
    }
  }
  yield { bytes: block.subarray(0, used), isLast: true };
}

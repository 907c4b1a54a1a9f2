// Unpacks one gzip member (RFC 1952) strictly: the deflate data is node:zlib's, header and trailer are read here, because node:zlib's own
// gunzip joins members and passes over what follows the last one, both without a word.
import { crc32, createInflateRaw } from "node:zlib";
import type { ArchiveContext } from "./archive-context.js";
import { ChunkReader } from "./chunk-reader.js";
import { decodeStream } from "./decode-stream.js";

const TRAILER_BYTES = 8;
const MAX_TEXT_BYTES = 4096;
const OUTPUT_CHUNK_BYTES = 128 * 1024;

/** `sizeBytes` is what `chunks` have together. Throws ARCHIVE_DAMAGED, ARCHIVE_UNSUPPORTED (several members), SOURCE_LIMIT. */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  context: ArchiveContext,
): AsyncGenerator<Uint8Array, void> {
  const input = new ChunkReader(chunks);
  try {
    await skipHeader(input, context);
    const deflatedBytes = sizeBytes - input.position - TRAILER_BYTES;
    if (deflatedBytes <= 0) throw context.damaged("a gzip stream that is cut off");
    let checksum = 0;
    let outputBytes = 0;
    const output = decodeStream(createInflateRaw({ chunkSize: OUTPUT_CHUNK_BYTES }), input.upTo(deflatedBytes));
    for (;;) {
      const next = await nextOf(output, context);
      if (next.done === true) {
        if (next.value.used < deflatedBytes) throw await leftOver(next.value.rest, input, context);
        break;
      }
      checksum = crc32(next.value, checksum);
      outputBytes += next.value.length;
      context.addOutput(next.value.length);
      yield next.value;
    }
    const trailer = Buffer.from(await input.exactly(TRAILER_BYTES));
    if (trailer.length < TRAILER_BYTES) throw context.damaged("a gzip stream that is cut off");
    if (trailer.readUInt32LE(0) !== checksum) throw context.damaged("gzip data with another checksum than its trailer says");
    if (trailer.readUInt32LE(4) !== outputBytes % 2 ** 32) throw context.damaged("gzip data of another length than its trailer says");
    // Asked also because what the bytes come from may check them at its own end.
    if ((await input.take(1)) !== undefined) throw context.damaged("bytes after the gzip stream");
  } finally {
    await input.close();
  }
}

const FLAG = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

async function skipHeader(input: ChunkReader, context: ArchiveContext): Promise<void> {
  let checksum = 0;
  const read = async (length: number): Promise<Buffer> => {
    const bytes = Buffer.from(await input.exactly(length));
    if (bytes.length < length) throw context.damaged("a gzip stream that is cut off");
    checksum = crc32(bytes, checksum);
    return bytes;
  };
  const skipText = async (): Promise<void> => {
    for (let length = 0; (await read(1))[0] !== 0; length++) {
      if (length === MAX_TEXT_BYTES) throw context.limit(`a gzip header with a text of more than ${MAX_TEXT_BYTES} bytes`);
    }
  };
  const start = await read(10);
  if (start.readUInt16BE(0) !== 0x1f8b) throw context.damaged("bytes that are not gzip");
  if (start[2] !== 8) throw context.unsupported("gzip data of another method than deflate");
  const flags = start[3] as number;
  if ((flags & FLAG.reserved) !== 0) throw context.damaged("a gzip header with a reserved bit set");
  if ((flags & FLAG.extra) !== 0) await read((await read(2)).readUInt16LE(0));
  if ((flags & FLAG.name) !== 0) await skipText();
  if ((flags & FLAG.comment) !== 0) await skipText();
  const expected = checksum & 0xffff;
  if ((flags & FLAG.headerChecksum) !== 0 && (await read(2)).readUInt16LE(0) !== expected) {
    throw context.damaged("a gzip header with a wrong checksum");
  }
}

async function nextOf<T, R>(output: AsyncGenerator<T, R>, context: ArchiveContext): Promise<IteratorResult<T, R>> {
  try {
    return await output.next();
  } catch (error) {
    throw inflateFailure(error, context);
  }
}

/** What an error of node:zlib's inflate says about the archive; any other error is returned as it is. */
export function inflateFailure(error: unknown, context: ArchiveContext, member?: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "Z_BUF_ERROR") return context.damaged("deflate data that is cut off", member, error);
  if (code === "ERR_BUFFER_TOO_LARGE") return context.damaged("deflate data that is longer than announced", member, error);
  return code?.startsWith("Z_") === true ? context.damaged("deflate data that is damaged", member, error) : error;
}

// The deflate data ended before the trailer was due: its own trailer follows, and after that either another member or something else.
async function leftOver(rest: Uint8Array, input: ChunkReader, context: ArchiveContext): Promise<Error> {
  const wanted = TRAILER_BYTES + 2;
  const bytes = Buffer.concat([rest, await input.exactly(Math.max(0, wanted - rest.length))]);
  const another = bytes.length >= wanted && bytes.readUInt16BE(TRAILER_BYTES) === 0x1f8b;
  return another ? context.unsupported("several gzip members one after the other") : context.damaged("bytes after the gzip stream");
}

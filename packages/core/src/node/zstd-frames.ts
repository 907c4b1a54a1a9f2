// zstd as independent one-shot frames of a fixed uncompressed size, so that the bytes depend on nothing but input, level and zstd version.
// Node's zstd streams and nbWorkers are never used: both make other bytes from run to run (docs: determinism).
import { constants, createZstdCompress, zstdDecompress, type ZstdOptions } from "node:zlib";
import { promisify } from "node:util";
import { ByteBuffer, releaseBytes } from "../byte-buffer.js";
import { concatBytes } from "../bytes.js";
import { ExportError } from "../errors/export-error.js";
import { damaged, FrameWalker } from "./zstd-layout.js";

/** Version of the zstd inside Node: the manifest's `tool.codec.version`. */
export const ZSTD_VERSION: string = process.versions["zstd"] ?? "unknown";

export interface CompressOptions {
  readonly level: number;
  /** Uncompressed bytes per frame; the last one holds the rest. */
  readonly frameBytes: number;
  /** Frames in the libuv pool at the same time. Changes no byte. Default 2. */
  readonly concurrency?: number;
}

export interface DecodeOptions {
  /** Refuse (SIZE_MISMATCH), before decoding them, frames that announce more than this in total. */
  readonly maxBytes?: number;
  /** Refuse (DIGEST_MISMATCH) a frame that announces more than this. Default 64 MiB. */
  readonly maxFrameBytes?: number;
}

const DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024;
const DEFAULT_CONCURRENCY = 2;
const decompress = promisify<Uint8Array, ZstdOptions, Uint8Array>(zstdDecompress);

/**
 * The frames in order: each carries its content size and checksum, and is what `ZSTD_compress2` makes of its part of the input. An empty input
 * gives one empty frame. The input must not change until the promise is settled.
 */
export async function compressFrames(bytes: Uint8Array, options: CompressOptions): Promise<Uint8Array[]> {
  const { level, frameBytes, concurrency = DEFAULT_CONCURRENCY } = options;
  if (!Number.isSafeInteger(frameBytes) || frameBytes < 1) throw new TypeError("frameBytes is an integer of at least 1");
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) throw new TypeError("concurrency is an integer of at least 1");
  const count = Math.max(1, Math.ceil(bytes.length / frameBytes));
  const frames: Uint8Array[] = Array.from({ length: count });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      frames[i] = await compressFrame(bytes.subarray(i * frameBytes, (i + 1) * frameBytes), level);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
  return frames;
}

/**
 * Node's one-shot call is a stream inside, and so is this, so that the buffer of that stream can be given back. `flush: ZSTD_e_end` hands zstd the
 * whole input in one go, and an output buffer of ZSTD_compressBound lets it take the single-shot path, whose bytes hang on no buffer size.
 * Node then ends the stream once more, which appends an empty frame: it is cut off, and that nothing else is there is checked.
 */
async function compressFrame(part: Uint8Array, level: number): Promise<Uint8Array> {
  const chunkSize = compressBound(part.length) + 64;
  const chunks = await chunksOf(part, {
    chunkSize,
    flush: constants.ZSTD_e_end,
    pledgedSrcSize: part.length,
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const output = concatBytes(chunks);
  // Megabytes for each frame, which the collector would leave lying about until it is pressed. Only the stream's own buffer has this size.
  const [first] = chunks;
  if (first?.buffer.byteLength === chunkSize) releaseBytes(new Uint8Array(first.buffer));
  return withoutEmptyFrame(output, part.length);
}

function chunksOf(part: Uint8Array, options: ZstdOptions): Promise<Uint8Array[]> {
  return new Promise((resolve, reject) => {
    const stream = createZstdCompress(options);
    const chunks: Uint8Array[] = [];
    stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    stream.on("error", reject);
    stream.on("end", () => resolve(chunks));
    stream.end(part);
  });
}

function withoutEmptyFrame(output: Uint8Array, contentSizeBytes: number): Uint8Array {
  const first = measureFrame(output, 0);
  if (first.contentSizeBytes !== contentSizeBytes)
    throw new ExportError("ERR_EXPORT_INTERNAL", "zstd wrote a frame of another content size");
  if (first.end < output.length) {
    const second = measureFrame(output, first.end);
    if (second.contentSizeBytes !== 0 || second.end !== output.length)
      throw new ExportError("ERR_EXPORT_INTERNAL", "zstd wrote more than one frame");
  }
  return output.subarray(0, first.end);
}

function measureFrame(bytes: Uint8Array, start: number): { end: number; contentSizeBytes: number } {
  const walker = new FrameWalker(Number.MAX_SAFE_INTEGER);
  const frame = bytes.subarray(start);
  do {
    if (walker.need > frame.length) throw new ExportError("ERR_EXPORT_INTERNAL", "zstd wrote a frame that is cut off");
  } while (!walker.advance(frame));
  return { end: start + walker.need, contentSizeBytes: walker.contentSizeBytes };
}

/** ZSTD_COMPRESSBOUND of zstd.h. */
function compressBound(sizeBytes: number): number {
  return sizeBytes + (sizeBytes >>> 8) + (sizeBytes < 131_072 ? (131_072 - sizeBytes) >>> 11 : 0);
}

/**
 * Decodes concatenated frames, one chunk a frame. Frames are found by their headers and decoded one by one with the announced size as
 * bound (Node's own decoder stops silently after the first). Throws DIGEST_MISMATCH for everything that {@link FrameWalker} refuses, for damaged,
 * truncated or trailing bytes and for no frame at all; SIZE_MISMATCH above `maxBytes`. Input chunks need to be valid only until the next one is asked for.
 */
export async function* decodeFrames(
  chunks: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const pending: Promise<Uint8Array>[] = [];
  for await (const frame of splitFrames(chunks, options)) {
    const decoding = decodeFrame(frame);
    decoding.catch(() => undefined); // Reported where it is awaited; the consumer may also stop before that.
    pending.push(decoding);
    if (pending.length > DEFAULT_CONCURRENCY) yield (await pending.shift()) as Uint8Array;
  }
  for (const decoding of pending) yield await decoding;
}

interface Frame {
  readonly bytes: Uint8Array;
  readonly contentSizeBytes: number;
}

async function* splitFrames(chunks: AsyncIterable<Uint8Array>, options: DecodeOptions): AsyncGenerator<Frame, void, undefined> {
  const { maxBytes = Number.MAX_SAFE_INTEGER, maxFrameBytes = DEFAULT_MAX_FRAME_BYTES } = options;
  let walker = new FrameWalker(maxFrameBytes);
  let frame = new ByteBuffer();
  let total = 0;
  let frames = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + walker.need - frame.length);
      frame.append(taken);
      at += taken.length;
      while (frame.length === walker.need) {
        if (!walker.advance(frame.bytes)) continue;
        total += walker.contentSizeBytes;
        if (total > maxBytes) throw new ExportError("ERR_EXPORT_SIZE_MISMATCH", `the zstd data decodes to more than ${maxBytes} bytes`);
        yield { bytes: frame.view(), contentSizeBytes: walker.contentSizeBytes };
        frames++;
        walker = new FrameWalker(maxFrameBytes);
        frame = new ByteBuffer();
      }
    }
  }
  if (frame.length > 0 || frames === 0) throw damaged("a frame that is cut off");
}

async function decodeFrame({ bytes, contentSizeBytes }: Frame): Promise<Uint8Array> {
  let content: Uint8Array;
  try {
    // One byte more than the content, so that zstd need not be asked again with a second buffer whether there is more.
    content = await decompress(bytes, { chunkSize: Math.max(contentSizeBytes + 1, 64), maxOutputLength: Math.max(contentSizeBytes, 1) });
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_DIGEST_MISMATCH", "the zstd data is damaged, or decodes to more than it announces", { cause });
  }
  if (content.length !== contentSizeBytes) throw damaged("a frame that decodes to another size than it announces");
  return content;
}

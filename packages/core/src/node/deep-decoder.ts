// The codecs of a bundle taken off with Node's zlib, in bounded memory, for `verify --deep` and for reading records.
// It decodes; what the content should be is for the caller to compare.
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { ExportError } from "../errors/export-error.js";
import type { Codec, DecodeBounds, DeepDecoder } from "../verify/deep.js";
import { decodeFrames } from "./zstd-frames.js";

const CHUNK_BYTES = 256 * 1024;

export const nodeDeepDecoder: DeepDecoder = {
  decode(codec: Codec, chunks: AsyncIterable<Uint8Array>, bounds: DecodeBounds): AsyncIterable<Uint8Array> {
    return codec === "zstd" ? decodeFrames(chunks, bounds) : gunzip(chunks, bounds);
  },
};

async function* gunzip(chunks: AsyncIterable<Uint8Array>, { maxBytes }: DecodeBounds): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createGunzip({ chunkSize: CHUNK_BYTES });
  // A stream may still hold a chunk when it asks for the next one, so it gets copies.
  const source = Readable.from(copies(chunks), { objectMode: false, highWaterMark: CHUNK_BYTES });
  source.on("error", (error) => stream.destroy(error));
  source.pipe(stream);
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > maxBytes) throw new ExportError("ERR_EXPORT_SIZE_MISMATCH", `the gzip data decodes to more than ${maxBytes} bytes`);
      yield chunk;
    }
  } catch (cause) {
    const isOfZlib = ((cause as NodeJS.ErrnoException).code ?? "").startsWith("Z_");
    throw isOfZlib ? new ExportError("ERR_EXPORT_DIGEST_MISMATCH", "the gzip data is damaged or cut off", { cause }) : cause;
  } finally {
    source.destroy();
    stream.destroy();
  }
}

/** `slice` of a Buffer would copy nothing. */
async function* copies(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks) yield new Uint8Array(chunk);
}

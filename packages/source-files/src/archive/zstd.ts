// Unpacks a zstd stream as other programs write it (RFC 8878): frames without a content size, several frames, skippable ones. The data is
// node:zlib's; the frames are followed here, because node:zlib stops at the end of the first one without a word.
import { createZstdDecompress } from "node:zlib";
import type { ArchiveContext } from "./archive-context.js";
import { decodeStream } from "./decode-stream.js";
import { ZstdFrames } from "./zstd-frames.js";

const OUTPUT_CHUNK_BYTES = 128 * 1024;

/** Throws ARCHIVE_DAMAGED, ARCHIVE_UNSUPPORTED (a dictionary), SOURCE_LIMIT. */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>, context: ArchiveContext): AsyncGenerator<Uint8Array, void> {
  const frames = new ZstdFrames(context);
  const output = decodeStream(createZstdDecompress({ chunkSize: OUTPUT_CHUNK_BYTES }), partsOf(chunks, frames));
  try {
    for (;;) {
      const next = await output.next();
      if (next.done === true) {
        if (next.value.rest.length > 0) throw context.damaged("bytes after the zstd stream");
        return;
      }
      context.addOutput(next.value.length);
      yield next.value;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw /^Z(STD)?_/.test(code) ? context.damaged("zstd data that is damaged", undefined, error) : error;
  } finally {
    await output.return({ rest: new Uint8Array(0), used: 0 });
    frames.close();
  }
}

async function* partsOf(chunks: AsyncIterable<Uint8Array>, frames: ZstdFrames): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) yield* frames.partsOf(chunk);
  frames.finish();
}

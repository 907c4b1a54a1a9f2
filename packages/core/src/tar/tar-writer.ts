// Writes files as the one tar that they make: their headers, bytes, padding and two zero blocks, in the order given.
// It neither sorts nor opens anything; what the files are and in which order they come is the caller's affair.
import { ByteBuffer } from "../byte-buffer.js";
import { ExportError } from "../errors/export-error.js";
import { BLOCK_BYTES, paddingBytes, tarHeader } from "./header.js";

export interface TarFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Called once. Chunks are valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
}

// Small pieces are gathered up to this size: a chunk for every header would cost more than the headers.
const GATHER_BYTES = 256 * 1024;
const ZEROS = new Uint8Array(2 * BLOCK_BYTES);

/**
 * The bytes of the archive; a chunk is valid until the next one is asked for. Throws SIZE_MISMATCH where a file turns out longer or shorter
 * than declared, and `TypeError` for a path that a header cannot hold.
 */
export async function* writeTar(files: Iterable<TarFile> | AsyncIterable<TarFile>): AsyncGenerator<Uint8Array, void, undefined> {
  const gathered = new ByteBuffer(GATHER_BYTES);
  for await (const file of files) {
    if (gathered.length + BLOCK_BYTES > GATHER_BYTES) yield* flush(gathered);
    gathered.append(tarHeader(file.path, file.sizeBytes));
    let written = 0;
    for await (const chunk of file.chunks()) {
      written += chunk.length;
      if (written > file.sizeBytes) throw mismatch(file);
      if (gathered.length + chunk.length > GATHER_BYTES) yield* flush(gathered);
      if (chunk.length > GATHER_BYTES) yield chunk;
      else gathered.append(chunk);
    }
    if (written !== file.sizeBytes) throw mismatch(file);
    gathered.append(ZEROS.subarray(0, paddingBytes(file.sizeBytes)));
  }
  gathered.append(ZEROS);
  yield* flush(gathered);
}

/** Size of the archive that {@link writeTar} makes of files of those sizes. */
export function tarSizeBytes(sizes: Iterable<number>): number {
  let total = 2 * BLOCK_BYTES;
  for (const size of sizes) total += BLOCK_BYTES + size + paddingBytes(size);
  return total;
}

function* flush(gathered: ByteBuffer): Generator<Uint8Array, void, undefined> {
  yield gathered.view();
  gathered.length = 0;
}

function mismatch(file: TarFile): ExportError {
  return new ExportError("ERR_EXPORT_SIZE_MISMATCH", "the file is not as long as it was declared to be", { path: file.path });
}

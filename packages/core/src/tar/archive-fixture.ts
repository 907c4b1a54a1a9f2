// Hostile and foreign tar archives for tests, built field by field. Test-only: not exported from the package.
import { concatBytes, encodeUtf8 } from "../bytes.js";
import { BLOCK_BYTES, checksumOf, FIELD, paddingBytes, tarHeader } from "./header.js";

export const END = new Uint8Array(2 * BLOCK_BYTES);

/** Header, content and padding of a file as we write it. */
export function member(path: string, content: Uint8Array | string = ""): Uint8Array {
  const bytes = typeof content === "string" ? encodeUtf8(content) : content;
  return concatBytes([tarHeader(path, bytes.length), bytes, new Uint8Array(paddingBytes(bytes.length))]);
}

/** A header with fields overwritten by raw text (one char a byte) and the checksum made right again. */
export function forgedHeader(path: string, sizeBytes: number, fields: Partial<Record<keyof typeof FIELD, string>>): Uint8Array {
  const header = tarHeader(path, sizeBytes);
  for (const [field, text] of Object.entries(fields)) {
    for (let i = 0; i < text.length; i++) header[FIELD[field as keyof typeof FIELD] + i] = text.charCodeAt(i);
  }
  const checksum = `${checksumOf(header).toString(8).padStart(6, "0")}\0 `;
  for (let i = 0; i < checksum.length; i++) header[FIELD.checksum + i] = checksum.charCodeAt(i);
  return header;
}

/** The bytes as an async source in pieces of at most `size`. */
export async function* inPieces(bytes: Uint8Array, size = Number.MAX_SAFE_INTEGER): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return concatBytes(parts);
}

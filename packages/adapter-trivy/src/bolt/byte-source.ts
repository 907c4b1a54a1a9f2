// Where a file is read from: bytes in memory here, an open file in file-bytes.ts. It knows no pages.

/** Random access to a file that does not change while it is read. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** The bytes `[position, position + length)`, which lie inside the file. They stay as they are. */
  read(position: number, length: number): Uint8Array;
}

/** A file that is in memory. What it returns are views. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { sizeBytes: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

// Compares two files byte by byte. It knows no format.
import type { Files } from "@stella-export/core/node";

const CHUNK_BYTES = 1 << 20;

/** Whether both hold the same bytes; reading ends at the first chunk that differs. Throws as {@link Files.openForRead}. */
export function isSameFile(files: Files, a: string, b: string): boolean {
  const one = files.openForRead(a);
  try {
    const other = files.openForRead(b);
    try {
      const [left, right] = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
      for (let position = 0; ; position += CHUNK_BYTES) {
        const count = files.read(one, left, position);
        if (files.read(other, right, position) !== count || left.compare(right, 0, count, 0, count) !== 0) return false;
        if (count < CHUNK_BYTES) return true;
      }
    } finally {
      files.close(other);
    }
  } finally {
    files.close(one);
  }
}

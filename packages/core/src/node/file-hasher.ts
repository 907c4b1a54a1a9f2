// Opens, reads and hashes whole files, with the guards of a bundle's reader. It decides nothing: where anything is not as expected, it
// says so by saying nothing, and whoever asked looks at the file again.
import type * as Crypto from "node:crypto";
import type * as Fs from "node:fs";

/** Files to hash, each with the size that it must have or {@link ANY_SIZE}. Plain values, so that they can be sent to another thread. */
export interface HashJob {
  readonly paths: readonly string[];
  readonly sizesBytes: readonly number[];
}

/** Of a file whose size nobody knows yet. */
export const ANY_SIZE = -1;

/** 64 hex digits of each file's SHA-256, then its size in bytes; `undefined` for what is no regular file of that size, or could not be read. */
export type HashResult = readonly (string | undefined)[];

export type FileHasher = (job: HashJob) => HashResult;

/**
 * Must name nothing outside of itself: a worker runs its text, so that a package that was bundled into one file has workers too
 * (`hash-worker.ts`).
 */
export function createFileHasher(fs: typeof Fs, crypto: typeof Crypto): FileHasher {
  // A link or FIFO that took the place of a file since it was listed must neither be followed nor waited for.
  const flags = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);
  // Reads of this size hash at the speed of OpenSSL; smaller ones do not, larger ones leave the cache.
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);

  const hashRest = (file: number, sizeBytes: number): string | undefined => {
    const hasher = sizeBytes > buffer.length ? crypto.createHash("sha256") : undefined;
    let filled = 0;
    for (let done = 0; done < sizeBytes;) {
      const length = fs.readSync(file, buffer, filled, Math.min(buffer.length - filled, sizeBytes - done), null);
      if (length === 0) return undefined;
      done += length;
      if (hasher === undefined) filled += length;
      else hasher.update(buffer.subarray(0, length));
    }
    return hasher === undefined ? crypto.hash("sha256", buffer.subarray(0, filled), "hex") : hasher.digest("hex");
  };
  const hashFile = (path: string, wanted: number): string | undefined => {
    try {
      const file = fs.openSync(path, flags);
      try {
        const stats = fs.fstatSync(file);
        const sizeBytes = stats.size;
        if (!stats.isFile() || (wanted >= 0 && wanted !== sizeBytes)) return undefined;
        const hex = hashRest(file, sizeBytes);
        return hex && hex + sizeBytes;
      } finally {
        fs.closeSync(file);
      }
    } catch {
      return undefined;
    }
  };
  return ({ paths, sizesBytes }) => paths.map((path, i) => hashFile(path, sizesBytes[i] as number));
}

// A bundle as verification sees it: a sequence of named entries, whether from a directory, a tar file or a stream.
import type { Digest } from "../digest.js";

/**
 * One entry of a bundle. Its bytes can be read once, and only before the next entry is asked for.
 * `kind` other than `file` is something that a bundle must not hold.
 */
export interface BundleEntry {
  /** Path relative to the bundle, with `/`. */
  readonly path: string;
  readonly kind: "file" | "directory" | "link" | "special";
  readonly sizeBytes: number;
  /** Where the reader has hashed the bytes itself ({@link EntriesOptions}), all `sizeBytes` of them: their SHA-256. There are no chunks then. */
  readonly digest?: Digest;
  /** Chunks are valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
}

export interface EntriesOptions {
  /**
   * The size in bytes that the file of that path must have, where its SHA-256 is all that is wanted; `undefined` for any other. A reader may
   * then hash the file itself, ahead and on several cores; one that is of another size, or no file, it gives as if it had not been asked.
   */
  readonly sizeToHash?: (path: string) => number | undefined;
}

/**
 * Reads a bundle once, from start to end. `export.json` comes first and `provenance.json` second where they exist; the rest may come in
 * any order. A directory entry is given only where it is empty. Throws NOT_FOUND, PERMISSION, IO; and MANIFEST_INVALID or PATH_UNSAFE
 * where the container itself (a tar) is not one that Export Center writes.
 */
export interface BundleReader {
  entries(options?: EntriesOptions): AsyncIterable<BundleEntry>;
}

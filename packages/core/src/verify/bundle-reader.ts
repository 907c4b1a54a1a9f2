// A bundle as verification sees it: a sequence of named entries, whether from a directory, a tar file or a stream.

/**
 * One entry of a bundle. Its bytes can be read once, and only before the next entry is asked for.
 * `kind` other than `file` is something that a bundle must not hold.
 */
export interface BundleEntry {
  /** Path relative to the bundle, with `/`. */
  readonly path: string;
  readonly kind: "file" | "directory" | "link" | "special";
  readonly sizeBytes: number;
  /** Chunks are valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
}

/**
 * Reads a bundle once, from start to end. `export.json` comes first and `provenance.json` second where they exist; the rest may come in
 * any order. A directory entry is given only where it is empty. Throws NOT_FOUND, PERMISSION, IO; and MANIFEST_INVALID or PATH_UNSAFE
 * where the container itself (a tar) is not one that Export Center writes.
 */
export interface BundleReader {
  entries(): AsyncIterable<BundleEntry>;
}

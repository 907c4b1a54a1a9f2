// The bounds on archives. They hold for an archive and everything nested in it together; documents have the profile's own limits besides.

export interface ArchiveLimits {
  /** Archives in each other; the one that is given, or lies in a folder, is the first. */
  readonly levels: number;
  /** Members and the folders that their names imply. */
  readonly entries: number;
  /** Bytes of a member's name, and of one segment of it (what file systems allow). */
  readonly nameBytes: number;
  readonly segmentBytes: number;
  /** Folders in each other. */
  readonly folders: number;
  /** Bytes that decoders may make. */
  readonly outputBytes: number;
  /** Bytes that decoders may make from each byte read, once they have made `freeBytes`. */
  readonly expansion: number;
  readonly freeBytes: number;
  /** Bytes of one nested zip, which is laid out in a temporary file because reading it needs random access. */
  readonly spoolBytes: number;
  /** Bytes that zstd decoders may look back, all that are open at one time together. More takes `zstd --long` or `--ultra -21`. */
  readonly windowBytes: number;
  /** Frames in one zstd stream, empty and skippable ones included: each costs a turn of the event loop. */
  readonly frames: number;
}

const MIB = 1024 * 1024;

/**
 * An archive that exceeds one of these can be unpacked and given as a folder. Evidence expands 5 to 140 times (measured: OSV, SBOM, VEX, at
 * zstd's strongest), deflate at most 1032 times: with 500 a bomb of it is seen after 130 KB.
 */
export const DEFAULT_ARCHIVE_LIMITS: ArchiveLimits = {
  levels: 3,
  entries: 1_000_000,
  nameBytes: 1024,
  segmentBytes: 255,
  folders: 256,
  outputBytes: 16 * 1024 * MIB,
  expansion: 500,
  freeBytes: 64 * MIB,
  spoolBytes: 1024 * MIB,
  windowBytes: 32 * MIB,
  frames: 50_000,
};

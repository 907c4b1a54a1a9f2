// What an output format is to core: something that reads the sorted records and writes files. It sees neither a source nor a clock.
import type { Digest } from "../digest.js";
import type { Manifest } from "../manifest/schema.js";
import type { Kind } from "../records/kinds.js";
import type { RecordBatch } from "../records/record-batch.js";

/**
 * One `KIND:VARIANT` of a profile.
 *
 * `render` is called once a run. What it writes must depend on its arguments only: no clock, no chance, no host, no order but that of
 * the records. It may throw an ExportError; anything else it throws is a defect and reported as INTERNAL.
 */
export interface Adapter {
  /** `KIND:VARIANT`, which a profile names. */
  readonly name: string;
  /** Changes whenever the same records would give other bytes. */
  readonly version: string;
  /** Kinds that it renders; records of other kinds count as excluded. */
  readonly kinds: readonly Kind[];
  /** Whether a profile of this adapter takes a policy snapshot, unless it says so itself. Default `none`. */
  readonly policySnapshotMode?: PolicySnapshotMode;
  /**
   * Holds what it makes against {@link Comparison}: the bundle before must then be of the same tenant and `KIND:VARIANT`, and probes may be given.
   * Default false: the bundle before counts for the sequence only, and probes are refused.
   */
  readonly compares?: boolean;
  /**
   * Kinds of which it also hears what is no record of the bundle ({@link RecordSet.heard}), since what somebody says can speak against what else is
   * in it. Default none.
   */
  hears?(options: AdapterOptions): readonly Kind[];
  /** Checks `spec.options` and fills in defaults; the result is part of the profile's digest. Throws PROFILE_INVALID. */
  parseOptions(options: unknown): AdapterOptions;
  /** `comparison` is empty or absent where nothing was given, and for an adapter that does not compare. */
  render(records: RecordSet, options: AdapterOptions, output: Output, comparison?: Comparison): Promise<void>;
}

/** What the new bundle is held against before it may appear. What it decides is written by the adapter, and refused by throwing. */
export interface Comparison {
  readonly previous?: PreviousBundle | undefined;
  /** The file of probes, in a form that is the adapter's affair. */
  readonly probes?: Probes | undefined;
}

/** The bundle before this one. Nobody has verified its signature. */
export interface PreviousBundle {
  readonly manifest: Manifest;
  /**
   * Content of a file, its codec taken off, in chunks that are valid until the next one is asked for; `undefined` where `contents[]` has no such
   * path (without `.zst` or `.gz`). Throws FILE_MISSING, SIZE_MISMATCH or DIGEST_MISMATCH, at the latest at its end, where it is not what the
   * manifest says.
   */
  chunks(path: string): AsyncIterable<Uint8Array> | undefined;
}

export interface Probes {
  /** As the user named the file, for messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type PolicySnapshotMode = "required" | "optional" | "none";

/** A JSON object. */
export type AdapterOptions = Readonly<Record<string, unknown>>;

/** The sorted spool. Any number of iterations, one at a time; a batch is valid until the next one is asked for. */
export interface RecordSet {
  /** Kinds of which there is at least one record, in key order. */
  readonly kinds: readonly Kind[];
  /** The source whose evaluations come with a policy snapshot that fits the run; `undefined` without one, whatever sources are called. */
  readonly policySource?: string | undefined;
  /** All records of a kind in key order, without duplicates. */
  batches(kind: Kind): AsyncIterable<RecordBatch>;
  /**
   * Of a kind that the adapter {@link Adapter.hears | hears}, in key order: what a selected source and tenant said and no record was made of,
   * because another selector, the redaction (`exclude`) or the adapter's own kinds leave it out. It counts as excluded, and nothing of it may be
   * exported but that and where it was said. What redaction takes out is taken out here too.
   */
  heard(kind: Kind): AsyncIterable<RecordBatch>;
}

/** Where an adapter writes. */
export interface Output {
  /** The bundle's `asOf`, in seconds since the epoch: as the caller asked, else the newest date of the records. */
  readonly asOf: number;
  /**
   * Stores one file. `path` is without a codec suffix (`.zst` is added where the profile compresses). The bytes must not change until
   * the promise is settled. May be called again before that; files may be written in any order, each path once. A large file is given as
   * chunks. Throws DISK_FULL, PERMISSION, IO; a path that is unsafe or was written before is a TypeError.
   */
  write(path: string, bytes: Uint8Array | AsyncIterable<Uint8Array>, options: WriteOptions): Promise<Content>;
  /** A new external sort, on scratch. As many as there is use for; what they hold is gone when `render` ends. */
  sorting(): Sorting;
  /** A new file on scratch, for what must be written out of order before it is known. Gone when `render` ends. */
  scratch(): ScratchFile;
  /** A path on scratch where nothing is, for a library that opens its files itself. What is there is gone when `render` ends. */
  scratchPath(): string;
  readonly signal: AbortSignal | undefined;
}

export interface WriteOptions {
  readonly role: ContentRole;
  /** Media type of the bytes given; `+zstd` is added where the profile compresses. */
  readonly mediaType: string;
  /** Number of records in the file, where that means something. */
  readonly records?: number;
  /** Whether the profile's compression may apply. Default true. */
  readonly compressible?: boolean;
  /**
   * In place of the profile's compression, for readers that take nothing else: `.gz` is added to the path, `+gzip` to the media type. No time
   * and no host stands in its header.
   */
  readonly codec?: "gzip";
}

/** Entries in any order go in, one ascending sequence comes out, in memory that does not grow with their number. */
export interface Sorting {
  /** Copies both. Keys compare as bytes; entries of equal keys come out in no particular order. Throws DISK_FULL, PERMISSION, IO. */
  add(key: Uint8Array, value: Uint8Array): void;
  /** All entries, from the first. The first call ends adding; several sequences may be read, one after the other. */
  entries(): SortedEntries;
}

/** Stands before the first entry at first. */
export interface SortedEntries {
  /** Moves to the next entry; false at the end. Throws SPOOL_CORRUPT where scratch does not give back what was written. */
  next(): boolean;
  /** Of the current entry, as {@link value}: a view that is valid until the next one is asked for. */
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface ScratchFile {
  /** Bytes from the start to the end of what was written last. */
  readonly sizeBytes: number;
  /** Writes all of `bytes` at `position`; gaps read as zeros. Throws DISK_FULL, PERMISSION, IO. */
  write(bytes: Uint8Array, position: number): void;
  /** Fills `into` from `position`; fewer bytes only where the file ends. */
  read(into: Uint8Array, position: number): number;
  /** The whole file. A chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
}

export type ContentRole = "payload" | "index" | "report" | "doc";

/** An entry of the manifest's `contents[]`. */
export interface Content {
  readonly path: string;
  readonly role: ContentRole;
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly contentDigest: Digest;
  readonly contentSizeBytes: number;
  readonly records: number | null;
}

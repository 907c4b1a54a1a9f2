// What a source of evidence is to core. It knows documents, not formats, and promises no order.
import type { CanonicalDocument } from "../records/canonical-document.js";
import type { Digest } from "../digest.js";
import type { ErrorCode } from "../errors/table.js";
import type { Kind } from "../records/kinds.js";
import type { Limits } from "../limits.js";

/**
 * A place that documents come from.
 *
 * `survey` may be called any number of times, before or after `read`. `read` is called once a run; its batches are consumed one
 * after the other, and a batch's memory may be reused as soon as the next one is asked for. `describe` is called synchronously for
 * each document of the current batch, in any order. Nothing is called concurrently. A source holds no handle between calls; what
 * `read` opens, it closes when the iteration ends, also early.
 */
export interface Source {
  /** Label of the source in keys, counts and provenance: `[a-z0-9-]{1,63}`. */
  readonly name: string;
  /** What there is to read, as far as that is cheap to know. Throws SOURCE_NOT_FOUND, SOURCE_UNREADABLE. */
  survey(options: SourceOptions): Promise<Survey>;
  /**
   * All documents once, in any order. Throws SOURCE_NOT_FOUND, SOURCE_UNREADABLE, FILE_UNSUPPORTED, ARCHIVE_*, SOURCE_LIMIT, IO, also after documents
   * were handed out; what is wrong with one document is a reject in a batch.
   */
  read(options: SourceOptions): AsyncIterable<DocumentBatch>;
  /** What a document is, told from its canonical form. Never throws for a document's content. */
  describe(document: CanonicalDocument): Description | Refusal;
  /**
   * URL of a module that exports `describe` and, where the source has it, `facets`: the same functions as here, so that large input can be
   * described in several threads. Absent: documents are described in the thread that reads them.
   */
  readonly describer?: string | undefined;
  /** What selectors look at, asked only where the profile selects. A source without this method is selected by its name only. */
  facets?(document: CanonicalDocument, description: Description): Facets;
}

export interface SourceOptions {
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

/** `null` where the source cannot tell beforehand (standard input, a stream). */
export interface Survey {
  readonly documents: number | null;
  readonly bytes: number | null;
  /** What the documents are at this moment. Only where it is there is a change during a run noticed, and can a killed
   * run go on without reading the source again. */
  readonly state?: SourceState | undefined;
}

/**
 * Tells whether a source holds what it held before, without reading it: for files, their paths, sizes and times of change. A source that
 * cannot promise that equal digests mean equal documents (a stream, a service) has no state.
 */
export interface SourceState {
  /** Any text that is another one when anything is that decides which documents `read` gives, and how they are described. */
  readonly digest: string;
  /** The same of what `read` reads, without what it only counts as ignored. Default: `digest`. */
  readonly readDigest?: string | undefined;
  /**
   * Nanoseconds since the epoch, by the clock that stamps the source's changes: no change after this moment goes unnoticed. A change before
   * it might bear the same time as the one that is known.
   */
  readonly settledAt: bigint;
}

/** Some documents as they came, about 1 MiB of them (one larger document makes a larger batch). */
export interface DocumentBatch {
  readonly count: number;
  /** Document `i` is `slab[starts[i], ends[i])`: its bytes without a line end. */
  readonly slab: Uint8Array;
  /** True where core may use the memory of a document as scratch once it has its digest; a large one then costs a copy less. */
  readonly mayOverwrite?: boolean;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Digest of the source document `i`, in a batch whose slab holds not the source's bytes but what they were turned into (a CSV row). */
  readonly sourceDigests?: readonly Digest[];
  /** POSIX path of document `i` relative to the source's PATH. */
  readonly paths: readonly string[];
  /** Line number from 1 of a document that is a line of a file, else 0. */
  readonly lines: Uint32Array;
  /** Documents that the source itself could not hand over. They count as read. */
  readonly rejects: readonly DocumentReject[];
  /** Entries passed over since the last batch (contract: other files, dotfiles and links in a folder). They do not count as read. */
  readonly ignored: number;
}

export interface DocumentReject {
  readonly path: string;
  /** 0 where the document is a whole file. */
  readonly line: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly offset?: number;
  /** Digest of the document's bytes as they came. */
  readonly sourceDigest: Digest;
}

export interface Description {
  readonly kind: Kind;
  /** Name of the format, a key of the manifest's `tool.formats`. */
  readonly format: string;
  /** Version of the reader of that format, the value in `tool.formats`. */
  readonly formatVersion: string;
  /** The document's own id, or the empty string. */
  readonly id: string;
  readonly aliases: readonly string[];
  /** The date that counts for asOf (contract: Time), as written; absent where the document has none. */
  readonly date?: string;
}

export const SEVERITIES = ["none", "low", "medium", "high", "critical"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a record speaks of. A member that is absent or empty says nothing, and what says nothing is never excluded. */
export interface Facets {
  /** Package URLs, in any spelling. */
  readonly products?: readonly string[] | undefined;
  /** What an SBOM describes: package URLs or names. */
  readonly subjects?: readonly string[] | undefined;
  /** OSV ecosystem names, with their suffix where they have one (`Debian:12`), or with a colon alone where nobody knows it (`Debian:`). */
  readonly ecosystems?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly dates?: { readonly modified?: string | undefined; readonly published?: string | undefined } | undefined;
  readonly tenant?: string | undefined;
}

/** Why a document is not described. `kind` where it is known in spite of that. */
export interface Refusal {
  readonly refused: ErrorCode;
  readonly message: string;
  readonly kind?: Kind;
}

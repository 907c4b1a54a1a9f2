// A folder, a file, an archive or standard input as a source. It knows names and line ends; what a document is, formats tell.
import { type BigIntStats, closeSync, lstatSync, readSync, statSync } from "node:fs";
import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import {
  type CanonicalDocument,
  type Description,
  type DocumentBatch,
  ExportError,
  type Facets,
  type Refusal,
  type Source,
  type SourceOptions,
  type Survey,
} from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";
import { describeDocument, facetsOf, THREAD_MODULE } from "@stella-export/formats";
import { archiveBatches } from "./archive/archive-batches.js";
import { ArchiveContext } from "./archive/archive-context.js";
import { type ArchiveLimits, DEFAULT_ARCHIVE_LIMITS } from "./archive/archive-limits.js";
import { OpenFile } from "./archive/open-file.js";
import { BatchBuilder, SLAB_BYTES } from "./batch-builder.js";
import { type ByteSupply, supplyOf } from "./byte-supply.js";
import { csvBatches } from "./csv-batches.js";
import { FileState } from "./file-state.js";
import { type FileKind, fileKind, isArchive, READABLE } from "./file-kind.js";
import { type WalkEntry, walkFolder } from "./folder-walk.js";
import { lineBatches } from "./line-batches.js";
import { openRegular, type Origin } from "./open-regular.js";
import { readWholeFile } from "./whole-file.js";
import { withoutPath } from "./without-path.js";

/** The source that `--from NAME=PATH` means: a folder, a document, a file of documents, or an archive of them (contract: Sources). */
export class FileSource implements Source {
  readonly name: string;
  readonly describer = THREAD_MODULE;
  readonly #path: string;
  readonly #archiveLimits: ArchiveLimits;

  constructor(name: string, path: string, archiveLimits: Partial<ArchiveLimits> = {}) {
    this.name = name;
    this.#path = path;
    this.#archiveLimits = { ...DEFAULT_ARCHIVE_LIMITS, ...archiveLimits };
  }

  /** What an archive holds is not known before it is read. */
  async survey({ signal }: SourceOptions): Promise<Survey> {
    const stat = this.#look();
    const state = this.#attempt(() => new FileState(this.#path, this.#archiveLimits));
    if (!stat.isDirectory()) {
      state.add("", stat);
      return { ...surveyFile(fileKind(this.#path), Number(stat.size)), state: state.take() };
    }
    let documents: number | null = 0;
    let bytes: number | null = 0;
    for (const entry of this.#entries()) {
      signal?.throwIfAborted();
      if (entry.kind === "ignored") {
        state.addIgnored(entry.path);
        continue;
      }
      const entryStat = statOf(entry.location);
      state.add(entry.location, entryStat);
      const file = surveyFile(entry.kind, Number(entryStat.size));
      documents = documents === null || file.documents === null ? null : documents + file.documents;
      bytes = bytes === null || file.bytes === null ? null : bytes + file.bytes;
    }
    return { documents, bytes, state: state.take() };
  }

  async *read(options: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    options.signal?.throwIfAborted();
    if (this.#look().isDirectory()) {
      yield* this.#readFolder(options);
      return;
    }
    const name = basename(this.#path);
    const kind = fileKind(name);
    if (kind === "other") {
      const place = { source: this.name, path: name };
      throw new ExportError("ERR_EXPORT_FILE_UNSUPPORTED", `source ${this.name}: ${name} cannot be read (what can: ${READABLE})`, place);
    }
    if (kind === "document") {
      const builder = new BatchBuilder(SLAB_BYTES);
      readWholeFile(builder, this.#path, name, 0, options.limits.documentBytes, "given");
      yield builder.take();
      builder.release();
    } else yield* this.#readContainer(kind, this.#path, { origin: "given", path: name, prefix: "" }, options);
  }

  describe(document: CanonicalDocument): Description | Refusal {
    return describeDocument(document);
  }

  facets(document: CanonicalDocument, description: Description): Facets {
    return facetsOf(document, description);
  }

  async *#readFolder(options: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    const builder = new BatchBuilder(2 * SLAB_BYTES);
    let used = 0;
    for (const entry of this.#entries()) {
      options.signal?.throwIfAborted();
      if (entry.kind === "ignored") builder.ignored++;
      else if (entry.kind === "document") used = readWholeFile(builder, entry.location, entry.path, used, options.limits.documentBytes);
      else {
        if (!builder.isEmpty) yield builder.take();
        used = 0;
        const batches = this.#readContainer(
          entry.kind,
          entry.location,
          { origin: "found", path: entry.path, prefix: `${entry.path}!/` },
          options,
        );
        yield* typeof entry.location === "string" || isUtf8(entry.location) ? batches : withoutPath(batches);
      }
      if (used < SLAB_BYTES) continue;
      yield builder.take();
      builder.shrink(used);
      used = 0;
    }
    if (!builder.isEmpty) yield builder.take();
    builder.release();
  }

  /** A file that holds several documents. `prefix` stands before the paths in an archive. */
  async *#readContainer(
    kind: Exclude<FileKind, "document" | "other">,
    location: string | Buffer,
    { origin, path, prefix }: { readonly origin: Origin; readonly path: string; readonly prefix: string },
    { limits, signal }: SourceOptions,
  ): AsyncGenerator<DocumentBatch, void> {
    const { documentBytes } = limits;
    if (isArchive(kind)) {
      const context = new ArchiveContext({ source: this.name, limits: this.#archiveLimits, documentBytes, signal }, path);
      const file = OpenFile.open(location, origin);
      try {
        yield* archiveBatches(kind, file, prefix, context);
      } finally {
        file.close();
      }
    } else {
      const batches = kind === "csv" ? csvBatches : lineBatches;
      yield* withSupply(location, origin, (supply) => batches(supply, path, documentBytes, signal));
    }
  }

  *#entries(): Generator<WalkEntry, void> {
    try {
      yield* walkFolder(this.#path);
    } catch (error) {
      throw error instanceof ExportError ? error.at({ source: this.name }) : error;
    }
  }

  #look(): BigIntStats {
    const stat = this.#attempt(() => statSync(this.#path, { bigint: true }));
    // Opening a pipe waits for whoever writes to it, and hears no signal.
    if (stat.isFile() || stat.isDirectory()) return stat;
    const name = basename(this.#path);
    throw new ExportError("ERR_EXPORT_FILE_UNSUPPORTED", `source ${this.name}: ${name} is neither a file nor a folder`, {
      source: this.name,
      path: name,
      hint: "Pipe JSON Lines into the command, and give - as the source's path.",
    });
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const error = toFileError(cause, "read", this.#path);
      const place = { source: this.name, path: this.#path, cause };
      if (error.code === "ERR_EXPORT_NOT_FOUND")
        throw new ExportError("ERR_EXPORT_SOURCE_NOT_FOUND", `source ${this.name}: ${this.#path} does not exist`, place);
      if (error.code === "ERR_EXPORT_PERMISSION")
        throw new ExportError("ERR_EXPORT_SOURCE_UNREADABLE", `source ${this.name}: ${this.#path} may not be read`, place);
      throw error;
    }
  }
}

/** JSON Lines that come once, such as standard input; their path is `-`. */
export class StreamSource implements Source {
  readonly name: string;
  readonly describer = THREAD_MODULE;
  readonly #chunks: AsyncIterable<Uint8Array>;
  #started = false;

  constructor(name: string, chunks: AsyncIterable<Uint8Array>) {
    this.name = name;
    this.#chunks = chunks;
  }

  async survey(): Promise<Survey> {
    return { documents: null, bytes: null };
  }

  async *read({ limits, signal }: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    if (this.#started) throw new TypeError(`source ${this.name} is a stream and can be read only once`);
    this.#started = true;
    yield* lineBatches(supplyOf(this.#chunks, signal), "-", limits.documentBytes, signal);
  }

  describe(document: CanonicalDocument): Description | Refusal {
    return describeDocument(document);
  }

  facets(document: CanonicalDocument, description: Description): Facets {
    return facetsOf(document, description);
  }
}

function surveyFile(kind: FileKind, sizeBytes: number): Survey {
  return { documents: kind === "document" ? 1 : null, bytes: isArchive(kind) ? null : sizeBytes };
}

async function* withSupply(
  location: string | Buffer,
  origin: Origin,
  read: (supply: ByteSupply) => AsyncIterable<DocumentBatch>,
): AsyncGenerator<DocumentBatch, void> {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw toFileError(cause, "read", location.toString());
    }
  };
  const { file } = openRegular(location, origin);
  try {
    yield* read((into) => attempt(() => readSync(file, into, 0, into.length, null)));
  } finally {
    attempt(() => closeSync(file));
  }
}

function statOf(location: string | Buffer): BigIntStats {
  try {
    return lstatSync(location, { bigint: true });
  } catch (cause) {
    throw toFileError(cause, "read", location.toString());
  }
}

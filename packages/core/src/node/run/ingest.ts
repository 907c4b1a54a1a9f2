// One pass over all sources: each document gets its digest, its canonical form, its record digest and its key, or its reason for not
// being a record. It knows no format, writes no bundle, and decides nothing about order.
import { hash } from "node:crypto";
import type { ByteBuffer } from "../../byte-buffer.js";
import { Canonicalizer } from "../../canonical/canonicalizer.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { ErrorCode } from "../../errors/table.js";
import type { ProgressHook } from "../../progress.js";
import type { ProfileSpec } from "../../profile/schema.js";
import { type CanonicalDocument, MemberView } from "../../records/canonical-document.js";
import { type Kind, UNKNOWN_KIND } from "../../records/kinds.js";
import { isPrintablePath, toPrintable } from "../../records/printable-path.js";
import { isSelective, selects } from "../../records/selection.js";
import { appendSpoolKey } from "../../records/spool-key.js";
import type { Redactor } from "../../seams/redactor.js";
import type { Description, DocumentBatch, Refusal, Source } from "../../seams/source.js";
import { parseInstant } from "../../time.js";
import { EditedRecord } from "./edited-record.js";
import { type InputKind, Tally } from "./tally.js";

/** 32 bytes of a SHA-256 as U+0000–U+00FF. */
type RawDigest = string;

/** Where records go. The canonical document is built at the end of `buffer`; `commit` makes it an entry. */
export interface RecordSink {
  readonly buffer: ByteBuffer;
  commit(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void;
}

export interface Reject {
  readonly source: string;
  readonly path: string;
  readonly line: number;
  readonly offset: number | undefined;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface IngestRequest {
  /** Sorted by name. */
  readonly sources: readonly Source[];
  readonly spec: ProfileSpec;
  /** Kinds that are kept; records of others count as excluded. */
  readonly kinds: readonly Kind[];
  readonly redactor: Redactor | undefined;
  readonly records: RecordSink;
  /** Hears of every document read, whatever became of it. */
  readonly onDocument?: (group: number, sourceDigest: RawDigest, path: string) => void;
  /** Hears of every record kept, before redaction. */
  readonly onRecord?: ((kind: Kind, digest: RawDigest, source: string) => void) | undefined;
  readonly onReject: (reject: Reject) => void;
  readonly totalDocuments: number | null;
  readonly progress: ProgressHook | undefined;
  readonly signal: AbortSignal | undefined;
}

const FORMAT_UNKNOWN = { kind: "finding", format: "unknown", formatVersion: "1", id: "", aliases: [] } as const satisfies Description;
const NO_ALIASES = "[]";

/** Reads every source to its end. Throws SOURCE_EMPTY, and what the sources throw. */
export async function ingest(request: IngestRequest): Promise<Tally> {
  const { sources, spec, signal } = request;
  const tally = new Tally(sources.map((source) => source.name));
  let done = 0;
  for (const [number, source] of sources.entries()) {
    const reader = new DocumentReader(request, tally, source, number);
    for await (const batch of source.read({ limits: spec.limits, signal })) {
      signal?.throwIfAborted();
      reader.read(batch);
      done += batch.count + batch.rejects.length;
      request.progress?.({ phase: "read", done, total: request.totalDocuments, unit: "documents" });
    }
    signal?.throwIfAborted();
    if (tally.readOf(source.name) === 0) {
      throw new ExportError("ERR_EXPORT_SOURCE_EMPTY", `source ${source.name} holds no document`, { source: source.name });
    }
  }
  return tally;
}

/** The documents of one source, one after the other. */
class DocumentReader {
  readonly #request: IngestRequest;
  readonly #tally: Tally;
  readonly #source: Source;
  readonly #number: number;
  readonly #canonicalizer: Canonicalizer;
  readonly #view: MemberView;
  readonly #edited: EditedRecord;
  #rawPath = "";
  #path = "";
  #pathIsPrintable = true;

  constructor(request: IngestRequest, tally: Tally, source: Source, number: number) {
    this.#request = request;
    this.#tally = tally;
    this.#source = source;
    this.#number = number;
    const { depth, documentBytes } = request.spec.limits;
    this.#canonicalizer = new Canonicalizer({ depth, maxBytes: documentBytes });
    this.#view = new MemberView(this.#canonicalizer);
    this.#edited = new EditedRecord(depth);
  }

  read(batch: DocumentBatch): void {
    const { ignored } = this.#tally;
    ignored.set(this.#source.name, (ignored.get(this.#source.name) ?? 0) + batch.ignored);
    for (let i = 0; i < batch.count; i++) this.#document(batch, i);
    for (const reject of batch.rejects) {
      this.#setPath(reject.path);
      this.#reject(UNKNOWN_KIND, rawDigest(reject.sourceDigest), reject.line, reject.code, reject.message, reject.offset);
    }
  }

  #document(batch: DocumentBatch, i: number): void {
    const { buffer } = this.#request.records;
    const start = batch.starts[i] as number;
    const end = batch.ends[i] as number;
    const line = batch.lines[i] as number;
    const given = batch.sourceDigests?.[i];
    const sourceDigest = given === undefined ? sha256(batch.slab.subarray(start, end)) : rawDigest(given);
    this.#setPath(batch.paths[i] as string);
    if (!this.#pathIsPrintable) {
      return this.#reject(
        UNKNOWN_KIND,
        sourceDigest,
        line,
        "ERR_EXPORT_PATH_INVALID",
        "the path holds a control character or a line separator",
      );
    }
    const valueStart = buffer.length;
    let unchanged: boolean;
    try {
      unchanged = this.#canonicalizer.append(batch.slab, start, end, buffer, batch.mayOverwrite);
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      return this.#reject(UNKNOWN_KIND, sourceDigest, line, error.code, error.message, error.place.offset);
    }
    const canonical = buffer.view(valueStart);
    this.#view.bytes = canonical;
    const described = this.#describe(this.#view);
    if ("refused" in described) {
      buffer.length = valueStart;
      return this.#reject(described.kind ?? UNKNOWN_KIND, sourceDigest, line, described.refused, described.message);
    }
    const redacted = this.#isWanted(described) ? this.#redact(described, canonical) : undefined;
    if (redacted === undefined) {
      buffer.length = valueStart;
      this.#count(described.kind, sourceDigest).excluded++;
      return;
    }
    const digest = unchanged && given === undefined ? sourceDigest : sha256(canonical);
    this.#request.onRecord?.(described.kind, digest, this.#source.name);
    if (redacted === canonical) return this.#keep(described, valueStart, digest, sourceDigest);
    buffer.length = valueStart;
    const leaving = this.#edited.append(redacted, buffer, described, (document) => this.#describe(document));
    this.#keep(leaving, valueStart, sha256(buffer.view(valueStart)), sourceDigest);
  }

  #isWanted(described: Description): boolean {
    const { kinds, spec } = this.#request;
    if (!kinds.includes(described.kind)) return false;
    if (!isSelective(spec.selectors)) return true;
    return selects(spec.selectors, this.#source.name, this.#source.facets?.(this.#view, described) ?? {});
  }

  /** What may leave of the record; `undefined` where none of it may. */
  #redact(described: Description, canonical: Uint8Array): Uint8Array | undefined {
    const { redactor, spec } = this.#request;
    const mode = spec.redaction[described.kind];
    if (mode === "off" || redactor === undefined) return canonical;
    const { bytes, findings } = redactor.redact(described.kind, described.format, canonical, mode);
    for (const { rule, count } of findings) this.#tally.addRedaction(described.kind, rule, count);
    if (findings.length === 0) return canonical;
    return mode === "exclude" ? undefined : bytes;
  }

  #describe(document: CanonicalDocument): Description | Refusal {
    const described = this.#source.describe(document);
    const unknown = "refused" in described && described.refused === "ERR_EXPORT_SHAPE_UNKNOWN";
    return unknown && this.#request.spec.quality.acceptUnknown ? FORMAT_UNKNOWN : described;
  }

  #keep(described: Description, valueStart: number, digest: RawDigest, sourceDigest: RawDigest): void {
    const { records } = this.#request;
    const { buffer } = records;
    const aliasesStart = buffer.length;
    buffer.appendText(described.aliases.length === 0 ? NO_ALIASES : JSON.stringify(described.aliases));
    buffer.appendUint32(buffer.length - aliasesStart);
    const keyStart = buffer.length;
    appendSpoolKey(buffer, described.kind, this.#source.name, this.#path, described.id, digest, sourceDigest);
    records.commit(keyStart, buffer.length, valueStart, keyStart);

    const counts = this.#count(described.kind, sourceDigest);
    counts.kept++;
    const date = described.date === undefined ? undefined : parseInstant(described.date);
    if (date !== undefined && (counts.asOf === undefined || date > counts.asOf)) counts.asOf = date;
    this.#tally.formats.set(described.format, described.formatVersion);
  }

  #reject(kind: InputKind, sourceDigest: RawDigest, line: number, code: ErrorCode, message: string, offset?: number): void {
    this.#count(kind, sourceDigest).rejected++;
    this.#request.onReject({ source: this.#source.name, path: this.#path, line, offset, code, message });
  }

  #count(kind: InputKind, sourceDigest: RawDigest): ReturnType<Tally["at"]> {
    const group = this.#tally.groupOf(this.#number, kind);
    this.#request.onDocument?.(group, sourceDigest, this.#path);
    const counts = this.#tally.at(group);
    counts.read++;
    return counts;
  }

  // Lines of one file share their path, so it is looked at once.
  #setPath(path: string): void {
    if (path === this.#rawPath) return;
    this.#rawPath = path;
    this.#pathIsPrintable = isPrintablePath(path);
    this.#path = this.#pathIsPrintable ? path : toPrintable(path);
  }
}

function sha256(bytes: Uint8Array): RawDigest {
  return hash("sha256", bytes, "binary");
}

function rawDigest(digest: Digest): RawDigest {
  return Buffer.from(digest.slice("sha256:".length), "hex").toString("latin1");
}

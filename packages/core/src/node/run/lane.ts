// One thread's share of ingest: each document gets its digest, its canonical form, its record digest and its key, or its reason for not
// being a record. It knows no format, reads no source, and decides nothing about order.
import { hash } from "node:crypto";
import type { ByteBuffer } from "../../byte-buffer.js";
import { Canonicalizer } from "../../canonical/canonicalizer.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { ErrorCode } from "../../errors/table.js";
import type { ProfileSpec } from "../../profile/schema.js";
import { type CanonicalDocument, MemberView } from "../../records/canonical-document.js";
import { type Kind, UNKNOWN_KIND } from "../../records/kinds.js";
import { appendAliasesLength } from "../../records/aliases-length.js";
import { isPrintablePath, toPrintable } from "../../records/printable-path.js";
import { Selection } from "../../records/selection.js";
import { appendSpoolKey, asideNumber, kindNumber } from "../../records/spool-key.js";
import type { Redactor } from "../../seams/redactor.js";
import type { Description, DocumentBatch, Facets, Refusal, Source } from "../../seams/source.js";
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

/** What a source says about a document. */
export type Describer = Pick<Source, "describe" | "facets">;

export interface LaneParts {
  /** Names of all sources, sorted. */
  readonly sources: readonly string[];
  readonly spec: ProfileSpec;
  /** Kinds that are kept; records of others count as excluded. */
  readonly kinds: readonly Kind[];
  /** Kinds of which is set aside what is not kept, for the adapter to hear; it counts as excluded all the same. */
  readonly heard: readonly Kind[];
  readonly redactor: Redactor | undefined;
  /** Name of the source that holds the evaluations of a policy, and may hold nothing else; `undefined` without a policy. */
  readonly policySource: string | undefined;
  readonly records: RecordSink;
  /** Hears of every document read, whatever became of it. */
  readonly onDocument?: (group: number, sourceDigest: RawDigest, path: string) => void;
  /** Hears of every record kept, before redaction. */
  readonly onRecord?: ((kind: Kind, digest: RawDigest, source: string) => void) | undefined;
}

const FORMAT_UNKNOWN = { kind: "finding", format: "unknown", formatVersion: "1", id: "", aliases: [] } as const satisfies Description;

const NO_ALIASES = "[]";

export class Lane {
  readonly tally: Tally;
  readonly #parts: LaneParts;
  readonly #selection: Selection;
  readonly #canonicalizer: Canonicalizer;
  readonly #view: MemberView;
  readonly #edited: EditedRecord;
  #describer: Describer | undefined;
  /** Number of the source that is being read, and its name. */
  #number = 0;
  #source = "";
  #rawPath = "";
  #path = "";
  #pathIsPrintable = true;
  #rejects: Reject[] = [];

  constructor(parts: LaneParts) {
    this.tally = new Tally(parts.sources);
    this.#parts = parts;
    this.#selection = new Selection(parts.spec.selectors);
    const { depth, documentBytes } = parts.spec.limits;
    this.#canonicalizer = new Canonicalizer({ depth, maxBytes: documentBytes });
    this.#view = new MemberView(this.#canonicalizer);
    this.#edited = new EditedRecord(depth);
  }

  /** Takes in the documents of one batch; returns those that are no records, in order. `source` is a number in {@link LaneParts.sources}. */
  read(source: number, describer: Describer, batch: DocumentBatch): readonly Reject[] {
    this.#number = source;
    this.#source = this.#parts.sources[source] as string;
    this.#describer = describer;
    this.#rejects = [];
    const { ignored } = this.tally;
    ignored.set(this.#source, (ignored.get(this.#source) ?? 0) + batch.ignored);
    for (let i = 0; i < batch.count; i++) this.#document(batch, i);
    for (const reject of batch.rejects) {
      this.#setPath(reject.path);
      this.#reject(UNKNOWN_KIND, rawDigest(reject.sourceDigest), reject.line, reject.code, reject.message, reject.offset);
    }
    return this.#rejects;
  }

  #document(batch: DocumentBatch, i: number): void {
    const { buffer } = this.#parts.records;
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
      this.#setAside(described, valueStart, sourceDigest);
      this.#count(described.kind, sourceDigest).excluded++;
      return;
    }
    const digest = unchanged && given === undefined ? sourceDigest : sha256(canonical);
    this.#parts.onRecord?.(described.kind, digest, this.#source);
    if (redacted === canonical) return this.#keep(described, valueStart, digest, sourceDigest);
    const leaving = this.#replace(described, valueStart, redacted);
    this.#keep(leaving, valueStart, sha256(buffer.view(valueStart)), sourceDigest);
  }

  /** Puts what redaction left in the place of the canonical document. */
  #replace(described: Description, valueStart: number, redacted: Uint8Array): Description {
    const { buffer } = this.#parts.records;
    buffer.length = valueStart;
    return this.#edited.append(redacted, buffer, described, (document) => this.#describe(document));
  }

  /** Keeps out of the records, and where the adapter wants to hear it, beside them. It is read there, so it is redacted, too. */
  #setAside(described: Description, valueStart: number, sourceDigest: RawDigest): void {
    const { heard, records, redactor, spec } = this.#parts;
    const { buffer } = records;
    if (!heard.includes(described.kind) || !this.#selection.hears(this.#selectableSource, this.#facetsOf(described))) {
      buffer.length = valueStart;
      return;
    }
    const mode = spec.redaction[described.kind];
    const edits = mode === "edit" || mode === "exclude" ? redactor : undefined;
    const canonical = buffer.view(valueStart);
    const bytes = edits?.redact(described.kind, described.format, canonical, "edit").bytes ?? canonical;
    const leaving = bytes === canonical ? described : this.#replace(described, valueStart, bytes);
    this.#commit(asideNumber(described.kind), leaving, valueStart, sha256(buffer.view(valueStart)), sourceDigest);
  }

  #isWanted(described: Description): boolean {
    if (!this.#parts.kinds.includes(described.kind)) return false;
    return this.#selection.selects(this.#selectableSource, this.#facetsOf(described));
  }

  /** Who gives a policy for a run wants its evaluations, whichever of the other sources is selected. */
  get #selectableSource(): string | undefined {
    return this.#source === this.#parts.policySource ? undefined : this.#source;
  }

  #facetsOf(described: Description): Facets {
    return (this.#selection.isSelective ? this.#describer?.facets?.(this.#view, described) : undefined) ?? {};
  }

  /** What may leave of the record; `undefined` where none of it may. */
  #redact(described: Description, canonical: Uint8Array): Uint8Array | undefined {
    const { redactor, spec } = this.#parts;
    const mode = spec.redaction[described.kind];
    if (mode === "off" || redactor === undefined) return canonical;
    const { bytes, findings } = redactor.redact(described.kind, described.format, canonical, mode);
    for (const { rule, count } of findings) this.tally.addRedaction(described.kind, rule, count);
    if (findings.length === 0) return canonical;
    return mode === "exclude" ? undefined : bytes;
  }

  #describe(document: CanonicalDocument): Description | Refusal {
    const described = (this.#describer as Describer).describe(document);
    if (this.#source === this.#parts.policySource) return asEvaluation(described);
    const unknown = "refused" in described && described.refused === "ERR_EXPORT_SHAPE_UNKNOWN";
    return unknown && this.#parts.spec.quality.acceptUnknown ? FORMAT_UNKNOWN : described;
  }

  #keep(described: Description, valueStart: number, digest: RawDigest, sourceDigest: RawDigest): void {
    this.#commit(kindNumber(described.kind), described, valueStart, digest, sourceDigest);
    const counts = this.#count(described.kind, sourceDigest);
    counts.kept++;
    const date = described.date === undefined ? undefined : parseInstant(described.date);
    if (date !== undefined && (counts.asOf === undefined || date > counts.asOf)) counts.asOf = date;
    this.tally.formats.set(described.format, described.formatVersion);
  }

  #commit(first: number, { aliases, id }: Description, valueStart: number, digest: RawDigest, sourceDigest: RawDigest): void {
    const { records } = this.#parts;
    const { buffer } = records;
    const aliasesStart = buffer.length;
    buffer.appendText(aliases.length === 0 ? NO_ALIASES : JSON.stringify(aliases));
    appendAliasesLength(buffer, buffer.length - aliasesStart);
    const keyStart = buffer.length;
    appendSpoolKey(buffer, first, this.#source, this.#path, id, digest, sourceDigest);
    records.commit(keyStart, buffer.length, valueStart, keyStart);
  }

  #reject(kind: InputKind, sourceDigest: RawDigest, line: number, code: ErrorCode, message: string, offset?: number): void {
    this.#count(kind, sourceDigest).rejected++;
    this.#rejects.push({ source: this.#source, path: this.#path, line, offset, code, message });
  }

  #count(kind: InputKind, sourceDigest: RawDigest): ReturnType<Tally["at"]> {
    const group = this.tally.groupOf(this.#number, kind);
    this.#parts.onDocument?.(group, sourceDigest, this.#path);
    const counts = this.tally.at(group);
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

/** Any other record would go in beside the inputs that the policy is checked against. */
function asEvaluation(described: Description | Refusal): Description | Refusal {
  if ("refused" in described) {
    const isUnknown = described.refused === "ERR_EXPORT_SHAPE_UNKNOWN";
    return isUnknown ? { ...described, message: `${described.message}; none is accepted among the evaluations of a policy` } : described;
  }
  if (described.kind === "policy-evaluation") return described;
  const { kind, format } = described;
  const message = `it is of the format ${format}, and among the evaluations of a policy there is room for policy evaluations only`;
  return { refused: "ERR_EXPORT_FORMAT_INVALID", message, kind };
}

function sha256(bytes: Uint8Array): RawDigest {
  return hash("sha256", bytes, "binary");
}

function rawDigest(digest: Digest): RawDigest {
  return Buffer.from(digest.slice("sha256:".length), "hex").toString("latin1");
}

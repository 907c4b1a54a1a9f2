// What every reader of an archive needs at hand: where it is in the source, how much may still be made of it, and how to refuse it.
// It knows no format.
import { type ErrorCode, ExportError } from "@stella-export/core";
import { toPrintable } from "../printable.js";
import type { ArchiveLimits } from "./archive-limits.js";

export type ArchiveCode = Extract<ErrorCode, `ERR_EXPORT_ARCHIVE_${string}` | "ERR_EXPORT_SOURCE_LIMIT">;

export interface ArchiveSettings {
  readonly source: string;
  readonly limits: ArchiveLimits;
  /** Bytes of one document; a member that is one document and larger refuses the archive. */
  readonly documentBytes: number;
  readonly signal: AbortSignal | undefined;
}

/** What an archive and all that is nested in it have used up together. */
interface Spent {
  input: number;
  output: number;
  entries: number;
  windows: number;
}

/** One archive being read. Nested ones share what is spent. */
export class ArchiveContext {
  readonly settings: ArchiveSettings;
  readonly limits: ArchiveLimits;
  /** The archive in messages: its path in the source, `a.zip!/b.tar` where nested; the base name where the archive is the source's PATH. */
  readonly file: string;
  readonly #spent: Spent;
  readonly #level: number;

  /** The second half of the arguments is for {@link nested} only. */
  constructor(settings: ArchiveSettings, file: string, spent: Spent = { input: 0, output: 0, entries: 0, windows: 0 }, level = 1) {
    this.settings = settings;
    this.limits = settings.limits;
    this.file = file;
    this.#spent = spent;
    this.#level = level;
  }

  /** The context of an archive that is a member of this one. Throws SOURCE_LIMIT below the deepest level. */
  nested(member: string): ArchiveContext {
    const { levels } = this.limits;
    if (this.#level === levels) throw this.limit(`an archive nested more than ${levels} deep`, member);
    return new ArchiveContext(this.settings, `${this.file}!/${member}`, this.#spent, this.#level + 1);
  }

  /** The failure that refuses the whole archive. `what` says what it holds that it must not. */
  refuse(code: ArchiveCode, what: string, member?: string, cause?: unknown): ExportError {
    const { source } = this.settings;
    const path = member === undefined ? this.file : `${this.file}!/${member}`;
    const where = member === undefined ? "" : `, member ${JSON.stringify(toPrintable(member))}`;
    return new ExportError(code, `source ${source}: the archive ${toPrintable(this.file)}${where}: ${what}`, {
      source,
      path: toPrintable(path),
      cause,
    });
  }

  damaged(what: string, member?: string, cause?: unknown): ExportError {
    return this.refuse("ERR_EXPORT_ARCHIVE_DAMAGED", what, member, cause);
  }

  unsafe(what: string, member?: string): ExportError {
    return this.refuse("ERR_EXPORT_ARCHIVE_UNSAFE", what, member);
  }

  unsupported(what: string, member?: string): ExportError {
    return this.refuse("ERR_EXPORT_ARCHIVE_UNSUPPORTED", what, member);
  }

  limit(what: string, member?: string): ExportError {
    return this.refuse("ERR_EXPORT_SOURCE_LIMIT", what, member);
  }

  /** Bytes of the outermost archive were read. Nested ones report nothing, or a bomb in a bomb would be allowed twice. */
  addInput(sizeBytes: number): void {
    this.settings.signal?.throwIfAborted();
    if (this.#level === 1) this.#spent.input += sizeBytes;
  }

  /** A decoder made that many bytes, or is about to. Throws SOURCE_LIMIT. */
  addOutput(sizeBytes: number, member?: string): void {
    this.settings.signal?.throwIfAborted();
    const { outputBytes, freeBytes, expansion } = this.limits;
    this.#spent.output += sizeBytes;
    const { input, output } = this.#spent;
    if (output > outputBytes) throw this.limit(`more than ${outputBytes} bytes when unpacked`, member);
    if (output > freeBytes + expansion * input) throw this.limit(`more than ${expansion} bytes unpacked from each byte`, member);
  }

  /** Throws SOURCE_LIMIT. */
  addEntries(count: number): void {
    this.#spent.entries += count;
    if (this.#spent.entries > this.limits.entries) throw this.limit(`more than ${this.limits.entries} members and folders`);
  }

  /** A decoder sets memory aside; a negative number gives it back. Throws SOURCE_LIMIT. */
  addWindow(sizeBytes: number): void {
    this.#spent.windows += sizeBytes;
    if (this.#spent.windows > this.limits.windowBytes)
      throw this.limit(`zstd data that looks back more than ${this.limits.windowBytes} bytes (as --long and --ultra make it)`);
  }
}

// The zip library as it is used here: yauzl reads the end record, the central directory and the local headers through this door. What it
// refuses becomes a typed error; what it takes on trust, `zip-directory` checks.
import { type Entry, fromRandomAccessReader, type LocalFileHeader, RandomAccessReader, type ZipFile } from "yauzl";
import type { ArchiveContext } from "./archive-context.js";
import type { OpenFile } from "./open-file.js";

export type { Entry, LocalFileHeader } from "yauzl";

const WINDOW_BYTES = 32 * 1024;

interface Window {
  readonly start: number;
  readonly bytes: Buffer;
}

/** Reads ahead in two places: the library asks for a few bytes at a time, in turn from the directory and from the local headers. */
class WindowReader extends RandomAccessReader {
  readonly #file: OpenFile;
  #recent: Window = { start: 0, bytes: Buffer.alloc(0) };
  #older: Window = { start: 0, bytes: Buffer.alloc(0) };

  constructor(file: OpenFile) {
    super();
    this.#file = file;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, count?: number) => void,
  ): void {
    const bytes = length > WINDOW_BYTES ? this.#file.read(position, length) : this.#view(position, length);
    callback(null, bytes.copy(buffer, offset));
  }

  #view(position: number, length: number): Buffer {
    const holds = ({ start, bytes }: Window): boolean => position >= start && position + length <= start + bytes.length;
    if (!holds(this.#recent)) {
      const found = holds(this.#older) ? this.#older : { start: position, bytes: this.#file.read(position, WINDOW_BYTES) };
      this.#older = this.#recent;
      this.#recent = found;
    }
    const from = position - this.#recent.start;
    return this.#recent.bytes.subarray(from, from + length);
  }
}

/** An opened zip; it needs no closing, the file belongs to its opener. */
export class ZipLibrary {
  readonly entryCount: number;
  readonly commentBytes: number;
  readonly #zip: ZipFile;
  readonly #context: ArchiveContext;

  private constructor(zip: ZipFile, context: ArchiveContext) {
    this.#zip = zip;
    this.#context = context;
    this.entryCount = zip.entryCount;
    this.commentBytes = zip.comment.length;
  }

  /** Throws ARCHIVE_DAMAGED, ARCHIVE_UNSUPPORTED. */
  static async open(file: OpenFile, context: ArchiveContext): Promise<ZipLibrary> {
    const options = { lazyEntries: true, autoClose: false, decodeStrings: false };
    const opened = new Promise<ZipFile>((resolve, reject) => {
      fromRandomAccessReader(new WindowReader(file), file.sizeBytes, options, (error, zip) =>
        error === null ? resolve(zip) : reject(error),
      );
    });
    return new ZipLibrary(await guarded(context, undefined, () => opened), context);
  }

  /** Central directory, in its order, names and extra fields as bytes. */
  async *entries(): AsyncGenerator<Entry, void> {
    const entries = this.#zip.eachEntry();
    try {
      for (;;) {
        const next = await guarded(this.#context, undefined, () => entries.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await entries.return?.();
    }
  }

  async localHeader(entry: Entry, member: string): Promise<LocalFileHeader> {
    return guarded(this.#context, member, () => this.#zip.readLocalFileHeaderPromise(entry));
  }
}

// The library tells its refusals apart by text only; two of them say that the archive is sound but of a sort that is not read.
async function guarded<T>(context: ArchiveContext, member: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/^(multi-disk|strong encryption)/.test(message))
      throw context.unsupported(message.replace(/ (is|are) not supported.*/, ""), member);
    if ((error as { code?: string }).code?.startsWith("ERR_EXPORT_") === true) throw error;
    // Its text ends in a drawing of the signature that it looked for.
    throw context.damaged(`a zip structure that makes no sense (${message.replace(/[^ -~]/g, "?")})`, member, error);
  }
}

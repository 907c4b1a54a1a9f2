// A content-addressed store in a directory: bytes come in beside, are checked, and get their name when they are whole.
import { join } from "node:path";
import { createHash } from "node:crypto";
import { type Digest, hexOf } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { assertRange, type ByteRange, type Descriptor, type PutOptions, type Store } from "../seams/store.js";
import type { Files } from "./files.js";

const READ_BYTES = 1 << 20;

export class DirectoryStore implements Store {
  readonly #files: Files;
  readonly #blobs: string;
  readonly #ingest: string;
  readonly #isScratch: boolean;
  #next = 0;
  #stopped = false;

  /**
   * The folder may exist. Only one process may write to it at a time. A `scratch` store does not wait for the disk at every blob: a crash may
   * leave it with damaged ones, so whoever uses it syncs what comes out of it.
   */
  constructor(folder: string, files: Files, { scratch = false }: { readonly scratch?: boolean } = {}) {
    this.#files = files;
    this.#isScratch = scratch;
    this.#blobs = join(folder, "blobs", "sha256");
    this.#ingest = join(folder, "ingest");
    files.makeFolder(this.#blobs);
    files.makeFolder(this.#ingest);
  }

  async has(digest: Digest): Promise<boolean> {
    return this.#files.look(this.#pathOf(digest)) === "file";
  }

  async get(digest: Digest, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    // How far the blob goes, reading tells.
    if (range !== undefined) assertRange(range, Number.MAX_SAFE_INTEGER);
    return (await this.has(digest)) ? this.#read(this.#pathOf(digest), range) : undefined;
  }

  async put(mediaType: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, options: PutOptions = {}): Promise<Descriptor> {
    const path = join(this.#ingest, String(this.#next++));
    const file = this.#files.openForWrite(path, { exclusive: true });
    let open = true;
    try {
      const hasher = createHash("sha256");
      let size = 0;
      for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
        this.#assertGoing();
        if (size + chunk.length > (options.maxBytes ?? Number.MAX_SAFE_INTEGER)) {
          throw new ExportError("ERR_EXPORT_SIZE_MISMATCH", `more than the ${options.maxBytes} bytes allowed`);
        }
        hasher.update(chunk);
        this.#files.write(file, chunk, size);
        size += chunk.length;
      }
      this.#assertGoing();
      const digest: Digest = `sha256:${hasher.digest("hex")}`;
      if (options.expected !== undefined && options.expected !== digest) {
        throw new ExportError("ERR_EXPORT_DIGEST_MISMATCH", `expected ${options.expected}, got ${digest}`);
      }
      if (!this.#isScratch) this.#files.sync(file);
      open = false;
      this.#files.close(file);
      this.#files.rename(path, this.#pathOf(digest));
      return { mediaType, digest, sizeBytes: size };
    } catch (error) {
      this.#discard(path, open ? file : undefined);
      throw error;
    }
  }

  /**
   * What is being put when its writer gives up fails, and touches no file any more: the folder may be somebody else's before the last of its chunks
   * has come.
   */
  stop(): void {
    this.#stopped = true;
  }

  /** Gives a blob a second name: how a bundle's tree is laid without copying. Throws NOT_FOUND. */
  link(digest: Digest, path: string): void {
    this.#files.link(this.#pathOf(digest), path);
  }

  #assertGoing(): void {
    if (this.#stopped) throw new ExportError("ERR_EXPORT_INTERRUPTED", "the store was stopped");
  }

  #pathOf(digest: Digest): string {
    return join(this.#blobs, hexOf(digest));
  }

  // The first failure is the one to report; what cannot be tidied up now goes with the whole folder.
  #discard(path: string, file: number | undefined): void {
    try {
      if (file !== undefined) this.#files.close(file);
      if (!this.#stopped) this.#files.remove(path);
    } catch {
      // see above
    }
  }

  async *#read(path: string, range?: ByteRange): AsyncGenerator<Uint8Array, void> {
    const file = this.#files.openForRead(path);
    try {
      const end = range?.end ?? Number.POSITIVE_INFINITY;
      for (let position = range?.start ?? 0; position < end;) {
        const chunk = new Uint8Array(Math.min(READ_BYTES, end - position));
        const count = this.#files.read(file, chunk, position);
        if (count > 0) yield chunk.subarray(0, count);
        if (count < chunk.length) {
          if (range !== undefined && position + count < range.end)
            throw new TypeError(`range end ${range.end} lies behind the end of the blob`);
          return;
        }
        position += count;
      }
    } finally {
      this.#files.close(file);
    }
  }
}

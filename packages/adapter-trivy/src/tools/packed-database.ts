// Takes database and metadata out of a db.tar.gz or javadb.tar.gz, ours or upstream's, into a folder of its own. It knows the container only.
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { ExportError } from "@stella-export/core";
import { nodeFiles, toFileError } from "@stella-export/core/node";

/** Files that such an archive has, at its top. */
const DATABASES = ["trivy.db", "trivy-java.db"];
const METADATA = "metadata.json";
const BLOCK_BYTES = 512;
/** Deflate packs a thousand to one; the largest database known is 2 GB. */
const MAX_UNPACKED_BYTES = 2 ** 33;
const MAX_METADATA_BYTES = 1 << 16;

interface Members {
  /** The database as a file; absent where the archive has none. */
  readonly path: string | undefined;
  readonly metadata: Uint8Array | undefined;
}

export interface UnpackedDatabase extends Members {
  /** Removes the folder. */
  close(): void;
}

/** Unpacks into the system's folder for temporary files. Throws DATABASE_DAMAGED for what is no such archive. */
export async function unpackDatabase(path: string): Promise<UnpackedDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "stella-db-"));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    return { ...(await unpackInto(path, folder)), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Unpacks the database into a folder that is there. Throws as {@link unpackDatabase}. */
export async function unpackInto(path: string, folder: string): Promise<Members> {
  const input = new TarBytes(path);
  let database: string | undefined;
  let metadata: Uint8Array | undefined;
  try {
    for (;;) {
      const header = await input.take(BLOCK_BYTES);
      if (header === undefined || header.every((byte) => byte === 0)) return { path: database, metadata };
      const { name, sizeBytes, isFile } = readHeader(header, path);
      if (isFile && DATABASES.includes(name) && database === undefined) {
        database = join(folder, name);
        await copy(input, sizeBytes, database, path);
      } else if (isFile && name === METADATA && sizeBytes <= MAX_METADATA_BYTES) {
        metadata = (await input.take(sizeBytes)) ?? cut(path);
      } else await input.skip(sizeBytes);
      await input.skip((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
    }
  } finally {
    input.close();
  }
}

async function copy(input: TarBytes, sizeBytes: number, target: string, path: string): Promise<void> {
  const file = nodeFiles.openForWrite(target, { exclusive: true });
  try {
    for (let position = 0; position < sizeBytes;) {
      const part = (await input.some(sizeBytes - position)) ?? cut(path);
      nodeFiles.write(file, part, position);
      position += part.length;
    }
  } finally {
    nodeFiles.close(file);
  }
}

/** POSIX and GNU headers; their extensions (long names, pax records) are entries of other types, which are skipped. */
function readHeader(header: Uint8Array, path: string): { name: string; sizeBytes: number; isFile: boolean } {
  const text = (start: number, length: number): string => {
    const field = header.subarray(start, start + length);
    const end = field.indexOf(0);
    return Buffer.from(field.subarray(0, end === -1 ? length : end)).toString("latin1");
  };
  const sizeBytes = /^ *[0-7]+ *$/.test(text(124, 12)) ? Number.parseInt(text(124, 12), 8) : Number.NaN;
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (Number.isNaN(sizeBytes) || sum !== Number.parseInt(text(148, 8), 8)) throw damaged(path, "the archive inside the gzip is no tar");
  const type = header[156];
  return { name: text(0, 100).replace(/^\.\//, ""), sizeBytes, isFile: type === 0 || type === 0x30 };
}

/** The unpacked bytes of a gzip file, front to back. */
class TarBytes {
  readonly #path: string;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #close: () => void;
  #chunk: Uint8Array = new Uint8Array(0);
  #total = 0;

  constructor(path: string) {
    this.#path = path;
    const file = createReadStream(path);
    const unpacked = createGunzip();
    file.on("error", (error) => unpacked.destroy(error));
    this.#chunks = file.pipe(unpacked)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#close = () => {
      file.destroy();
      unpacked.destroy();
    };
  }

  /** 1 to `max` bytes; undefined at the end. */
  async some(max: number): Promise<Uint8Array | undefined> {
    while (this.#chunk.length === 0) {
      const next = await this.#next();
      if (next === undefined) return undefined;
      this.#total += next.length;
      if (this.#total > MAX_UNPACKED_BYTES) throw damaged(this.#path, `it unpacks to more than ${MAX_UNPACKED_BYTES} bytes`);
      this.#chunk = next;
    }
    const part = this.#chunk.subarray(0, max);
    this.#chunk = this.#chunk.subarray(max);
    return part;
  }

  /** Exactly `length` bytes in a new array; undefined where the file ends before. */
  async take(length: number): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const part = await this.some(length - done);
      if (part === undefined) return undefined;
      bytes.set(part, done);
      done += part.length;
    }
    return bytes;
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) left -= ((await this.some(left)) ?? cut(this.#path)).length;
  }

  close(): void {
    this.#close();
  }

  async #next(): Promise<Uint8Array | undefined> {
    try {
      const next = await this.#chunks.next();
      return next.done === true ? undefined : next.value;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw toFileError(cause, "read", this.#path);
      throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", `the gzip is damaged: ${(cause as Error).message}`, { path: this.#path, cause });
    }
  }
}

function damaged(path: string, message: string): ExportError {
  return new ExportError("ERR_EXPORT_DATABASE_DAMAGED", message, { path });
}

function cut(path: string): never {
  throw damaged(path, "the archive ends early");
}

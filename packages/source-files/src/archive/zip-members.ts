// Reads the members of a zip whose structure has been checked, each with its size and checksum. The file is read at random places.
import { crc32, createInflateRaw, inflateRawSync, type ZlibOptions } from "node:zlib";
import type { ArchiveContext } from "./archive-context.js";
import { decodeStream } from "./decode-stream.js";
import { inflateFailure } from "./gzip.js";
import type { Member, MemberStream } from "./member.js";
import { isPassedOver, parseMemberName } from "./member-name.js";
import { MemberRegister } from "./member-register.js";
import type { OpenFile } from "./open-file.js";
import { checkDirectory } from "./zip-directory.js";
import { STORED } from "./zip-entry.js";
import { type Entry, ZipLibrary } from "./zip-library.js";

/** Up to here one call is faster than a stream. */
const ONE_CALL_BYTES = 1024 * 1024;
const OUTPUT_CHUNK_BYTES = 128 * 1024;

/** Throws ARCHIVE_DAMAGED, ARCHIVE_UNSAFE, ARCHIVE_UNSUPPORTED, SOURCE_LIMIT, IO. */
export function zipMembers(file: OpenFile, context: ArchiveContext): MemberStream {
  const register = new MemberRegister(context);
  return { members: readMembers(file, register, context), takeIgnored: () => register.takeIgnored() };
}

async function* readMembers(file: OpenFile, register: MemberRegister, context: ArchiveContext): AsyncGenerator<Member, void> {
  const contentStarts = await checkDirectory(file, register, context);
  const zip = await ZipLibrary.open(file, context);
  let i = 0;
  for await (const entry of zip.entries()) {
    const contentStart = contentStarts[i++] as number;
    const name = parseMemberName(entry.fileNameRaw, context);
    if (name.isFolder || isPassedOver(name.path)) continue;
    const content = new ZipContent(file, entry, contentStart, name.path, context);
    yield { path: name.path, isUtf8: name.isUtf8, sizeBytes: entry.uncompressedSize, chunks: () => content.chunks() };
  }
}

class ZipContent {
  readonly #file: OpenFile;
  readonly #entry: Entry;
  readonly #start: number;
  readonly #path: string;
  readonly #context: ArchiveContext;

  constructor(file: OpenFile, entry: Entry, start: number, path: string, context: ArchiveContext) {
    this.#file = file;
    this.#entry = entry;
    this.#start = start;
    this.#path = path;
    this.#context = context;
  }

  async *chunks(): AsyncGenerator<Uint8Array, void> {
    const { crc32: expected, uncompressedSize } = this.#entry;
    let checksum = 0;
    let sizeBytes = 0;
    for await (const chunk of this.#decoded()) {
      checksum = crc32(chunk, checksum);
      sizeBytes += chunk.length;
      if (sizeBytes > uncompressedSize) throw this.#damaged("content that is longer than announced");
      yield chunk;
    }
    if (sizeBytes < uncompressedSize) throw this.#damaged("content that is shorter than announced");
    if (checksum !== expected) throw this.#damaged("content with another checksum than the directory says");
  }

  #decoded(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
    const { compressionMethod, compressedSize, uncompressedSize } = this.#entry;
    if (compressionMethod === STORED) return this.#stored();
    return uncompressedSize <= ONE_CALL_BYTES && compressedSize <= ONE_CALL_BYTES ? this.#inflatedAtOnce() : this.#inflated();
  }

  async *#stored(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#input()) {
      this.#context.addOutput(chunk.length, this.#path);
      yield chunk;
    }
  }

  *#inflatedAtOnce(): Generator<Uint8Array, void> {
    const { compressedSize, uncompressedSize } = this.#entry;
    this.#context.addInput(compressedSize);
    this.#context.addOutput(uncompressedSize, this.#path);
    const bytes = this.#file.read(this.#start, compressedSize);
    // One byte more than the content, so that zlib need not be asked again with a second buffer whether there is more.
    const options = { chunkSize: Math.max(uncompressedSize + 1, 64), maxOutputLength: Math.max(uncompressedSize, 1) };
    try {
      const { content, used } = inflate(bytes, options);
      if (used < compressedSize) throw this.#damaged("bytes after the deflate data of a member");
      if (content.length > 0) yield content;
    } catch (error) {
      throw inflateFailure(error, this.#context, this.#path);
    }
  }

  async *#inflated(): AsyncGenerator<Uint8Array, void> {
    const output = decodeStream(createInflateRaw({ chunkSize: OUTPUT_CHUNK_BYTES }), this.#input());
    try {
      for (;;) {
        const next = await output.next();
        if (next.done === true) {
          if (next.value.used < this.#entry.compressedSize) throw this.#damaged("bytes after the deflate data of a member");
          return;
        }
        this.#context.addOutput(next.value.length, this.#path);
        yield next.value;
      }
    } catch (error) {
      throw inflateFailure(error, this.#context, this.#path);
    } finally {
      await output.return({ used: 0, rest: new Uint8Array(0) });
    }
  }

  async *#input(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#file.chunks(this.#start, this.#start + this.#entry.compressedSize)) {
      this.#context.addInput(chunk.length);
      yield chunk;
    }
  }

  #damaged(what: string): Error {
    return this.#context.damaged(what, this.#path);
  }
}

// With `info`, node:zlib also tells how much of the input it used; its types do not know.
function inflate(bytes: Buffer, options: ZlibOptions): { content: Buffer; used: number } {
  const { buffer, engine } = inflateRawSync(bytes, { ...options, info: true }) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  return { content: buffer, used: engine.bytesWritten };
}

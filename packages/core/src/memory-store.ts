// A content-addressed store in memory: the double for tests, and a store for bundles that are handed on at once.
import { concatBytes } from "./bytes.js";
import { type Digest, type Sha256, toDigest } from "./digest.js";
import { ExportError } from "./errors/export-error.js";
import { assertRange, type ByteRange, type Descriptor, type PutOptions, type Store } from "./seams/store.js";

export class MemoryStore implements Store {
  readonly #sha256: Sha256;
  readonly #blobs = new Map<Digest, Uint8Array>();

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  async has(digest: Digest): Promise<boolean> {
    return this.#blobs.has(digest);
  }

  async get(digest: Digest, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const blob = this.#blobs.get(digest);
    if (blob === undefined) return undefined;
    if (range !== undefined) assertRange(range, blob.length);
    const part = range === undefined ? blob.slice() : blob.slice(range.start, range.end);
    return (async function* () {
      if (part.length > 0) yield part;
    })();
  }

  async put(mediaType: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, options: PutOptions = {}): Promise<Descriptor> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) {
      size += chunk.length;
      if (size > (options.maxBytes ?? Number.MAX_SAFE_INTEGER)) {
        throw new ExportError("ERR_EXPORT_SIZE_MISMATCH", `more than the ${options.maxBytes} bytes allowed`);
      }
      parts.push(new Uint8Array(chunk));
    }
    const blob = concatBytes(parts);
    const digest = toDigest(this.#sha256.hash(blob));
    if (options.expected !== undefined && options.expected !== digest) {
      throw new ExportError("ERR_EXPORT_DIGEST_MISMATCH", `expected ${options.expected}, got ${digest}`);
    }
    this.#blobs.set(digest, blob);
    return { mediaType, digest, sizeBytes: size };
  }
}

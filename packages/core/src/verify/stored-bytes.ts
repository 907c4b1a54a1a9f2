// The bytes of one entry on their way through verification: counted, hashed and compared with what the manifest names.
// It knows stored bytes; what they decode to is checked in `deep-check.ts`.
import { ByteBuffer } from "../byte-buffer.js";
import { type Digest, type Hasher, type Sha256, toDigest } from "../digest.js";
import type { ManifestContent } from "../manifest/schema.js";
import type { BundleEntry } from "./bundle-reader.js";
import type { VerifyFailure } from "./result.js";

/** Called with the size of each chunk read; may throw to stop. */
export type ChunkHook = (sizeBytes: number) => void;

// What an entry announces is not believed further than this before its bytes are there.
const READ_AHEAD_BYTES = 1 << 24;

export class StoredBytes implements AsyncIterable<Uint8Array> {
  sizeBytes = 0;
  readonly #content: ManifestContent;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #hasher: Hasher;
  readonly #onChunk: ChunkHook;
  #ended = false;
  #broken: { readonly error: unknown } | undefined;

  constructor(entry: BundleEntry, content: ManifestContent, sha256: Sha256, onChunk: ChunkHook) {
    this.#content = content;
    this.#chunks = entry.chunks()[Symbol.asyncIterator]();
    this.#hasher = sha256.create();
    this.#onChunk = onChunk;
  }

  /** For a decoder. One that stops early does not close the entry: `drain` reads the rest. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) yield chunk;
  }

  /** Reads what is left. Throws what the entry itself threw, also where a decoder has seen that first. */
  async drain(): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken.error;
    while ((await this.#next()) !== undefined);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  /** After `drain`: what does not fit. A wrong size makes a wrong digest, so only the size is told. */
  failure(): VerifyFailure | undefined {
    const { path, sizeBytes } = this.#content;
    if (this.sizeBytes !== sizeBytes) return sizeMismatch(path, sizeBytes);
    return digestMismatch(this.#content, toDigest(this.#hasher.digest()));
  }

  /** Reads no further than one chunk beyond the size that the manifest names. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.#ended || this.sizeBytes > this.#content.sizeBytes) return undefined;
    const next = await this.#chunks.next().catch((error: unknown) => {
      this.#broken = { error };
      throw error;
    });
    if (next.done === true) {
      this.#ended = true;
      return undefined;
    }
    const chunk = next.value;
    this.sizeBytes += chunk.length;
    this.#hasher.update(chunk);
    this.#onChunk(chunk.length);
    return chunk;
  }
}

/** The bytes of a small file; `undefined` where there are more than `maxBytes`, or more or fewer than the entry announces. */
export async function readWhole(entry: BundleEntry, maxBytes: number, onChunk: ChunkHook): Promise<Uint8Array | undefined> {
  if (entry.sizeBytes > maxBytes) return undefined;
  const bytes = new ByteBuffer(Math.min(entry.sizeBytes, READ_AHEAD_BYTES));
  for await (const chunk of entry.chunks()) {
    if (bytes.length + chunk.length > entry.sizeBytes) return undefined;
    bytes.append(chunk);
    onChunk(chunk.length);
  }
  return bytes.length === entry.sizeBytes ? bytes.view() : undefined;
}

/** `undefined` where the stored bytes have the digest that the manifest names. */
export function digestMismatch({ path, digest }: ManifestContent, found: Digest): VerifyFailure | undefined {
  return found === digest ? undefined : { code: "ERR_EXPORT_DIGEST_MISMATCH", path, message: `the file's SHA-256 is not ${digest}` };
}

export function sizeMismatch(path: string, sizeBytes: number): VerifyFailure {
  return { code: "ERR_EXPORT_SIZE_MISMATCH", path, message: `the file is not ${sizeBytes} bytes long` };
}

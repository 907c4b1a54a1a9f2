// Where bytes live under their digest. It knows nothing of what they are for.
import type { Digest } from "../digest.js";

/** What bytes are called wherever they are stored or sent. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
}

export interface PutOptions {
  /** Refuse (DIGEST_MISMATCH) bytes with another digest. */
  readonly expected?: Digest;
  /** Refuse (SIZE_MISMATCH) once more bytes than this have come. */
  readonly maxBytes?: number;
}

/** Half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Throws TypeError for a range that is not within a blob of that size. */
export function assertRange({ start, end }: ByteRange, sizeBytes: number): void {
  const isWithin = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= sizeBytes;
  if (!isWithin) throw new TypeError(`no range of ${sizeBytes} bytes: ${start} to ${end}`);
}

/**
 * A content-addressed store. All methods may be called concurrently and any number of times. Bytes appear whole or not at all: a
 * reader never sees what a writer has not finished, and a `put` that throws leaves nothing behind. Putting what is there already is
 * not an error. Throws DISK_FULL, PERMISSION, IO besides what is said below.
 */
export interface Store {
  has(digest: Digest): Promise<boolean>;
  /** The bytes, or those of the range; `undefined` where the digest is not there. A range that leaves the blob is a TypeError. */
  get(digest: Digest, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined>;
  put(mediaType: string, bytes: AsyncIterable<Uint8Array> | Uint8Array, options?: PutOptions): Promise<Descriptor>;
}

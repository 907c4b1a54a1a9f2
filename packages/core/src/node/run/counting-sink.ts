// Counts records instead of keeping them, so that a plan can tell what a run would do without writing a byte.
import { hash } from "node:crypto";
import { ByteBuffer } from "../../byte-buffer.js";
import type { RecordSink } from "./lane.js";

/** Bytes of canonical documents that the size of a bundle is estimated from. */
const SAMPLE_BYTES = 4 * 1024 * 1024;
/** What the spool adds to an entry: lengths in its block, its share of the sorted list of documents. */
const ENTRY_OVERHEAD_BYTES = 12;
const DOCUMENT_LOG_BYTES = 44;

/** Counts records instead of keeping them: 8 bytes of memory each. */
export class CountingSink implements RecordSink {
  readonly buffer = new ByteBuffer(1 << 20);
  readonly sample = new ByteBuffer(1 << 20);
  contentBytes = 0;
  spoolBytes = 0;
  #records = 0;
  readonly #keys = new Map<string, KeySet>();

  commit(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const { bytes } = this.buffer;
    this.#records++;
    this.contentBytes += valueEnd - valueStart;
    this.spoolBytes += keyEnd - valueStart + ENTRY_OVERHEAD_BYTES + DOCUMENT_LOG_BYTES;
    if (this.sample.length < SAMPLE_BYTES) this.sample.append(bytes.subarray(valueStart, valueEnd));
    // The byte of the kind (which may be 0) and the source name up to NUL make the group; the source document's digest is not part of the identity.
    const group = Buffer.from(bytes.subarray(keyStart, bytes.indexOf(0, keyStart + 1))).toString("latin1");
    let keys = this.#keys.get(group);
    if (keys === undefined) this.#keys.set(group, (keys = new KeySet()));
    keys.add(bytes.subarray(keyStart, keyEnd - 32));
    this.buffer.length = 0;
  }

  get records(): number {
    return this.#records;
  }

  /** Duplicates of a source and kind number. */
  duplicates(source: string, kind: number): number {
    return this.#keys.get(String.fromCharCode(kind) + source)?.duplicates() ?? 0;
  }
}

/** Counts equal keys by 64 bits of their SHA-256: with ten million keys the chance of one wrong count is 3 in a million. */
class KeySet {
  #hashes = new BigUint64Array(1024);
  #count = 0;

  add(key: Uint8Array): void {
    if (this.#count === this.#hashes.length) {
      const grown = new BigUint64Array(this.#count * 2);
      grown.set(this.#hashes);
      this.#hashes = grown;
    }
    this.#hashes[this.#count++] = hash("sha256", key, "buffer").readBigUInt64LE(0);
  }

  duplicates(): number {
    // Numbers of a typed array have one order; a comparator would only make it forty times slower.
    const sorted = this.#hashes.subarray(0, this.#count).sort();
    let duplicates = 0;
    for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) duplicates++;
    return duplicates;
  }
}

// Splits a shard or an index into its lines as they stream by, looks at each, and reduces them to one digest of what they say about places:
// `<offset> <length> <digest>` a line. A shard and its index agree iff the two digests are equal.
import { ByteBuffer } from "../byte-buffer.js";
import { encodeUtf8 } from "../bytes.js";
import { Canonicalizer } from "../canonical/canonicalizer.js";
import { type Digest, type Hasher, type Sha256, toDigest, toHex } from "../digest.js";
import { EntryKeys } from "./entry-keys.js";
import { parseIndexEntry } from "./index-entry.js";

const LINE_END = 0x0a;

/** An index line names one document; one that is longer than this is none. */
const MAX_INDEX_LINE_BYTES = 16 * 1024 * 1024;

/** A longer record is not asked for its canonical form, which would take as much memory again: the limit of documents, unless a profile raises it. */
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Characters of places that are gathered for one update of the hash. */
const PLACES_AT_ONCE = 16_384;

export interface LineReader {
  readonly lines: number;
  /** Chunks may be reused after the call. */
  update(chunk: Uint8Array): void;
  /** What is wrong with the lines themselves; called once, after the last chunk. */
  finish(): string | undefined;
}

/** Counts lines. */
export class PlainLines implements LineReader {
  lines = 0;
  #open = false;

  update(chunk: Uint8Array): void {
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, at + 1)) this.lines++;
    if (chunk.length > 0) this.#open = chunk[chunk.length - 1] !== LINE_END;
  }

  finish(): string | undefined {
    return this.#open ? "the last line has no line end" : undefined;
  }
}

/** The lines of a shard, each of which must be canonical JSON; in bounded memory however long they are. */
export class ShardLines implements LineReader {
  lines = 0;
  readonly #sha256: Sha256;
  readonly #places: Places;
  readonly #canonical = new CanonicalLine();
  /** The beginning of a line whose end has not come yet, as far as it is kept. */
  readonly #begin = new ByteBuffer();
  #open: Hasher | undefined;
  #offset = 0;
  #length = 0;
  #problem: string | undefined;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
    this.#places = new Places(sha256);
  }

  update(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      this.#close(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start === chunk.length) return;
    this.#open ??= this.#sha256.create();
    this.#open.update(chunk.subarray(start));
    this.#length += chunk.length - start;
    if (this.#length <= MAX_RECORD_BYTES) this.#begin.append(chunk.subarray(start));
  }

  finish(): string | undefined {
    return this.#problem ?? (this.#open === undefined ? undefined : "the last line has no line end");
  }

  /** Digest of all places; after `finish`. */
  places(): string {
    return this.#places.digest();
  }

  #close(rest: Uint8Array): void {
    let digest: Uint8Array;
    if (this.#open === undefined) digest = this.#sha256.hash(rest);
    else {
      this.#open.update(rest);
      digest = this.#open.digest();
      this.#open = undefined;
    }
    const length = this.#length + rest.length;
    this.#places.add(this.#offset, length, toDigest(digest));
    this.#offset += length + 1;
    this.lines++;
    if (length <= MAX_RECORD_BYTES && this.#problem === undefined && !this.#canonical.is(this.#whole(rest)))
      this.#problem = `line ${this.lines} is no canonical JSON`;
    this.#length = 0;
    this.#begin.length = 0;
  }

  #whole(rest: Uint8Array): Uint8Array {
    if (this.#length === 0) return rest;
    this.#begin.append(rest);
    return this.#begin.view();
  }
}

/** The lines of an index, each of which must be a canonical entry, in key order, and must name `shard` if it names a place. */
export class IndexLines implements LineReader {
  lines = 0;
  /** Whether some entry names a place in a shard. */
  namesPlaces = false;
  readonly #shard: string;
  readonly #places: Places;
  /** First and last key of the lines. */
  readonly keys: EntryKeys;
  readonly #canonical = new CanonicalLine();
  readonly #line = new ByteBuffer(4096);
  #problem: string | undefined;

  constructor(sha256: Sha256, shard: string) {
    this.#shard = shard;
    this.#places = new Places(sha256);
    this.keys = new EntryKeys(shard, sha256);
  }

  update(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
      this.#append(chunk.subarray(start, end));
      this.#entry(this.#line.view());
      this.#line.length = 0;
      start = end + 1;
      this.lines++;
    }
    this.#append(chunk.subarray(start));
  }

  finish(): string | undefined {
    return this.#problem ?? (this.#line.length === 0 ? undefined : "the last line has no line end");
  }

  /** Digest of all places; after `finish`. */
  places(): string {
    return this.#places.digest();
  }

  #append(part: Uint8Array): void {
    if (this.#problem !== undefined) return;
    if (this.#line.length + part.length > MAX_INDEX_LINE_BYTES) this.#problem = `line ${this.lines + 1} is too long for an index`;
    else this.#line.append(part);
  }

  #entry(line: Uint8Array): void {
    if (this.#problem !== undefined) return;
    const entry = this.#canonical.is(line) ? parseIndexEntry(line) : undefined;
    if (entry === undefined) {
      this.#problem = `line ${this.lines + 1} is no index entry in canonical form`;
      return;
    }
    const misplaced = this.keys.add(entry);
    if (entry.file !== null && entry.file !== this.#shard) this.#problem = `line ${this.lines + 1} names another shard than ${this.#shard}`;
    else if (misplaced !== undefined) this.#problem = `line ${this.lines + 1} ${misplaced}`;
    else if (entry.offset !== null && entry.length !== null) {
      this.namesPlaces = true;
      this.#places.add(entry.offset, entry.length, entry.digest);
    }
  }
}

/** Asks line after line whether it is its own canonical form, in one memory. */
class CanonicalLine {
  // As deep as any profile allows.
  readonly #canonicalizer = new Canonicalizer({ depth: 10_000 });
  readonly #scratch = new ByteBuffer();

  is(line: Uint8Array): boolean {
    this.#scratch.length = 0;
    try {
      return this.#canonicalizer.append(line, 0, line.length, this.#scratch);
    } catch {
      return false; // Not JSON at all: the caller names the line.
    }
  }
}

/** Digest over the lines `<offset> <length> <digest>`, many of them an update. */
class Places {
  readonly #hasher: Hasher;
  #text = "";

  constructor(sha256: Sha256) {
    this.#hasher = sha256.create();
  }

  add(offset: number, length: number, digest: Digest): void {
    this.#text += `${offset} ${length} ${digest}\n`;
    if (this.#text.length >= PLACES_AT_ONCE) this.#flush();
  }

  digest(): string {
    this.#flush();
    return toHex(this.#hasher.digest());
  }

  #flush(): void {
    this.#hasher.update(encodeUtf8(this.#text));
    this.#text = "";
  }
}

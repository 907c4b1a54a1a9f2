// Canonical JSON (RFC 8785, with one deviation in numbers) from bytes to bytes, without building objects.
// It knows how a document comes to the end of a buffer, whole or not at all; it knows nothing about what documents mean.
import { type ByteBuffer, releaseBytes } from "../byte-buffer.js";
import { DEFAULT_LIMITS } from "../limits.js";
import { type ByteView, byteView, copyBytes } from "./copy-bytes.js";
import { DocumentReader } from "./document-reader.js";
import { fail } from "./failure.js";
import type { NumberRule } from "./number-token.js";
import { spaceEnd } from "./plain-bytes.js";

/** Limits and number rule of a {@link Canonicalizer}. */
export interface CanonicalizerOptions {
  /** Greatest nesting of objects and arrays, 0–10,000. Default 128. */
  readonly depth?: number;
  /** Default `lossless`. */
  readonly numbers?: NumberRule;
  /** Greatest length of a canonical form. Default: none. */
  readonly maxBytes?: number;
}

const MAX_DEPTH = 10_000;
// Positions are kept as 32-bit integers.
const MAX_POSITION = 0x7fffffff;
// Nearly every document is smaller; room for a larger one is not kept.
const KEPT_SCRATCH = 1 << 22;

/**
 * Brings JSON documents into canonical form: keys in UTF-16 order, no insignificant whitespace, escapes and numbers as RFC 8785
 * writes them, except that a number whose RFC 8785 form would denote another decimal value stays as it was written.
 *
 * One object serves any number of documents, one at a time; it allocates nothing per document once it has grown.
 */
export class Canonicalizer {
  readonly #maxBytes: number;
  readonly #reader: DocumentReader;
  #scratch = byteView(new Uint8Array(0));

  /** Throws `TypeError` for an option that is out of range. */
  constructor(options: CanonicalizerOptions = {}) {
    const { depth = DEFAULT_LIMITS.depth, numbers = "lossless", maxBytes = Infinity } = options;
    if (!Number.isInteger(depth) || depth < 0 || depth > MAX_DEPTH) throw new TypeError(`depth: an integer from 0 to ${MAX_DEPTH}`);
    if (numbers !== "lossless" && numbers !== "rfc8785") throw new TypeError('numbers: "lossless" or "rfc8785"');
    if (!(maxBytes >= 0)) throw new TypeError("maxBytes: a number of bytes");
    this.#maxBytes = Math.min(Math.floor(maxBytes), MAX_POSITION);
    this.#reader = new DocumentReader(depth, numbers);
  }

  /**
   * Reads the one document in `src[start, end)`, whitespace around it allowed, and appends its canonical form to `out`.
   * Returns true where that is the same bytes, so that a digest can be reused. `src` must not be the bytes of `out`, and no
   * byte outside the range is read. With `mayOverwrite` a large document's range of `src` may serve as scratch, and hold anything afterwards.
   *
   * Throws `ExportError` with a code `ERR_EXPORT_JSON_…` or `ERR_EXPORT_DOCUMENT_TOO_LARGE` and an offset from `start`; `out`
   * is then as long as it was. Throws `TypeError` for a range that is not within `src`.
   */
  append(src: Uint8Array, start: number, end: number, out: ByteBuffer, mayOverwrite = false): boolean {
    if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= src.length)) {
      throw new TypeError(`no range of ${src.length} bytes: ${start} to ${end}`);
    }
    if (end > MAX_POSITION) {
      if (end - start > MAX_POSITION) fail("ERR_EXPORT_DOCUMENT_TOO_LARGE", MAX_POSITION);
      return this.append(src.subarray(start, end), 0, end - start, out, mayOverwrite);
    }
    const length = out.length;
    try {
      return this.#append(src, start, end, out, mayOverwrite);
    } catch (error) {
      out.length = length;
      this.#reader.members.clear();
      throw error;
    }
  }

  #append(src: Uint8Array, start: number, end: number, out: ByteBuffer, mayOverwrite: boolean): boolean {
    if (end - start >= 3 && src[start] === 0xef && src[start + 1] === 0xbb && src[start + 2] === 0xbf) fail("ERR_EXPORT_JSON_BOM", 0);
    const { text, moved } = this.#reader;
    const { bytes, view } = text.from(src);
    const from = spaceEnd(bytes, view, start, end);
    text.begin(start, from, out, this.#maxBytes);
    const stop = this.#reader.read(start, from, end);
    const rest = spaceEnd(bytes, view, stop, end);
    if (rest < end) fail("ERR_EXPORT_JSON_TRAILING_BYTES", rest - start);

    const base = out.length;
    const size = text.finish(stop);
    const isVerbatim = text.isVerbatim;
    if (isVerbatim) {
      text.reserve(size);
      if (moved.count === 0) copyBytes(text.target, base, text.source, from, stop);
      else moved.write(text.source, from, size, text.target, base);
    } else if (moved.count > 0) {
      const range = mayOverwrite && size > KEPT_SCRATCH && size <= end - start ? src.subarray(start, end) : undefined;
      const scratch = range === undefined ? this.#scratchOf(size) : byteView(range);
      copyBytes(scratch, 0, text.target, base, base + size);
      moved.write(scratch, 0, size, text.target, base);
      if (scratch !== this.#scratch && range === undefined) releaseBytes(scratch.bytes);
    }
    out.length = base + size;
    return isVerbatim && moved.count === 0 && from === start && stop === end;
  }

  #scratchOf(size: number): ByteView {
    if (size > KEPT_SCRATCH) return byteView(new Uint8Array(size));
    if (this.#scratch.bytes.length < size) this.#scratch = byteView(new Uint8Array(Math.min(2 * size, KEPT_SCRATCH)));
    return this.#scratch;
  }

  /**
   * Number of members of the last document's top-level object, 0 where it is none. They are in canonical order, their positions
   * count from the document's first byte in `out`, and they are valid until the next `append`.
   */
  get memberCount(): number {
    return this.#reader.members.count;
  }

  /** Position of the opening quote of a member's key. Throws `TypeError` where there is no such member, as do the others. */
  memberKeyStart(index: number): number {
    return this.#reader.members.keyStart(index);
  }

  /** Position behind the closing quote of a member's key. */
  memberKeyEnd(index: number): number {
    return this.#reader.members.keyEnd(index);
  }

  /** Position of the first byte of a member's value. */
  memberValueStart(index: number): number {
    return this.#reader.members.keyEnd(index) + 1; // the colon
  }

  /** Position behind a member's value. */
  memberValueEnd(index: number): number {
    return this.#reader.members.valueEnd(index);
  }
}

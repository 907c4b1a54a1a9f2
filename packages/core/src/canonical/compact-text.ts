// The compact text of one document: the input without insignificant whitespace, tokens in canonical form, members still in
// input order. It stays a range of the input for as long as nothing differs, and is copied to the output only then.
// It knows no grammar; it trusts the positions it is given.
import type { ByteBuffer } from "../byte-buffer.js";
import { type ByteView, byteView, copyBytes } from "./copy-bytes.js";
import { fail } from "./failure.js";

const NOTHING = byteView(new Uint8Array(0));

/** One document at a time, between `begin` and `finish`; what is between them is told in input order. */
export class CompactText {
  /** Position in the compact text minus position in the input, for what lies at or behind the last difference. */
  delta = 0;
  /** Greatest length of the text. */
  maxBytes = 0;
  /** The input. */
  source: ByteView = NOTHING;
  /** The output; current behind a difference or {@link reserve}. */
  target: ByteView = NOTHING;

  #src: Uint8Array | undefined;
  #out: ByteBuffer | undefined;
  #start = 0;
  #from = 0; // input from here on is not copied yet
  #base = 0; // where the document begins in the output
  #at = 0; // what is copied ends here

  /** Sets the input, and returns it in the form that all reading goes through. */
  from(src: Uint8Array): ByteView {
    if (this.#src !== src || this.source.bytes.length !== src.length) {
      this.source = byteView(src);
      this.#src = src;
    }
    return this.source;
  }

  /** Begins the document at `start`, whose first `from - start` bytes do not count. */
  begin(start: number, from: number, out: ByteBuffer, maxBytes: number): void {
    this.#out = out;
    this.#start = start;
    this.#from = from;
    this.#base = out.length;
    this.#at = out.length;
    this.maxBytes = maxBytes;
    this.delta = -from;
  }

  /** Leaves out the input bytes `[p, q)`. */
  drop(p: number, q: number): void {
    this.#copyUpTo(p);
    this.#from = q;
    this.delta -= q - p;
  }

  /** Puts the first `length` bytes of `form` in place of the input bytes `[p, q)`. */
  replace(p: number, q: number, form: Uint8Array, length: number): void {
    this.#copyUpTo(p);
    this.#makeRoom(length, p);
    for (let i = 0; i < length; i++) this.target.bytes[this.#at + i] = form[i] as number;
    this.#at += length;
    this.#from = q;
    this.delta += length - (q - p);
  }

  /** Ends the document before `p`. Returns the length of the compact text; see {@link isVerbatim} for where it is. */
  finish(p: number): number {
    if (this.isVerbatim) {
      if (p - this.#from > this.maxBytes) fail("ERR_EXPORT_DOCUMENT_TOO_LARGE", p - this.#start);
      return p - this.#from;
    }
    this.#copyUpTo(p);
    return this.#at - this.#base;
  }

  /** True while the compact text is a range of the input, and nothing is in the output. */
  get isVerbatim(): boolean {
    return this.#at === this.#base;
  }

  /** Makes room for the whole text in the output, whose length is still the one at the beginning; `target` is then current. */
  reserve(length: number): void {
    const out = this.#out as ByteBuffer;
    out.reserve(length);
    if (this.target.bytes.buffer !== out.bytes.buffer || this.target.bytes.length !== out.bytes.length) this.target = byteView(out.bytes);
  }

  #copyUpTo(p: number): void {
    const length = p - this.#from;
    if (length <= 0) return;
    this.#makeRoom(length, p);
    const at = this.#at;
    copyBytes(this.target, at, this.source, this.#from, p);
    this.#at = at + length;
  }

  #makeRoom(extra: number, p: number): void {
    const at = this.#at;
    const needed = at + extra;
    if (at !== this.#base && needed <= this.target.bytes.length && needed - this.#base <= this.maxBytes) return;
    if (needed - this.#base > this.maxBytes) fail("ERR_EXPORT_DOCUMENT_TOO_LARGE", p - this.#start);
    const out = this.#out as ByteBuffer;
    out.length = at; // what is copied so far has to survive
    this.reserve(extra);
    out.length = this.#base;
  }
}

// Which quotes are open at a place of a string, so that a value without quotes of its own ends where what encloses it does.
// It knows how quotes open and close; what stands between them it does not know.
import { beginsWord } from "./byte-class.js";
import { BACKSLASH, closes, QUOTE, quoteLength } from "./quote.js";

/** Of one document. To be asked with growing places. */
export class OpenQuotes {
  // Where the last answer was for, and the quotes that were open there: a bit of each kind.
  #at = 0;
  #open = 0;

  begin(): void {
    this.#at = 0;
    this.#open = 0;
  }

  /** Length of the quote at `q` where it closes one that was open at `p`; else 0. */
  closing(src: Uint8Array, p: number, q: number): number {
    const length = quoteLength(src, q);
    return length > 0 && (this.#before(src, p) & kindOf(src, q, length)) !== 0 && closes(src, q, length) ? length : 0;
  }

  #before(src: Uint8Array, p: number): number {
    if (p <= this.#at) return this.#open;
    let q = p;
    while (q > this.#at && !isStringStart(src, q)) q--;
    if (q > this.#at) this.#open = 0;
    while (q < p) {
      const length = quoteLength(src, q);
      if (length === 0) {
        q += src[q] === BACKSLASH ? 2 : 1;
        continue;
      }
      const kind = kindOf(src, q, length);
      // An apostrophe within a word is none.
      const isOpen = (this.#open & kind) !== 0;
      if (length > 1 || (isOpen ? closes(src, q, length) : beginsWord(src, q))) this.#open ^= kind;
      q += length;
    }
    this.#at = p;
    return this.#open;
  }
}

/** A bit of its own for the apostrophe, the backtick, and each depth of an escaped quote. */
function kindOf(src: Uint8Array, q: number, length: number): number {
  return length > 1 ? 1 << length : src[q] === 0x27 ? 1 : 2;
}

/** True where the byte before `q` is a quote of the document itself. */
function isStringStart(src: Uint8Array, q: number): boolean {
  if (src[q - 1] !== QUOTE) return false;
  let p = q - 2;
  while (src[p] === BACKSLASH) p--;
  return ((q - p) & 1) === 0;
}

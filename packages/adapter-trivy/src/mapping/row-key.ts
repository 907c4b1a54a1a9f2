// Keys of our sorts: texts, a number and where the row came from, in one array of bytes whose order is that of the texts as UTF-8, then the
// number. The texts hold no control characters, so that NUL can stand between them.

const encoder = new TextEncoder();
const NUMBER_BYTES = 6;
/** Behind the texts: the number, then the origin. */
const TAIL_BYTES = 2 * NUMBER_BYTES;
const MAX_UNIT_BYTES = 3;

/** Builds keys in one buffer: a key is valid until the next one is built. */
export class RowKeys {
  #buffer = new Uint8Array(1 << 12);

  /** `number`, `origin`: at most 2^48 - 1. */
  key(texts: readonly string[], number: number, origin = 0): Uint8Array {
    let need = TAIL_BYTES;
    for (const text of texts) need += text.length * MAX_UNIT_BYTES + 1;
    this.#reserve(need);
    let at = 0;
    for (const text of texts) at = this.#end(at + encoder.encodeInto(text, this.#buffer.subarray(at)).written);
    return this.#numbered(at, number, origin);
  }

  /** The same of texts that are UTF-8 already. */
  keyOfBytes(texts: readonly Uint8Array[], number: number, origin = 0): Uint8Array {
    let need = TAIL_BYTES;
    for (const text of texts) need += text.length + 1;
    this.#reserve(need);
    let at = 0;
    for (const text of texts) {
      this.#buffer.set(text, at);
      at = this.#end(at + text.length);
    }
    return this.#numbered(at, number, origin);
  }

  #reserve(bytes: number): void {
    if (bytes > this.#buffer.length) this.#buffer = new Uint8Array(bytes * 2);
  }

  #end(at: number): number {
    this.#buffer[at] = 0;
    return at + 1;
  }

  #numbered(at: number, number: number, origin: number): Uint8Array {
    writeNumber(this.#buffer, at, number);
    writeNumber(this.#buffer, at + NUMBER_BYTES, origin);
    return this.#buffer.subarray(0, at + TAIL_BYTES);
  }
}

/** Big-endian. */
function writeNumber(into: Uint8Array, at: number, number: number): void {
  let rest = number;
  for (let i = at + NUMBER_BYTES - 1; i >= at; i--) {
    into[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

/** The origin that stands at the end of a key. */
export function originOfKey(key: Uint8Array): number {
  let origin = 0;
  for (let i = key.length - NUMBER_BYTES; i < key.length; i++) origin = origin * 256 + (key[i] as number);
  return origin;
}

/** The bytes of a key that its texts make: what equal rows have in common. */
export function textsEnd(key: Uint8Array): number {
  return key.length - TAIL_BYTES;
}

/** Each text of a key, as a view of it. */
export function textsOfKey(texts: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let start = 0; start < texts.length;) {
    const end = texts.indexOf(0, start);
    found.push(texts.subarray(start, end));
    start = end + 1;
  }
  return found;
}

// Looks into canonical JSON without parsing it: where a value ends, where a member is, what a string says.
// It relies on its input being canonical (valid, without whitespace), builds no objects, and knows no format.
import { decodeUtf8, encodeUtf8 } from "@stella-export/core";

/** There is no such member, element or further value. */
export const NONE = -1;

const names = new Map<string, Uint8Array>();

/**
 * Positions in one canonical document. A position is that of a value's first byte, or of a key's opening quote. Every method costs no
 * more than one pass over the bytes it passes, and never throws for what the document says.
 */
export class JsonScan {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Position behind the string that begins at `start`. */
  stringEnd(start: number): number {
    const { bytes } = this;
    const view = this.#view;
    const end = bytes.length;
    let p = start + 1;
    for (;;) {
      // Eight bytes at a time: a byte that is a quote becomes zero, borrows, and so sets its own highest bit; the lowest flag is right.
      for (const last = end - 8; p <= last; p += 8) {
        const low = view.getInt32(p, true) ^ 0x22222222;
        const inLow = (low - 0x01010101) & ~low & 0x80808080;
        if (inLow !== 0) {
          p += (31 - Math.clz32(inLow & -inLow)) >> 3;
          break;
        }
        const high = view.getInt32(p + 4, true) ^ 0x22222222;
        const inHigh = (high - 0x01010101) & ~high & 0x80808080;
        if (inHigh !== 0) {
          p += 4 + ((31 - Math.clz32(inHigh & -inHigh)) >> 3);
          break;
        }
      }
      while (p < end && bytes[p] !== 0x22) p++;
      if (p >= end || bytes[p - 1] !== 0x5c) return p + 1;
      // A quote behind an even number of backslashes closes the string; behind an odd number it is part of it.
      let q = p - 1;
      while (bytes[q] === 0x5c) q--;
      if (((p - q) & 1) === 1) return p + 1;
      p++;
    }
  }

  /** Position behind the value that begins at `start`. */
  valueEnd(start: number): number {
    const { bytes } = this;
    const end = bytes.length;
    let depth = 0;
    let p = start;
    while (p < end) {
      const byte = bytes[p] as number;
      if (byte === 0x22) {
        p = this.stringEnd(p);
        if (depth === 0) return p;
      } else if (byte === 0x7b || byte === 0x5b) {
        depth++;
        p++;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (depth === 0) return p; // behind a number or a literal
        p++;
        if (--depth === 0) return p;
      } else if (byte === 0x2c && depth === 0) return p;
      else p++;
    }
    return end;
  }

  isObject(start: number): boolean {
    return this.bytes[start] === 0x7b;
  }

  isArray(start: number): boolean {
    return this.bytes[start] === 0x5b;
  }

  isString(start: number): boolean {
    return this.bytes[start] === 0x22;
  }

  isNull(start: number): boolean {
    return this.bytes[start] === 0x6e;
  }

  /** First key of an object or first element of an array, or NONE where it is empty or neither. */
  first(start: number): number {
    if (!this.isObject(start) && !this.isArray(start)) return NONE;
    const byte = this.bytes[start + 1];
    return byte === 0x7d || byte === 0x5d ? NONE : start + 1;
  }

  /** What comes behind the value at `start` in its array or object: the next element or key, or NONE. */
  next(start: number): number {
    const end = this.valueEnd(start);
    return this.bytes[end] === 0x2c ? end + 1 : NONE;
  }

  /** Every element of the array at `start`; nothing where there is none. */
  *elements(start: number): Generator<number> {
    for (let at = this.isArray(start) ? this.first(start) : NONE; at !== NONE; at = this.next(at)) yield at;
  }

  /** Value of the member whose key is at `key`. */
  valueOf(key: number): number {
    return this.stringEnd(key) + 1; // the colon
  }

  /** Value of the member of that name, or NONE where there is none or `object` is at none. */
  member(object: number, name: string): number {
    return this.isObject(object) ? this.#seek(this.first(object), name) : NONE;
  }

  /** As {@link member}, among the members behind the one whose value is at `value`. */
  memberAfter(value: number, name: string): number {
    return this.#seek(this.next(value), name);
  }

  /** Value at the end of a path of member names from the document's root, or NONE. */
  at(...path: string[]): number {
    let value = 0;
    for (const name of path) {
      value = this.member(value, name);
      if (value === NONE) return NONE;
    }
    return value;
  }

  /** The string at `start`; `undefined` where there is none, or one of more than `maxBytes` as it is written. */
  text(start: number, maxBytes = Infinity): string | undefined {
    if (start < 0 || !this.isString(start)) return undefined;
    const end = this.stringEnd(start);
    if (end - start - 2 > maxBytes) return undefined;
    return textBetween(this.bytes, start, end);
  }

  #seek(key: number, name: string): number {
    const wanted = nameBytes(name);
    const initial = wanted[1] as number;
    const stop = isPlain(initial) && initial < 0x80 ? initial : 0xff;
    const { bytes } = this;
    for (let at = key; at !== NONE; at = this.next(this.valueOf(at))) {
      if (startsWith(bytes, at, wanted)) return at + wanted.length;
      // Keys are in order, and by their first byte already where both are plain.
      const first = bytes[at + 1] as number;
      if (first > stop && isPlain(first)) return NONE;
    }
    return NONE;
  }
}

/** True for a byte that stands for itself as the first character of a key: no closing quote, no escape; above ASCII is above all of it. */
function isPlain(byte: number): boolean {
  return byte !== 0x22 && byte !== 0x5c;
}

function startsWith(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 1; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/** `"name":` as canonical JSON writes it. */
function nameBytes(name: string): Uint8Array {
  let bytes = names.get(name);
  if (bytes === undefined) {
    bytes = encodeUtf8(`${JSON.stringify(name)}:`);
    names.set(name, bytes);
  }
  return bytes;
}

// Ids, dates and purls are short ASCII: building the string here costs a third of a decoder call.
function textBetween(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start + 1; i < end - 1; i++) {
    const byte = bytes[i] as number;
    if (byte >= 0x80 || byte === 0x5c || i - start > 96) return JSON.parse(decodeUtf8(bytes.subarray(start, end))) as string;
    text += String.fromCharCode(byte);
  }
  return text;
}

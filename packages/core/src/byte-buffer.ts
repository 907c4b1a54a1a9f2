// A growing byte array that many small writers append to, so that a batch is one allocation.
// It knows nothing about what is written.

const encoder = new TextEncoder();

/** Below this, a loop is faster than a view and a call, and leaves no garbage. */
const LOOP_BYTES = 64;
/** Below this the collector knows best. */
const RELEASED_FROM = 1 << 20;

/** Copies `source[start, end)` to `target` at `at`, which must have room. */
export function copyRange(source: Uint8Array, start: number, end: number, target: Uint8Array, at: number): void {
  if (end - start > LOOP_BYTES) target.set(source.subarray(start, end), at);
  else while (start < end) target[at++] = source[start++] as number;
}

/**
 * Gives the memory of a large array that nobody looks at any more back at once: the collector may wait until three others like it lie about.
 * Every view of it is empty afterwards. An array that shares its memory with others is left to the collector.
 */
export function releaseBytes({ buffer, byteLength }: Uint8Array | Int32Array): void {
  if (byteLength >= RELEASED_FROM && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** Bytes `[0, length)` of `bytes` are in use; `bytes` is replaced when it grows, so never keep it across a write. */
export class ByteBuffer {
  bytes: Uint8Array;
  length = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `extra` more bytes after `length`. Capacity at least doubles, so appending stays linear. */
  reserve(extra: number): void {
    const needed = this.length + extra;
    if (needed <= this.bytes.length) return;
    // With room to spare: a large document that fits exactly would be copied for the few bytes that come behind it.
    const grown = new Uint8Array(Math.max(needed + (needed >>> 3), this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    releaseBytes(this.bytes);
    this.bytes = grown;
  }

  append(part: Uint8Array): void {
    this.appendRange(part, 0, part.length);
  }

  /** Appends `source[start, end)`. */
  appendRange(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    copyRange(source, start, end, this.bytes, this.length);
    this.length += end - start;
  }

  /** Appends the decimal digits of a whole number ≥ 0. */
  appendNumber(value: number): void {
    let digits = 1;
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++;
    this.reserve(digits);
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      this.bytes[at] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.length += digits;
  }

  /** Appends the UTF-8 of `text`; a lone surrogate becomes U+FFFD. */
  appendText(text: string): void {
    this.reserve(text.length * 3);
    let at = this.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.length = at + encoder.encodeInto(i === 0 ? text : text.slice(i), this.bytes.subarray(at)).written;
        return;
      }
      this.bytes[at++] = unit;
    }
    this.length = at;
  }

  /** Appends one byte for each character of a string of U+0000–U+00FF. */
  appendLatin1(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  appendByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** A view of what was written; valid until the next write. */
  view(from = 0): Uint8Array {
    return this.bytes.subarray(from, this.length);
  }
}

// The order of entries by their keys: beginnings of keys are packed into numbers that the engine sorts by itself, and only what is equal so
// far is looked at again. It moves no bytes.

/** Numbers per entry in a table: key start, key end, value start, value end. */
export const STRIDE = 4;

/** Bits of a whole number that a Float64Array keeps exactly. */
const NUMBER_BITS = 53;
const PREFIX_BYTES = 6;
const PREFIX_BITS = 8 * PREFIX_BYTES;
/** Fewer entries than this are put in order one by one. */
const FEW = 12;
/** Keys that differ only behind so many equal beginnings are compared as they are, so that no key can exhaust the stack. */
const MAX_DEPTH = 64;

/** Entry numbers in key order, as bytes; equal keys in the order in which they came. */
export function entryOrder(bytes: Uint8Array, table: Uint32Array, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  new EntryOrder(bytes, table, order).sort(0, count, 0, 0);
  return order;
}

/** Order of the keys of two entries, of which the first `skip` bytes are known to be equal. */
export function compareEntries(bytes: Uint8Array, table: Uint32Array, a: number, b: number, skip: number): number {
  let x = (table[a * STRIDE] as number) + skip;
  let y = (table[b * STRIDE] as number) + skip;
  const xEnd = table[a * STRIDE + 1] as number;
  const yEnd = table[b * STRIDE + 1] as number;
  for (; x < xEnd && y < yEnd; x++, y++) {
    const difference = (bytes[x] as number) - (bytes[y] as number);
    if (difference !== 0) return difference;
  }
  return xEnd - x - (yEnd - y);
}

class EntryOrder {
  readonly #bytes: Uint8Array;
  readonly #table: Uint32Array;
  readonly #order: Uint32Array;

  constructor(bytes: Uint8Array, table: Uint32Array, order: Uint32Array) {
    this.#bytes = bytes;
    this.#table = table;
    this.#order = order;
  }

  /** Sorts `order[from, to)`, whose keys have `skip` bytes in common. */
  sort(from: number, to: number, skip: number, depth: number): void {
    if (to - from < FEW) return this.#insert(from, to, skip);
    const shared = this.#shared(from, to, skip);
    if (depth >= MAX_DEPTH || shared < 0) {
      this.#order.subarray(from, to).sort((a, b) => compareEntries(this.#bytes, this.#table, a, b, skip));
      return;
    }
    const packed = this.#pack(from, to, shared);
    const unit = 2 ** bitsFor(to - from);
    const before = this.#order.slice(from, to);
    for (let i = from, start = from; i < to; i++) {
      const value = packed[i - from] as number;
      this.#order[i] = before[value % unit] as number;
      const isLast = i + 1 === to || Math.floor((packed[i + 1 - from] as number) / unit) !== Math.floor(value / unit);
      if (!isLast) continue;
      if (i > start) this.sort(start, i + 1, shared, depth + 1);
      start = i + 1;
    }
  }

  /** Bytes in common, or -1 where a key ends with them: then beginnings alone do not tell. */
  #shared(from: number, to: number, skip: number): number {
    const bytes = this.#bytes;
    const first = (this.#order[from] as number) * STRIDE;
    const start = this.#table[first] as number;
    let shared = (this.#table[first + 1] as number) - start;
    let shortest = shared;
    for (let i = from + 1; i < to; i++) {
      const base = (this.#order[i] as number) * STRIDE;
      const other = this.#table[base] as number;
      const length = (this.#table[base + 1] as number) - other;
      if (length < shortest) shortest = length;
      const limit = Math.min(shared, length);
      let same = skip;
      while (same < limit && bytes[start + same] === bytes[other + same]) same++;
      shared = same;
    }
    return shared < shortest ? shared : -1;
  }

  /** What follows `skip` bytes of each key, as far as it fits, and behind it the entry's place; in order. */
  #pack(from: number, to: number, skip: number): Float64Array {
    const bytes = this.#bytes;
    const placeBits = bitsFor(to - from);
    const dropped = 2 ** Math.max(0, PREFIX_BITS + placeBits - NUMBER_BITS);
    const unit = 2 ** placeBits;
    const packed = new Float64Array(to - from);
    for (let i = from; i < to; i++) {
      const base = (this.#order[i] as number) * STRIDE;
      const end = this.#table[base + 1] as number;
      let at = (this.#table[base] as number) + skip;
      let value = 0;
      for (const stop = at + PREFIX_BYTES; at < stop; at++) value = value * 256 + (at < end ? (bytes[at] as number) : 0);
      packed[i - from] = Math.floor(value / dropped) * unit + (i - from);
    }
    return packed.sort();
  }

  #insert(from: number, to: number, skip: number): void {
    const order = this.#order;
    for (let i = from + 1; i < to; i++) {
      const entry = order[i] as number;
      let at = i;
      for (; at > from && compareEntries(this.#bytes, this.#table, order[at - 1] as number, entry, skip) > 0; at--)
        order[at] = order[at - 1] as number;
      order[at] = entry;
    }
  }
}

/** Bits that number `count` places. */
function bitsFor(count: number): number {
  return Math.max(1, 32 - Math.clz32(count - 1));
}

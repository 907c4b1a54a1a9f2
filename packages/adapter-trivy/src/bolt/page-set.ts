// A set of page ids, a bit for each page of a file.

export class PageSet {
  readonly #bits: Uint8Array;

  /** Of ids below `end`; others are never in it. */
  constructor(end: number) {
    this.#bits = new Uint8Array(Math.ceil(end / 8));
  }

  /** Returns whether it was new. */
  add(id: number): boolean {
    if (this.has(id)) return false;
    (this.#bits[id >>> 3] as number) |= 1 << (id & 7);
    return true;
  }

  has(id: number): boolean {
    return ((this.#bits[id >>> 3] as number) & (1 << (id & 7))) !== 0;
  }
}

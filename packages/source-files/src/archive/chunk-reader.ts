// Takes a stream of chunks apart by lengths. It knows no format; what a shortage means, its caller says.

/** Hands out views of the incoming chunks, which are valid for as long as their holder wants; only what lies across two chunks is copied. */
export class ChunkReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Bytes handed out so far. */
  position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** 1 to `max` bytes; `undefined` at the end. */
  async take(max: number): Promise<Uint8Array | undefined> {
    if (this.#at === this.#chunk.length && !(await this.#fill())) return undefined;
    const view = this.#chunk.subarray(this.#at, this.#at + max);
    this.#at += view.length;
    this.position += view.length;
    return view;
  }

  /** The next `length` bytes, or fewer where the stream ends before. */
  async exactly(length: number): Promise<Uint8Array> {
    const first = length === 0 ? undefined : await this.take(length);
    if (first === undefined) return new Uint8Array(0);
    if (first.length === length) return first;
    // Grown as bytes come: a length is a claim.
    const parts = [first];
    let have = first.length;
    while (have < length) {
      const more = await this.take(length - have);
      if (more === undefined) break;
      parts.push(more);
      have += more.length;
    }
    return Buffer.concat(parts, have);
  }

  /** The next `length` bytes one chunk after the other, or fewer where the stream ends before. */
  async *upTo(length: number): AsyncGenerator<Uint8Array, void> {
    for (let left = length; left > 0;) {
      const view = await this.take(left);
      if (view === undefined) return;
      left -= view.length;
      yield view;
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #fill(): Promise<boolean> {
    do {
      const next = await this.#iterator.next();
      if (next.done === true) return false;
      this.#chunk = next.value;
      this.#at = 0;
    } while (this.#chunk.length === 0);
    return true;
  }
}

// Reads a tar as a stream of entries in bounded memory, refusing everything that `tar-writer` would not have written.
// It knows the container; which files should be in it is for verification to say.
import type { BundleEntry } from "../verify/bundle-reader.js";
import { BLOCK_BYTES, paddingBytes } from "./header.js";
import { foreign, parseTarHeader } from "./parse-header.js";

/**
 * The entries of a tar in the order in which they are stored, names that repeat included. What an entry's `chunks` were not asked for is
 * skipped. Throws MANIFEST_INVALID or PATH_UNSAFE (with the entry's path) where the archive is not one of ours: a foreign header, a link, a
 * device, padding that is not zero, an early end, or anything after the two zero blocks of the end.
 */
export async function* readTar(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<BundleEntry, void, undefined> {
  const input = new TarInput(chunks);
  try {
    let previous = "";
    for (;;) {
      const block = await input.block(previous);
      if (isZero(block)) break;
      const { path, sizeBytes } = parseTarHeader(block, previous);
      const content = new TarContent(input, path, sizeBytes);
      yield { path, kind: "file", sizeBytes, chunks: () => content.chunks() };
      await content.finish();
      previous = path;
    }
    if (!isZero(await input.block(previous))) throw foreign(previous, "one block of zeros where two end the archive");
    if (!(await input.atEnd())) throw foreign(previous, "bytes follow the end of the archive");
  } finally {
    await input.close();
  }
}

/** Hands out views of the incoming chunks; only a block that lies across two chunks is copied. */
class TarInput {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #straddling = new Uint8Array(BLOCK_BYTES);
  #chunk = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#iterator = chunks[Symbol.asyncIterator]();
  }

  /** 1 to `max` bytes, valid until the next call. */
  async take(max: number, path: string): Promise<Uint8Array> {
    if (await this.atEnd()) throw foreign(path, "the archive ends early");
    const view = this.#chunk.subarray(this.#at, this.#at + max);
    this.#at += view.length;
    return view;
  }

  /** The next 512 bytes, valid until the next call. */
  async block(path: string): Promise<Uint8Array> {
    let view = await this.take(BLOCK_BYTES, path);
    if (view.length === BLOCK_BYTES) return view;
    let filled = 0;
    for (;;) {
      this.#straddling.set(view, filled);
      filled += view.length;
      if (filled === BLOCK_BYTES) return this.#straddling;
      view = await this.take(BLOCK_BYTES - filled, path);
    }
  }

  async atEnd(): Promise<boolean> {
    while (this.#at === this.#chunk.length) {
      const next = await this.#iterator.next();
      if (next.done === true) return true;
      this.#chunk = next.value as Uint8Array<ArrayBuffer>;
      this.#at = 0;
    }
    return false;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

/** The bytes of one entry: read at most once, and only while it is the current one. */
class TarContent {
  readonly #input: TarInput;
  readonly #path: string;
  readonly #padding: number;
  #left: number;
  #state: "fresh" | "reading" | "over" = "fresh";

  constructor(input: TarInput, path: string, sizeBytes: number) {
    this.#input = input;
    this.#path = path;
    this.#left = sizeBytes;
    this.#padding = paddingBytes(sizeBytes);
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#state !== "fresh") throw new TypeError("an entry's bytes can be read once, before the next entry is asked for");
    this.#state = "reading";
    while (this.#left > 0) {
      if (this.#isOver()) throw new TypeError("the next entry has been asked for");
      yield await this.#next();
    }
  }

  /** Skips what was not read and checks the padding. */
  async finish(): Promise<void> {
    this.#state = "over";
    while (this.#left > 0) await this.#next();
    for (let left = this.#padding; left > 0;) {
      const view = await this.#input.take(left, this.#path);
      if (!isZero(view)) throw foreign(this.#path, "the padding after the file is not zero");
      left -= view.length;
    }
  }

  async #next(): Promise<Uint8Array> {
    const view = await this.#input.take(this.#left, this.#path);
    this.#left -= view.length;
    return view;
  }

  #isOver(): boolean {
    return this.#state === "over";
  }
}

function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

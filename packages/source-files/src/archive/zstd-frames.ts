// Follows the frames of a zstd stream through its chunks (RFC 8878 § 3.1), so that each part handed out lies in one frame. It decodes nothing.
import type { ArchiveContext } from "./archive-context.js";

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_BLOCK_BYTES = 128 * 1024;
const MAGIC_BYTES = 4;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const LONGEST_HEADER_BYTES = 14;

type Field = "magic" | "skippable" | "descriptor" | "header" | "block" | "end";

/** Steps over a stream without a turn of the event loop for each block: a stream may be nothing but empty blocks. */
export class ZstdFrames {
  readonly #context: ArchiveContext;
  /** The bytes of the field so far, and how many it has. */
  readonly #bytes = new Uint8Array(LONGEST_HEADER_BYTES);
  #have = 0;
  #need = MAGIC_BYTES;
  #field: Field = "magic";
  /** Bytes of content that lie before the next field. */
  #body = 0;
  #descriptor = 0;
  #isLast = false;
  #isSkipping = false;
  #frames = 0;
  #windowBytes = 0;

  constructor(context: ArchiveContext) {
    this.#context = context;
  }

  /** The parts of the chunk that a decoder should see, none across the end of a frame. Throws what `unzstd` throws. */
  *partsOf(chunk: Uint8Array): Generator<Uint8Array, void> {
    let from = this.#field === "magic" ? -1 : 0;
    for (let at = 0; at < chunk.length;) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at);
        this.#body -= step;
        at += step;
      } else {
        const step = Math.min(this.#need - this.#have, chunk.length - at);
        this.#bytes.set(chunk.subarray(at, at + step), this.#have);
        this.#have += step;
        at += step;
        if (this.#have < this.#need) break;
        const wasMagic = this.#field === "magic";
        this.#have = 0;
        this.#readField();
        // A magic number may lie across two chunks, and is known only when it is whole.
        if (wasMagic && !this.#isSkipping) {
          yield this.#bytes.slice(0, MAGIC_BYTES);
          from = at;
        }
      }
      if (this.#field === "end" && this.#body === 0) {
        if (!this.#isSkipping) yield chunk.subarray(from, at);
        this.#expect("magic", MAGIC_BYTES);
        this.#isSkipping = false;
        from = -1;
      }
    }
    if (this.#field !== "magic" && !this.#isSkipping && from >= 0 && from < chunk.length) yield chunk.subarray(from);
  }

  /** To be called where the stream ends. */
  finish(): void {
    if (this.#frames === 0 || this.#field !== "magic" || this.#have > 0) throw this.#context.damaged("a zstd stream that is cut off");
  }

  /** Gives back the memory that the decoder had set aside. */
  close(): void {
    this.#context.addWindow(-this.#windowBytes);
    this.#windowBytes = 0;
  }

  #readField(): void {
    switch (this.#field) {
      case "magic":
        return this.#magic();
      case "skippable":
        this.#body = this.#number();
        return this.#expect("end", 0);
      case "descriptor":
        return this.#frame();
      case "header":
        return this.#header();
      case "block":
        return this.#block();
      case "end":
        return;
    }
  }

  #magic(): void {
    const { frames } = this.#context.limits;
    const number = this.#number();
    if (++this.#frames > frames) throw this.#context.limit(`more than ${frames} zstd frames`);
    if (number === MAGIC) return this.#expect("descriptor", 1);
    if ((number & ~0xf) >>> 0 !== SKIPPABLE_MAGIC) {
      throw this.#context.damaged(this.#frames === 1 ? "bytes that are not zstd" : "bytes after the zstd stream");
    }
    this.#isSkipping = true;
    this.#expect("skippable", 4);
  }

  #frame(): void {
    const descriptor = this.#number();
    if ((descriptor & 0b1000) !== 0) throw this.#context.damaged("a zstd frame with a reserved bit set");
    if ((descriptor & 0b11) !== 0) throw this.#context.unsupported("a zstd frame that needs a dictionary");
    this.#descriptor = descriptor;
    this.#isLast = false;
    this.#expect("header", (isSingleSegment(descriptor) ? 0 : 1) + sizeFieldBytes(descriptor));
  }

  #header(): void {
    const sizeField = sizeFieldBytes(this.#descriptor);
    const windowBytes = isSingleSegment(this.#descriptor)
      ? this.#number(0) + (sizeField === 2 ? 256 : 0)
      : windowSize(this.#bytes[0] as number);
    // One decoder serves all frames and keeps the largest window.
    if (windowBytes > this.#windowBytes) {
      this.#context.addWindow(windowBytes - this.#windowBytes);
      this.#windowBytes = windowBytes;
    }
    this.#expect("block", BLOCK_HEADER_BYTES);
  }

  #block(): void {
    const number = this.#number();
    const type = (number >> 1) & 0b11;
    const sizeBytes = number >> 3;
    if (type === 3 || sizeBytes > MAX_BLOCK_BYTES) throw this.#context.damaged("a zstd block that makes no sense");
    this.#body = type === 1 ? 1 : sizeBytes;
    this.#isLast = (number & 1) !== 0;
    if (!this.#isLast) return;
    if ((this.#descriptor & 0b100) !== 0) this.#body += CHECKSUM_BYTES;
    this.#expect("end", 0);
  }

  #expect(field: Field, need: number): void {
    this.#field = field;
    this.#need = need;
  }

  /** The field from `from` on, little endian. */
  #number(from = 0): number {
    let value = 0;
    for (let i = this.#need - 1; i >= from; i--) value = value * 256 + (this.#bytes[i] as number);
    return value;
  }
}

function isSingleSegment(descriptor: number): boolean {
  return (descriptor & 0b10_0000) !== 0;
}

function sizeFieldBytes(descriptor: number): number {
  const flag = descriptor >> 6;
  return flag === 0 ? Number(isSingleSegment(descriptor)) : 1 << flag;
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

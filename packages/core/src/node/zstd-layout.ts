// Where a zstd frame ends and how much it decodes to, told from its headers alone (RFC 8878 § 3.1.1), without decoding anything.
// It refuses what Export Center never writes and a decoder should not be asked to trust.
import { ExportError } from "../errors/export-error.js";

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;
const MAX_BLOCK_BYTES = 128 * 1024;

/** Bytes that tell the length of a frame's header. */
const START_BYTES = 5;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;

/**
 * Follows one frame that grows at the front of a buffer. Fill the buffer to `need` bytes, call `advance`, and again, until it returns
 * true: then the frame is the buffer's first `need` bytes. Throws DIGEST_MISMATCH for skippable frames, frames without a content size, with a
 * dictionary, with a window above 128 MiB, with a content size above `maxContentBytes`, and for headers that make no sense.
 */
export class FrameWalker {
  need = START_BYTES;
  contentSizeBytes = 0;
  readonly #maxContentBytes: number;
  #stage: "start" | "header" | "block" | "end" = "start";
  #headerBytes = 0;
  #checksumBytes = 0;
  #blockMaxBytes = 0;

  constructor(maxContentBytes: number) {
    this.#maxContentBytes = maxContentBytes;
  }

  advance(frame: Uint8Array): boolean {
    switch (this.#stage) {
      case "start":
        this.#start(frame);
        return false;
      case "header":
        this.#header(frame);
        return false;
      case "block":
        this.#block(frame);
        return false;
      case "end":
        return true;
    }
  }

  #start(frame: Uint8Array): void {
    const magic = readLittleEndian(frame, 0, 4);
    if ((magic & ~0xf) >>> 0 === SKIPPABLE_MAGIC) throw damaged("a skippable frame");
    if (magic !== MAGIC) throw damaged("bytes that are no zstd frame");
    const descriptor = frame[4] as number;
    if ((descriptor & 0b1000) !== 0) throw damaged("a frame header with a reserved bit set");
    if ((descriptor & 0b11) !== 0) throw damaged("a frame that needs a dictionary");
    const singleSegment = (descriptor & 0b10_0000) !== 0;
    const sizeField = sizeFieldBytes(descriptor);
    if (sizeField === 0) throw damaged("a frame without a content size");
    this.#checksumBytes = (descriptor & 0b100) !== 0 ? CHECKSUM_BYTES : 0;
    this.#headerBytes = START_BYTES + (singleSegment ? 0 : 1) + sizeField;
    this.need = this.#headerBytes;
    this.#stage = "header";
  }

  #header(frame: Uint8Array): void {
    const descriptor = frame[4] as number;
    const sizeField = sizeFieldBytes(descriptor);
    this.contentSizeBytes = readLittleEndian(frame, this.#headerBytes - sizeField, sizeField) + (sizeField === 2 ? 256 : 0);
    const singleSegment = (descriptor & 0b10_0000) !== 0;
    const windowBytes = singleSegment ? this.contentSizeBytes : windowSize(frame[START_BYTES] as number);
    if (windowBytes > MAX_WINDOW_BYTES) throw damaged("a frame whose window is above 128 MiB");
    if (this.contentSizeBytes > this.#maxContentBytes) throw damaged(`a frame of more than ${this.#maxContentBytes} bytes`);
    this.#blockMaxBytes = Math.min(windowBytes, MAX_BLOCK_BYTES);
    this.#expectBlock(0);
  }

  #block(frame: Uint8Array): void {
    const header = readLittleEndian(frame, this.need - BLOCK_HEADER_BYTES, BLOCK_HEADER_BYTES);
    const type = (header >> 1) & 0b11;
    const sizeBytes = header >> 3;
    if (type === 3) throw damaged("a block of the reserved type");
    if (sizeBytes > this.#blockMaxBytes) throw damaged("a block that is larger than blocks may be");
    const storedBytes = type === 1 ? 1 : sizeBytes;
    if ((header & 1) === 0) return this.#expectBlock(storedBytes);
    this.need += storedBytes + this.#checksumBytes;
    this.#stage = "end";
  }

  #expectBlock(storedBytes: number): void {
    this.need += storedBytes + BLOCK_HEADER_BYTES;
    // No encoder makes a frame much larger than its content; without this bound a frame of empty blocks would never end.
    if (this.need > 2 * this.contentSizeBytes + MAX_BLOCK_BYTES) throw damaged("a frame that is far larger than its content");
    this.#stage = "block";
  }
}

/** The failure of bytes that are not the zstd that Export Center writes. */
export function damaged(what: string): ExportError {
  return new ExportError("ERR_EXPORT_DIGEST_MISMATCH", `the zstd data holds ${what}`);
}

function sizeFieldBytes(descriptor: number): number {
  const flag = descriptor >> 6;
  return flag === 0 ? (descriptor >> 5) & 1 : 1 << flag;
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function readLittleEndian(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] as number);
  return value;
}

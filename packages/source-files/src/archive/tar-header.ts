// What one block of 512 bytes in a foreign tar announces (POSIX ustar, and GNU's variant of it), or why it is refused.
// It knows the block, not what comes before and after it.
import type { ArchiveContext } from "./archive-context.js";

export const BLOCK_BYTES = 512;

export interface TarHeader {
  readonly type: "file" | "folder" | "pax" | "pax-global" | "long-name";
  /** Prefix and name as they stand, without their NULs. */
  readonly name: Uint8Array;
  readonly sizeBytes: number;
}

const TYPES: Readonly<Record<string, TarHeader["type"]>> = {
  "0": "file",
  "\0": "file",
  "5": "folder",
  x: "pax",
  g: "pax-global",
  L: "long-name",
};

const UNSAFE_TYPES: Readonly<Record<string, string>> = {
  "1": "a hard link",
  "2": "a symbolic link",
  "3": "a character device",
  "4": "a block device",
  "6": "a FIFO",
  K: "a link",
};

const UNSUPPORTED_TYPES: Readonly<Record<string, string>> = {
  "7": "a contiguous file",
  D: "a directory dump",
  M: "a file continued from another volume",
  N: "a long name of old GNU tar",
  S: "a sparse file",
  V: "a volume label",
  X: "an extended header of Solaris",
};

const CHECKSUM = 148;
const TYPE = 156;
const SIZE = 124;
const PREFIX = 345;
const decoder = new TextDecoder();

/** `previous` is the member named where the block is no header at all. Throws ARCHIVE_DAMAGED, ARCHIVE_UNSAFE, ARCHIVE_UNSUPPORTED. */
export function parseTarHeader(block: Uint8Array, previous: string | undefined, context: ArchiveContext): TarHeader {
  if (parseOctal(block, CHECKSUM, 8) !== checksumOf(block))
    throw context.damaged("a block with a wrong checksum where a header should be", previous);
  const magic = Buffer.from(block.buffer, block.byteOffset + 257, 8).toString("latin1");
  const isPosix = magic === "ustar\u000000";
  if (!isPosix && magic !== "ustar  \0") throw context.unsupported("a header that is neither POSIX ustar nor GNU", shown(block));

  const flag = String.fromCharCode(block[TYPE] as number);
  const unsafe = UNSAFE_TYPES[flag];
  if (unsafe !== undefined) throw context.unsafe(unsafe, shown(block));
  const type = TYPES[flag];
  if (type === undefined) throw context.unsupported(UNSUPPORTED_TYPES[flag] ?? `an entry of type ${JSON.stringify(flag)}`, shown(block));

  // GNU keeps times, and the map of a sparse file, where POSIX has the prefix.
  const prefix = isPosix ? textField(block, PREFIX, 155, context) : new Uint8Array(0);
  const own = textField(block, 0, 100, context);
  const name = prefix.length === 0 ? own : Buffer.concat([prefix, Buffer.from("/"), own]);
  const sizeBytes = parseSize(block);
  if (sizeBytes === undefined) throw context.damaged("a size that is no number or is below zero", shown(block));
  if (type === "folder" && sizeBytes > 0) throw context.damaged("a folder with content", shown(block));
  return { type, name, sizeBytes };
}

/** Bytes of zeros that follow content of that size up to the next block. */
export function paddingBytes(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/** Whether all bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

// Sum of all bytes with the checksum field itself taken as spaces.
function checksumOf(block: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK_BYTES; i++) if (i < CHECKSUM || i >= TYPE) sum += block[i] as number;
  return sum;
}

function textField(block: Uint8Array, start: number, length: number, context: ArchiveContext): Uint8Array {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  if (end < 0) return field;
  // Programs disagree on what such a name is: some stop at the NUL, some do not.
  if (!isZero(field.subarray(end))) throw context.unsafe("a NUL in a name", shown(block));
  return field.subarray(0, end);
}

/** Octal, or GNU's base 256: first bit set, big endian; a second bit set means that it is below zero. */
function parseSize(block: Uint8Array): number | undefined {
  const first = block[SIZE] as number;
  if (first < 0x80) return parseOctal(block, SIZE, 12);
  if (first !== 0x80) return undefined;
  let size = 0;
  for (let at = SIZE + 1; at < SIZE + 12; at++) {
    size = size * 256 + (block[at] as number);
    if (size > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return size;
}

/** Spaces, digits, then nothing but NULs and spaces; `undefined` for anything else. */
function parseOctal(block: Uint8Array, start: number, length: number): number | undefined {
  const text = Buffer.from(block.buffer, block.byteOffset + start, length).toString("latin1");
  const digits = /^ *([0-7]+)[\0 ]*$/.exec(text)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

// The name for a message, from a header that may be nonsense.
function shown(block: Uint8Array): string {
  const field = block.subarray(0, 100);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

// Reads a tar header strictly: nothing but the very bytes that `tarHeader` makes for the same path and size is a file of ours.
// It tells why another header is refused; it never guesses what was meant.
import { equalBytes } from "../bytes.js";
import { ExportError } from "../errors/export-error.js";
import { printablePath, unsafePathReason } from "../verify/entry-path.js";
import { BLOCK_BYTES, checksumOf, FIELD, tarHeader } from "./header.js";

export interface TarHeader {
  readonly path: string;
  readonly sizeBytes: number;
}

/** What type flags other than a regular file mean, for those that make the entry itself dangerous. */
const UNSAFE_TYPES: Readonly<Record<string, string>> = {
  "1": "a hard link",
  "2": "a symbolic link",
  "3": "a character device",
  "4": "a block device",
  "5": "a directory",
  "6": "a FIFO",
};

const FOREIGN_TYPES: Readonly<Record<string, string>> = {
  "7": "a contiguous file",
  g: "a pax global header",
  x: "a pax header",
  K: "a GNU long link name",
  L: "a GNU long name",
  D: "a GNU directory dump",
  M: "a GNU continued file",
  S: "a GNU sparse file",
  V: "a GNU volume label",
};

const HINT = "Only the tar as Export Center wrote it can be verified. Unpack one that another program made, and verify the directory.";
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The file that a header of 512 bytes announces; `previous` is the path named where the block is no header at all. Throws PATH_UNSAFE
 * for what is not a regular file or has an unsafe path, and MANIFEST_INVALID for every other header that `tarHeader` would not have made.
 */
export function parseTarHeader(block: Uint8Array, previous = ""): TarHeader {
  if (parseOctal(block, FIELD.checksum, 8) !== checksumOf(block))
    throw foreign(previous, "a block where a header should be has a wrong checksum");
  const path = pathOf(block);
  const type = String.fromCharCode(block[FIELD.type] as number);
  const unsafeType = UNSAFE_TYPES[type];
  if (unsafeType !== undefined) throw unsafe(path, unsafeType);
  if (type !== "0") throw foreign(path, FOREIGN_TYPES[type] ?? `an entry of type ${JSON.stringify(type)}`);
  const reason = unsafePathReason(path);
  if (reason !== undefined) throw unsafe(path, reason);
  const sizeBytes = parseSize(block);
  if (sizeBytes === undefined) throw foreign(path, "a size that is no number");
  if (!isOurs(block, path, sizeBytes)) throw foreign(path, "a header with other owners, times, modes or spelling than ours");
  return { path, sizeBytes };
}

/** The failure of a tar that Export Center did not write, at the entry where that shows. */
export function foreign(path: string, what: string): ExportError {
  return new ExportError("ERR_EXPORT_MANIFEST_INVALID", `this is not a tar that Export Center wrote: ${what}`, {
    path: printablePath(path),
    hint: HINT,
  });
}

function unsafe(path: string, what: string): ExportError {
  return new ExportError("ERR_EXPORT_PATH_UNSAFE", `the tar holds ${what}; a bundle holds regular files with plain names only`, {
    path: printablePath(path),
  });
}

function isOurs(block: Uint8Array, path: string, sizeBytes: number): boolean {
  try {
    return equalBytes(block.subarray(0, BLOCK_BYTES), tarHeader(path, sizeBytes));
  } catch {
    return false; // A path that our own header cannot hold, for one in which name and prefix are split elsewhere.
  }
}

function pathOf(block: Uint8Array): string {
  const name = textField(block, FIELD.name, FIELD.mode);
  const prefix = textField(block, FIELD.prefix, FIELD.prefix + 155);
  return prefix === "" ? name : `${prefix}/${name}`;
}

function textField(block: Uint8Array, start: number, end: number): string {
  const field = block.subarray(start, end);
  const length = field.indexOf(0);
  return decoder.decode(length < 0 ? field : field.subarray(0, length));
}

function parseSize(block: Uint8Array): number | undefined {
  if (block[FIELD.size] !== 0x80) return parseOctal(block, FIELD.size, 12);
  let size = 0;
  for (let at = FIELD.size + 1; at < FIELD.mtime; at++) {
    size = size * 256 + (block[at] as number);
    if (size > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return size;
}

/** Digits up to the first NUL or space; `undefined` where there is anything else. */
function parseOctal(block: Uint8Array, start: number, length: number): number | undefined {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const byte = block[at] as number;
    if (byte === 0 || byte === 0x20) return at === start ? undefined : value;
    if (byte < 0x30 || byte > 0x37) return undefined;
    value = value * 8 + byte - 0x30;
  }
  return value;
}

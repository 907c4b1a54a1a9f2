// The one header that Export Center writes for a file in a tar: POSIX ustar with everything that varies between hosts set to zero.
// It knows the 512 bytes, not the archive around them.
import { encodeUtf8 } from "../bytes.js";
import { unsafePathReason } from "../verify/entry-path.js";

export const BLOCK_BYTES = 512;

/** Longest name that one header can carry without a `/` to split at, and longest prefix before that `/` (POSIX.1-2017, pax, ustar). */
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** Largest size in the 11 octal digits of the field: 8 GiB - 1. */
const OCTAL_SIZE_MAX = 0o77777777777;

/** Offsets of the fields that a reader needs (POSIX.1-2017, pax, "ustar Interchange Format"). */
export const FIELD = {
  name: 0,
  mode: 100,
  uid: 108,
  gid: 116,
  size: 124,
  mtime: 136,
  checksum: 148,
  type: 156,
  link: 157,
  magic: 257,
  devices: 329,
  prefix: 345,
} as const;

/** Bytes of zeros that follow a file of that size up to the next block. */
export function paddingBytes(sizeBytes: number): number {
  return (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
}

/**
 * The header of a regular file: mode 0644, owner 0:0, mtime 0, no names of owners. A size above 8 GiB - 1 is written in GNU's base-256
 * form, which GNU tar, libarchive, Go and Python read. `TypeError` for an unsafe path, one that ustar cannot hold (it must be at most 100
 * bytes, or have a `/` with at most 155 bytes before and 100 after it), or a size that is not a safe integer.
 */
export function tarHeader(path: string, sizeBytes: number): Uint8Array {
  const reason = unsafePathReason(path);
  if (reason !== undefined) throw new TypeError(`not a path of a bundle (${reason})`);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) throw new TypeError("a size is an integer of at least 0");
  const header = new Uint8Array(BLOCK_BYTES);
  const { prefix, name } = splitPath(encodeUtf8(path));
  header.set(name, FIELD.name);
  header.set(prefix, FIELD.prefix);
  writeText(header, FIELD.mode, "0000644\0");
  writeText(header, FIELD.uid, "0000000\0");
  writeText(header, FIELD.gid, "0000000\0");
  writeSize(header, sizeBytes);
  writeText(header, FIELD.mtime, "00000000000\0");
  writeText(header, FIELD.type, "0");
  writeText(header, FIELD.magic, "ustar\u000000");
  writeText(header, FIELD.devices, "0000000\u00000000000\0");
  writeText(header, FIELD.checksum, `${checksumOf(header).toString(8).padStart(6, "0")}\0 `);
  return header;
}

/** Sum of all bytes with the checksum field itself taken as spaces. */
export function checksumOf(header: Uint8Array): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK_BYTES; i++) {
    if (i < FIELD.checksum || i >= FIELD.type) sum += header[i] as number;
  }
  return sum;
}

// The longest prefix that fits, as GNU tar and bsdtar choose it.
function splitPath(path: Uint8Array): { prefix: Uint8Array; name: Uint8Array } {
  if (path.length <= NAME_BYTES) return { prefix: new Uint8Array(0), name: path };
  const slash = path.lastIndexOf(0x2f, PREFIX_BYTES);
  if (slash <= 0 || path.length - slash - 1 > NAME_BYTES) throw new TypeError("the path is too long for a tar header");
  return { prefix: path.subarray(0, slash), name: path.subarray(slash + 1) };
}

function writeSize(header: Uint8Array, sizeBytes: number): void {
  if (sizeBytes <= OCTAL_SIZE_MAX) {
    writeText(header, FIELD.size, `${sizeBytes.toString(8).padStart(11, "0")}\0`);
    return;
  }
  let rest = sizeBytes;
  for (let at = FIELD.mtime - 1; at > FIELD.size; at--) {
    header[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  header[FIELD.size] = 0x80;
}

function writeText(header: Uint8Array, at: number, ascii: string): void {
  for (let i = 0; i < ascii.length; i++) header[at + i] = ascii.charCodeAt(i);
}

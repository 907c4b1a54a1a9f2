// What one member of a zip is by its central record, and whether its local header says the same. It reads no content.
import { parseExtraFields } from "yauzl";
import type { ArchiveContext } from "./archive-context.js";
import type { MemberName } from "./member-name.js";
import type { Entry, LocalFileHeader } from "./zip-library.js";

export const STORED = 0;
const DEFLATED = 8;
/** Sizes and checksum follow the content, because the writer did not know them before. */
export const HAS_DESCRIPTOR = 0x8;

/** Encryption (bit 0 and 6), patches (5), hidden local headers (13). */
const UNREADABLE_FLAGS = 0x2061;
/** Bits 1 and 2 tell how hard the writer tried; not every writer repeats them. */
const HINT_FLAGS = 0x6;
const ZIP64_FIELD = 0x0001;
const UNICODE_PATH_FIELD = 0x7075;
const LONG_MAX = 0xffffffff;
const DOS_FOLDER = 0x10;

const UNIX_TYPES: Readonly<Record<number, string>> = {
  0x1000: "a FIFO",
  0x2000: "a character device",
  0x6000: "a block device",
  0xa000: "a symbolic link",
  0xc000: "a socket",
};

/** Throws ARCHIVE_DAMAGED, ARCHIVE_UNSAFE, ARCHIVE_UNSUPPORTED. */
export function checkEntry(entry: Entry, name: MemberName, context: ArchiveContext): void {
  const { path } = name;
  if ((entry.generalPurposeBitFlag & UNREADABLE_FLAGS) !== 0) throw context.unsupported("encrypted or patched content", path);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw context.unsupported(`content of compression method ${entry.compressionMethod}`, path);
  }
  const unixType = (entry.externalFileAttributes >>> 16) & 0xf000;
  const unsafe = UNIX_TYPES[unixType];
  if (unsafe !== undefined) throw context.unsafe(unsafe, path);
  const saysFolder = unixType === 0x4000 || (unixType === 0 && (entry.externalFileAttributes & DOS_FOLDER) !== 0);
  const saysFile = unixType === 0x8000;
  if (name.isFolder ? saysFile : saysFolder) throw context.damaged("a name and attributes that disagree whether it is a folder", path);
  // deflate makes two bytes of nothing.
  if (name.isFolder && (entry.uncompressedSize > 0 || entry.compressedSize > 2)) throw context.damaged("a folder with content", path);
  checkExtraFields(entry.extraFieldRaw, entry.fileNameRaw, path, context);
}

/** Throws ARCHIVE_DAMAGED. */
export function checkLocalHeader(entry: Entry, local: LocalFileHeader, path: string, context: ArchiveContext): void {
  const differs = (what: string): Error => context.damaged(`a local header with another ${what} than the directory`, path);
  if (!local.fileName.equals(entry.fileNameRaw)) throw differs("name");
  if ((local.generalPurposeBitFlag & ~HINT_FLAGS) !== (entry.generalPurposeBitFlag & ~HINT_FLAGS)) throw differs("flags");
  if (local.compressionMethod !== entry.compressionMethod) throw differs("method");
  checkExtraFields(local.extraField, local.fileName, path, context);
  const sizes = localSizes(local, path, context);
  // Where a descriptor follows, the header may say nothing, that is zero.
  const mayBeZero = (entry.generalPurposeBitFlag & HAS_DESCRIPTOR) !== 0;
  const agrees = (here: number, there: number): boolean => here === there || (mayBeZero && here === 0);
  if (!agrees(local.crc32, entry.crc32)) throw differs("checksum");
  if (!agrees(sizes.compressed, entry.compressedSize)) throw differs("compressed size");
  if (!agrees(sizes.uncompressed, entry.uncompressedSize)) throw differs("size");
}

function localSizes(
  { compressedSize, uncompressedSize, extraField }: LocalFileHeader,
  path: string,
  context: ArchiveContext,
): { compressed: number; uncompressed: number } {
  if (compressedSize !== LONG_MAX && uncompressedSize !== LONG_MAX) return { compressed: compressedSize, uncompressed: uncompressedSize };
  const data = parseExtraFields(extraField).find(({ id }) => id === ZIP64_FIELD)?.data;
  if (data === undefined || data.length < 16) throw context.damaged("a local header without the zip64 sizes that it refers to", path);
  const long = (small: number, at: number): number => (small === LONG_MAX ? Number(data.readBigUInt64LE(at)) : small);
  return { compressed: long(compressedSize, 8), uncompressed: long(uncompressedSize, 0) };
}

// A second zip64 field, or a second name, is one that some readers take and others do not.
function checkExtraFields(bytes: Buffer, name: Buffer, path: string, context: ArchiveContext): void {
  if (bytes.length === 0) return;
  const fields = readExtraFields(bytes, path, context);
  if (fields.filter(({ id }) => id === ZIP64_FIELD).length > 1) throw context.damaged("two zip64 fields", path);
  for (const { data } of fields.filter(({ id }) => id === UNICODE_PATH_FIELD)) {
    if (!data.subarray(5).equals(name)) throw context.unsafe("a second name in an extra field", path);
  }
}

function readExtraFields(bytes: Buffer, path: string, context: ArchiveContext): ReturnType<typeof parseExtraFields> {
  try {
    return parseExtraFields(bytes);
  } catch (cause) {
    throw context.damaged("extra fields that are longer than their room", path, cause);
  }
}

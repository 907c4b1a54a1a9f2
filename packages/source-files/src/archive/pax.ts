// The records of a pax header (POSIX.1-2017, pax, "pax Extended Header"), read strictly: programs that disagree about a record would see
// different members. It returns what changes a member; what is known to be harmless is passed over, all else refuses the archive.
import { isUtf8 } from "node:buffer";
import type { ArchiveContext } from "./archive-context.js";

export interface PaxValues {
  readonly path?: Uint8Array;
  readonly sizeBytes?: number;
}

/** Times, owners, attributes and comments. Names with a dot are a vendor's: star's, libarchive's, Red Hat's and Go's for Windows. */
const HARMLESS =
  /^(atime|ctime|mtime|uid|gid|uname|gname|comment|LIBARCHIVE\.(creationtime|xattr\..*)|SCHILY\.(dev|ino|nlink|fflags|acl\..*|xattr\..*)|RHT\.security\..*|MSWINDOWS\..*)$/;

const UTF8_NAMES = ["ISO-IR 10646 2000 UTF-8", "UTF-8"];
const SPACE = 0x20;
const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const LONGEST_LENGTH = 10;
/** A header that is repeated costs its archive next to nothing, and its reader every record. */
const MAX_RECORDS = 1000;

/** `isGlobal` for a header that speaks of all members that follow: it may say nothing about names and sizes. Throws what `tarMembers` throws. */
export function parsePax(bytes: Uint8Array, isGlobal: boolean, context: ArchiveContext): PaxValues {
  const values: { path?: Uint8Array; sizeBytes?: number } = {};
  const seen = new Set<string>();
  for (let at = 0; at < bytes.length;) {
    const record = recordAt(bytes, at, context);
    at = record.end;
    const { key, value } = record;
    if (seen.size === MAX_RECORDS) throw context.limit(`a pax header of more than ${MAX_RECORDS} records`);
    if (seen.has(key)) throw context.damaged(`a pax header with two records ${JSON.stringify(key)}`);
    seen.add(key);
    if (HARMLESS.test(key)) continue;
    if (key === "hdrcharset" || key === "charset") {
      if (!UTF8_NAMES.includes(toText(value))) throw context.unsupported("a pax header in another encoding than UTF-8");
    } else if (isGlobal) {
      throw context.unsupported(`a global pax header with the record ${JSON.stringify(key)}`);
    } else if (key === "path") {
      values.path = pathOf(value, context);
    } else if (key === "size") {
      values.sizeBytes = sizeOf(value, context);
    } else throw refusal(key, context);
  }
  return values;
}

function recordAt(bytes: Uint8Array, at: number, context: ArchiveContext): { key: string; value: Uint8Array; end: number } {
  const malformed = (): Error => context.damaged("a pax header whose records are not as long as they say");
  const space = bytes.indexOf(SPACE, at);
  if (space < 0 || space === at || space - at > LONGEST_LENGTH) throw malformed();
  const digits = toText(bytes.subarray(at, space));
  if (!/^[1-9][0-9]*$/.test(digits)) throw malformed();
  const end = at + Number(digits);
  if (end > bytes.length || end <= space + 1 || bytes[end - 1] !== NEWLINE) throw malformed();
  const equals = bytes.indexOf(EQUALS, space);
  if (equals < 0 || equals >= end || equals === space + 1) throw malformed();
  const name = bytes.subarray(space + 1, equals);
  if (!isUtf8(name) || name.includes(0) || name.includes(NEWLINE)) throw malformed();
  return { key: toText(name), value: bytes.subarray(equals + 1, end - 1), end };
}

function pathOf(value: Uint8Array, context: ArchiveContext): Uint8Array {
  if (value.length === 0) throw context.unsafe("a pax header with an empty path");
  if (!isUtf8(value)) throw context.unsafe("a pax header with a path that is not UTF-8");
  return value;
}

function sizeOf(value: Uint8Array, context: ArchiveContext): number {
  const text = toText(value);
  const size = Number(text);
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(size)) throw context.damaged("a pax header with a size that is no number");
  return size;
}

function refusal(key: string, context: ArchiveContext): Error {
  if (key === "linkpath") return context.unsafe("a pax header with the target of a link");
  if (key.startsWith("GNU.sparse.") || key === "SCHILY.realsize") return context.unsupported("a sparse file");
  if (key.startsWith("GNU.volume.")) return context.unsupported("a file continued from another volume");
  return context.unsupported(`a pax header with the record ${JSON.stringify(key.slice(0, 100))}`);
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

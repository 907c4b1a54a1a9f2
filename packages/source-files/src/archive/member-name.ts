// What a member's name in an archive means, and why one is refused. The same rules hold for every format of archive.
import { isUtf8 } from "node:buffer";
import { fileKind } from "../file-kind.js";
import type { ArchiveContext } from "./archive-context.js";

export interface MemberName {
  /** POSIX, relative, without `.` and empty segments; "" for the archive's root. Bytes that are not UTF-8 are U+FFFD. */
  readonly path: string;
  readonly isUtf8: boolean;
  /** Tells names apart by their bytes; the path, but where that has U+FFFD in it for something else. */
  readonly key: string;
  /** Whether the name ended in a slash. */
  readonly isFolder: boolean;
}

const BACKSLASH = 0x5c;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Throws ARCHIVE_UNSAFE and SOURCE_LIMIT. A control character other than NUL is left to core: the document is rejected, as in a folder. */
export function parseMemberName(bytes: Uint8Array, context: ArchiveContext): MemberName {
  const { nameBytes, segmentBytes, folders } = context.limits;
  const text = decoder.decode(bytes.length > nameBytes ? bytes.subarray(0, nameBytes) : bytes);
  if (bytes.length > nameBytes) throw context.limit(`a name of more than ${nameBytes} bytes`, text);
  if (bytes.length === 0) throw context.unsafe("an empty name");
  if (bytes.includes(0)) throw context.unsafe("a NUL in a name", text);
  if (bytes.includes(BACKSLASH)) throw context.unsafe("a backslash in a name", text);
  if (text.startsWith("/")) throw context.unsafe("an absolute path", text);

  const written = text.split("/");
  const segments = written.filter(isNamed);
  if (segments.includes("..")) throw context.unsafe("a path that leads upwards", text);
  if (/^[A-Za-z]:/.test(segments[0] ?? "")) throw context.unsafe("a path with a drive letter", text);
  if (segments.length - 1 > folders) throw context.limit(`folders nested more than ${folders} deep`, text);
  // Only a name that is long can have a long segment.
  if (bytes.length > segmentBytes && segments.some((segment) => Buffer.byteLength(segment) > segmentBytes)) {
    throw context.limit(`a name with more than ${segmentBytes} bytes between slashes`, text);
  }
  const path = segments.join("/");
  const valid = isUtf8(bytes);
  const last = written.at(-1);
  return {
    path,
    isUtf8: valid,
    key: valid ? path : `\0${normalize(Buffer.from(bytes).toString("latin1"))}`,
    isFolder: last === "" || last === ".",
  };
}

function isNamed(segment: string): boolean {
  return segment !== "" && segment !== ".";
}

function normalize(name: string): string {
  return name.split("/").filter(isNamed).join("/");
}

/** The path up to its first segment that begins with a dot, where there is one. */
export function hiddenPart(path: string): string | undefined {
  if (path.startsWith(".")) return upToSlash(path, 0);
  const at = path.indexOf("/.");
  return at < 0 ? undefined : upToSlash(path, at + 1);
}

/** Whether the member is passed over (contract: Sources): a dotfile, below a folder with a dot, or of an ending that is not read. */
export function isPassedOver(path: string): boolean {
  return hiddenPart(path) !== undefined || fileKind(path) === "other";
}

function upToSlash(path: string, from: number): string {
  const slash = path.indexOf("/", from);
  return slash < 0 ? path : path.slice(0, slash);
}

// Checks the whole structure of a zip before anything of it is read: records at the end, central directory and local headers must tell one
// story, and every byte of the file must belong to exactly one of them. Overlapping members, the core of the densest bombs, end here.
import type { ArchiveContext } from "./archive-context.js";
import { parseMemberName } from "./member-name.js";
import type { MemberRegister } from "./member-register.js";
import type { OpenFile } from "./open-file.js";
import { type DirectoryPlace, findDirectory } from "./zip-end.js";
import { checkEntry, checkLocalHeader, HAS_DESCRIPTOR } from "./zip-entry.js";
import { type Entry, ZipLibrary } from "./zip-library.js";

const CENTRAL_BYTES = 46;
const DESCRIPTOR = 0x08074b50;

/** Where each member's content begins, by its place in the central directory. Throws what `zipMembers` throws. */
export async function checkDirectory(file: OpenFile, register: MemberRegister, context: ArchiveContext): Promise<Float64Array> {
  const zip = await ZipLibrary.open(file, context);
  const place = findDirectory(file, zip.entryCount, zip.commentBytes, context);
  if (zip.entryCount > context.limits.entries) throw context.limit(`more than ${context.limits.entries} members and folders`);
  if (zip.entryCount * CENTRAL_BYTES > place.end - place.start) throw context.damaged("a zip directory too small for its members");
  const layout = new Layout(zip.entryCount);
  let at = place.start;
  for await (const entry of zip.entries()) {
    context.settings.signal?.throwIfAborted();
    at += CENTRAL_BYTES + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    const name = parseMemberName(entry.fileNameRaw, context);
    checkEntry(entry, name, context);
    const local = await zip.localHeader(entry, name.path);
    checkLocalHeader(entry, local, name.path, context);
    register.add(name);
    layout.add(entry, local.fileDataStart);
  }
  if (at !== place.end) throw context.damaged("bytes in the zip directory that belong to no member");
  layout.check(file, place, context);
  return layout.contentStarts;
}

/** Numbers of each member, in arrays: a million of them take 37 MB. */
class Layout {
  readonly contentStarts: Float64Array;
  readonly #starts: Float64Array;
  readonly #compressed: Float64Array;
  readonly #uncompressed: Float64Array;
  readonly #checksums: Uint32Array;
  readonly #hasDescriptor: Uint8Array;
  #count = 0;

  constructor(entryCount: number) {
    this.contentStarts = new Float64Array(entryCount);
    this.#starts = new Float64Array(entryCount);
    this.#compressed = new Float64Array(entryCount);
    this.#uncompressed = new Float64Array(entryCount);
    this.#checksums = new Uint32Array(entryCount);
    this.#hasDescriptor = new Uint8Array(entryCount);
  }

  add(entry: Entry, contentStart: number): void {
    const i = this.#count++;
    this.contentStarts[i] = contentStart;
    this.#starts[i] = entry.relativeOffsetOfLocalHeader;
    this.#compressed[i] = entry.compressedSize;
    this.#uncompressed[i] = entry.uncompressedSize;
    this.#checksums[i] = entry.crc32;
    this.#hasDescriptor[i] = entry.generalPurposeBitFlag & HAS_DESCRIPTOR;
  }

  /** Local headers, contents and descriptors follow each other without a gap, from the first byte to the directory. */
  check(file: OpenFile, { start: directoryStart }: DirectoryPlace, context: ArchiveContext): void {
    const order = Uint32Array.from({ length: this.#count }, (_, i) => i);
    order.sort((a, b) => (this.#starts[a] as number) - (this.#starts[b] as number));
    let end = 0;
    for (let at = 0; at < order.length; at++) {
      const i = order[at] as number;
      const start = this.#starts[i] as number;
      if (start < end) throw context.damaged("members that overlap");
      if (start > end) throw context.damaged(end === 0 ? "bytes before the first member" : "bytes between members that belong to none");
      const contentEnd = (this.contentStarts[i] as number) + (this.#compressed[i] as number);
      const next = order[at + 1];
      const room = (next === undefined ? directoryStart : (this.#starts[next] as number)) - contentEnd;
      end =
        contentEnd +
        (this.#hasDescriptor[i] === 0 ? 0 : this.#descriptorBytes(i, file.read(contentEnd, Math.min(24, Math.max(0, room))), context));
    }
    if (end > directoryStart) throw context.damaged("members that overlap the zip directory");
    if (end < directoryStart) throw context.damaged("bytes between the members and the zip directory");
  }

  // With or without a signature, with sizes of four or of eight bytes: the room up to the next member tells which.
  #descriptorBytes(i: number, bytes: Buffer, context: ArchiveContext): number {
    const { length } = bytes;
    const isLong = length === 20 || length === 24;
    const hasSignature = length === 16 || length === 24;
    if (!isLong && !hasSignature && length !== 12) throw context.damaged("a data descriptor of no known length");
    const at = hasSignature ? 4 : 0;
    const sizeAt = (offset: number): number => (isLong ? Number(bytes.readBigUInt64LE(offset)) : bytes.readUInt32LE(offset));
    const isRight =
      (!hasSignature || bytes.readUInt32LE(0) === DESCRIPTOR) &&
      bytes.readUInt32LE(at) === this.#checksums[i] &&
      sizeAt(at + 4) === this.#compressed[i] &&
      sizeAt(at + (isLong ? 12 : 8)) === this.#uncompressed[i];
    if (!isRight) throw context.damaged("a data descriptor that says other than the directory");
    return length;
  }
}

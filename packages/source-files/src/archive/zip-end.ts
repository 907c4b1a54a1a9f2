// Where a zip's central directory lies, checked against everything that says so. The library takes the records at the end one by one; two
// that contradict each other, or bytes that none accounts for, would let two readers see two archives.
import type { ArchiveContext } from "./archive-context.js";
import type { OpenFile } from "./open-file.js";

export interface DirectoryPlace {
  readonly start: number;
  readonly end: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const LOCATOR = 0x07064b50;
const ZIP64_END = 0x06064b50;
const ZIP64_END_BYTES = 56;
const SHORT_MAX = 0xffff;
const LONG_MAX = 0xffffffff;

/** `entryCount` and `commentBytes` as the library read them. Throws ARCHIVE_DAMAGED, ARCHIVE_UNSUPPORTED. */
export function findDirectory(file: OpenFile, entryCount: number, commentBytes: number, context: ArchiveContext): DirectoryPlace {
  const endAt = file.sizeBytes - commentBytes - END_BYTES;
  const end = file.read(endAt, END_BYTES);
  const locator = endAt >= LOCATOR_BYTES ? file.read(endAt - LOCATOR_BYTES, LOCATOR_BYTES) : Buffer.alloc(0);
  const isZip64 = locator.length === LOCATOR_BYTES && locator.readUInt32LE(0) === LOCATOR;
  const short = {
    disks: [end.readUInt16LE(4), end.readUInt16LE(6)],
    counts: [end.readUInt16LE(8), end.readUInt16LE(10)],
    size: end.readUInt32LE(12),
    start: end.readUInt32LE(16),
  };
  if (!isZip64) {
    if (short.disks.some((disk) => disk !== 0)) throw context.unsupported("several volumes");
    return place({ ...short, end: endAt }, entryCount, context);
  }
  const long = zip64End(file, locator, endAt - LOCATOR_BYTES, context);
  const agrees = (small: number, large: number, max: number): boolean => small === max || small === large;
  const contradicts =
    !short.counts.every((count) => agrees(count, entryCount, SHORT_MAX)) ||
    !agrees(short.size, long.size, LONG_MAX) ||
    !agrees(short.start, long.start, LONG_MAX) ||
    short.disks.some((disk) => disk !== 0 && disk !== SHORT_MAX);
  if (contradicts) throw context.damaged("two records of the zip's end that contradict each other");
  return place(long, entryCount, context);
}

interface EndRecord {
  readonly counts: readonly number[];
  readonly size: number;
  readonly start: number;
  /** Where the directory must end. */
  readonly end: number;
}

function zip64End(file: OpenFile, locator: Buffer, locatorAt: number, context: ArchiveContext): EndRecord {
  const at = Number(locator.readBigUInt64LE(8));
  const record = file.read(at, ZIP64_END_BYTES);
  if (record.length < ZIP64_END_BYTES || record.readUInt32LE(0) !== ZIP64_END)
    throw context.damaged("a zip64 record that is not where it is said to be");
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1) throw context.unsupported("several volumes");
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0) throw context.unsupported("several volumes");
  if (at + 12 + Number(record.readBigUInt64LE(4)) !== locatorAt) throw context.damaged("a zip64 record of another length than it says");
  const number = (offset: number): number => Number(record.readBigUInt64LE(offset));
  return { counts: [number(24), number(32)], size: number(40), start: number(48), end: at };
}

function place({ counts, size, start, end }: EndRecord, entryCount: number, context: ArchiveContext): DirectoryPlace {
  if (counts.some((count) => count !== entryCount))
    throw context.damaged("records of the zip's end that disagree on the number of members");
  if (start + size !== end) throw context.damaged("a zip directory that does not lie right before the end, as it says");
  return { start, end };
}

// Foreign and hostile zip archives for tests, built field by field. Test-only: not exported from the package.
import { concatBytes, encodeUtf8 } from "@stella-export/core";
import { crc32, deflateRawSync } from "node:zlib";

/** One of the two records about a member. */
export interface ZipRecord {
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly name: Uint8Array;
  readonly extra: Uint8Array;
}

export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly stored?: boolean;
  /** Bytes as they lie in the archive, instead of what the content compresses to. */
  readonly data?: Uint8Array;
  readonly local?: Partial<ZipRecord>;
  readonly central?: Partial<ZipRecord> & { readonly attributes?: number; readonly offset?: number; readonly madeBy?: number };
  /** Bytes after the data. */
  readonly descriptor?: Uint8Array;
}

export interface ZipTweaks {
  readonly before?: Uint8Array;
  readonly between?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly after?: Uint8Array;
  /** Bytes between the directory and the end record: a zip64 record and locator. */
  readonly zip64?: (directoryStart: number, directorySize: number, count: number) => Uint8Array;
  readonly end?: {
    readonly disk?: number;
    readonly countHere?: number;
    readonly count?: number;
    readonly size?: number;
    readonly start?: number;
  };
}

/** Flag of a data descriptor, to be set in both records. */
export const WITH_DESCRIPTOR = { flags: 0x8 } as const;

/** Method, sizes and checksum of the content, as an honest writer has them. */
export function recordOf({ name, content = "", stored = false }: ZipEntry): ZipRecord & { readonly data: Uint8Array } {
  const bytes = toBytes(content);
  const data = stored ? bytes : deflateRawSync(bytes);
  return {
    flags: 0,
    method: stored ? 0 : 8,
    checksum: crc32(bytes),
    compressedSize: data.length,
    size: bytes.length,
    name: toBytes(name),
    extra: new Uint8Array(0),
    data,
  };
}

export function zipOf(entries: readonly ZipEntry[], tweaks: ZipTweaks = {}): Uint8Array {
  const parts: Uint8Array[] = [tweaks.before ?? new Uint8Array(0)];
  const central: Uint8Array[] = [];
  let at = parts[0]?.length ?? 0;
  for (const entry of entries) {
    const honest = recordOf(entry);
    const local = { ...honest, ...entry.local };
    const offset = at;
    const body = concatBytes([localHeader(local), entry.data ?? honest.data, entry.descriptor ?? new Uint8Array(0)]);
    parts.push(body);
    at += body.length;
    central.push(
      centralHeader(
        { ...honest, ...entry.central },
        entry.central?.attributes ?? 0,
        entry.central?.offset ?? offset,
        entry.central?.madeBy ?? 0x031e,
      ),
    );
  }
  const between = tweaks.between ?? new Uint8Array(0);
  const directory = concatBytes(central);
  const directoryStart = at + between.length;
  const zip64 = tweaks.zip64?.(directoryStart, directory.length, entries.length) ?? new Uint8Array(0);
  const comment = tweaks.comment ?? new Uint8Array(0);
  const {
    disk = 0,
    countHere = entries.length,
    count = entries.length,
    size = directory.length,
    start = directoryStart,
  } = tweaks.end ?? {};
  const end = concatBytes([
    u32(0x06054b50),
    u16(disk),
    u16(disk),
    u16(countHere),
    u16(count),
    u32(size),
    u32(start),
    u16(comment.length),
    comment,
  ]);
  return concatBytes([...parts, between, directory, zip64, end, tweaks.after ?? new Uint8Array(0)]);
}

/** The zip64 record and its locator, right unless changed. */
export function zip64End(
  changes: {
    readonly count?: number;
    readonly start?: number;
    readonly offset?: number;
    readonly size?: number;
    readonly recordSize?: number;
  } = {},
): NonNullable<ZipTweaks["zip64"]> {
  return (start, size, count) => {
    const counts = u64(changes.count ?? count);
    const head = [u32(0x06064b50), u64(changes.recordSize ?? 44), u16(45), u16(45), u32(0), u32(0)];
    const record = concatBytes([...head, counts, counts, u64(changes.size ?? size), u64(changes.start ?? start)]);
    return concatBytes([record, u32(0x07064b50), u32(0), u64(changes.offset ?? start + size), u32(1)]);
  };
}

export function extraField(id: number, data: Uint8Array): Uint8Array {
  return concatBytes([u16(id), u16(data.length), data]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff);
}

export function u32(value: number): Uint8Array {
  return concatBytes([u16(value), u16(value >>> 16)]);
}

export function u64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function localHeader({ flags, method, checksum, compressedSize, size, name, extra }: ZipRecord): Uint8Array {
  const head = [u32(0x04034b50), u16(20), u16(flags), u16(method), u32(0x21), u32(checksum), u32(compressedSize), u32(size)];
  return concatBytes([...head, u16(name.length), u16(extra.length), name, extra]);
}

function centralHeader(
  { flags, method, checksum, compressedSize, size, name, extra }: ZipRecord,
  attributes: number,
  offset: number,
  madeBy: number,
): Uint8Array {
  const head = [u32(0x02014b50), u16(madeBy), u16(20), u16(flags), u16(method), u32(0x21), u32(checksum), u32(compressedSize), u32(size)];
  return concatBytes([...head, u16(name.length), u16(extra.length), u16(0), u16(0), u16(0), u32(attributes), u32(offset), name, extra]);
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? encodeUtf8(content) : content;
}

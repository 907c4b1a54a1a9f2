// gzip and zstd streams that must be refused whole, archives nested too deep, and what the refusal says.
import { concatBytes, encodeUtf8 } from "@stella-export/core";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { describeHostile } from "./hostile-suite-fixture.js";
import { tarMember, tarOf } from "./tar-fixture.js";
import { u32, zipOf } from "./zip-fixture.js";

const DAMAGED = "ERR_EXPORT_ARCHIVE_DAMAGED";
const UNSAFE = "ERR_EXPORT_ARCHIVE_UNSAFE";
const UNSUPPORTED = "ERR_EXPORT_ARCHIVE_UNSUPPORTED";
const LIMIT = "ERR_EXPORT_SOURCE_LIMIT";

const tar = tarOf(tarMember("a.json", '{"a":1}'), tarMember("b.json", '{"b":"ä"}'));
const zip = zipOf([{ name: "a.json", content: '{"a":1}' }]);
const gz = gzipSync(tar);
const zst = zstdCompressSync(tar, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const zeros = new Uint8Array(300_000);

function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at < 0 ? copy.length + at : at] = value;
  return copy;
}

/** A gzip header of its own in front of the same data. */
const headed = (flags: number, fields: Uint8Array): Uint8Array =>
  concatBytes([Uint8Array.of(0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3), fields, gz.subarray(10)]);

describeHostile("gzip", "evil.tar.gz", [
  { title: "two members", bytes: concatBytes([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]), code: UNSUPPORTED },
  { title: "a second archive", bytes: concatBytes([gz, gz]), code: UNSUPPORTED },
  { title: "an empty second member", bytes: concatBytes([gz, gzipSync("")]), code: UNSUPPORTED },
  { title: "bytes after the end", bytes: concatBytes([gz, encodeUtf8("garbage that is long enough")]), code: DAMAGED },
  { title: "one byte after the end", bytes: concatBytes([gz, Uint8Array.of(0)]), code: DAMAGED },
  { title: "zeros after the end", bytes: concatBytes([gz, zeros]), code: DAMAGED },
  { title: "a wrong checksum", bytes: changed(gz, -8, (gz.at(-8) as number) ^ 1), code: DAMAGED },
  { title: "a wrong length", bytes: changed(gz, -1, 9), code: DAMAGED },
  { title: "cut in the trailer", bytes: gz.subarray(0, -3), code: DAMAGED },
  { title: "cut in the data", bytes: gz.subarray(0, 60), code: DAMAGED },
  { title: "cut in the header", bytes: gz.subarray(0, 6), code: DAMAGED },
  { title: "nothing at all", bytes: new Uint8Array(0), code: DAMAGED },
  { title: "no gzip", bytes: tar, code: DAMAGED },
  { title: "another method", bytes: changed(gz, 2, 7), code: UNSUPPORTED },
  { title: "a reserved flag", bytes: changed(gz, 3, 0x80), code: DAMAGED },
  { title: "a wrong header checksum", bytes: headed(2, Uint8Array.of(1, 2)), code: DAMAGED },
  { title: "a name without end", bytes: headed(8, new Uint8Array(8000).fill(0x61)), code: LIMIT },
  { title: "an extra field longer than the file", bytes: headed(4, Uint8Array.of(0xff, 0xff)), code: DAMAGED },
  { title: "data that is damaged", bytes: changed(gz, 30, (gz[30] as number) ^ 0xff), code: DAMAGED },
  { title: "more bytes than allowed", bytes: gzipSync(tarOf(tarMember("a.txt", zeros))), code: LIMIT, limits: { outputBytes: 200_000 } },
  {
    title: "too much from each byte",
    bytes: gzipSync(tarOf(tarMember("a.txt", zeros))),
    code: LIMIT,
    limits: { freeBytes: 1000, expansion: 10 },
  },
  { title: "an end that is a bomb", bytes: gzipSync(concatBytes([tar, new Uint8Array(4 * 1024 * 1024)])), code: LIMIT },
  { title: "an unsafe name within", bytes: gzipSync(tarOf(tarMember("../a.json"))), code: UNSAFE, member: "../a.json" },
]);

const FRAME = u32(0xfd2fb528);
const frame = (...bytes: readonly number[]): Uint8Array => concatBytes([FRAME, Uint8Array.from(bytes)]);
/** A skippable frame, which readers pass over. */
const skippable = (length: number): Uint8Array => concatBytes([u32(0x184d2a50), u32(length), new Uint8Array(length)]);

describeHostile("zstd", "evil.tar.zst", [
  { title: "bytes after the end", bytes: concatBytes([zst, encodeUtf8("garbage")]), code: DAMAGED },
  { title: "one byte after the end", bytes: concatBytes([zst, Uint8Array.of(0)]), code: DAMAGED },
  { title: "cut in the data", bytes: zst.subarray(0, -20), code: DAMAGED },
  { title: "cut in the checksum", bytes: zst.subarray(0, -1), code: DAMAGED },
  { title: "cut in the header", bytes: zst.subarray(0, 5), code: DAMAGED },
  { title: "cut in a second frame", bytes: concatBytes([zst, zst.subarray(0, 20)]), code: DAMAGED },
  { title: "a second archive", bytes: concatBytes([zst, zst]), code: DAMAGED },
  { title: "cut in a skippable frame", bytes: concatBytes([zst, skippable(100).subarray(0, 50)]), code: DAMAGED },
  { title: "nothing but a skippable frame", bytes: skippable(100), code: DAMAGED },
  { title: "nothing at all", bytes: new Uint8Array(0), code: DAMAGED },
  { title: "no zstd", bytes: tar, code: DAMAGED },
  { title: "a wrong checksum", bytes: changed(zst, -1, (zst.at(-1) as number) ^ 1), code: DAMAGED },
  { title: "a window of 3.75 TiB", bytes: frame(0, 0xff, 1, 0, 0), code: LIMIT },
  { title: "a window of 64 MiB", bytes: frame(0, 16 << 3, 1, 0, 0), code: LIMIT },
  { title: "one segment of 2^60 bytes", bytes: frame(0xe0, 0, 0, 0, 0, 0, 0, 0, 16, 1, 0, 0), code: LIMIT },
  { title: "a dictionary", bytes: frame(1, 0, 7, 1, 0, 0), code: UNSUPPORTED },
  { title: "a reserved bit", bytes: frame(8, 0, 1, 0, 0), code: DAMAGED },
  { title: "a reserved block type", bytes: frame(0, 0x58, 7, 0, 0), code: DAMAGED },
  { title: "a block larger than blocks may be", bytes: concatBytes([frame(0, 0x58, 1, 0, 0x20), new Uint8Array(300_000)]), code: DAMAGED },
  { title: "a compressed block of nonsense", bytes: frame(0, 0x58, 0x25, 0, 0, 0xff, 0xff, 0xff, 0xff), code: DAMAGED },
  { title: "more content than announced", bytes: changed(zst, 5, (zst[5] as number) - 1), code: DAMAGED },
  { title: "too many frames", bytes: concatBytes(Array.from({ length: 20 }, () => skippable(0))), code: LIMIT, limits: { frames: 10 } },
  {
    title: "more bytes than allowed",
    bytes: zstdCompressSync(tarOf(tarMember("a.txt", zeros))),
    code: LIMIT,
    limits: { outputBytes: 200_000 },
  },
  {
    title: "too much from each byte",
    bytes: zstdCompressSync(tarOf(tarMember("a.txt", zeros))),
    code: LIMIT,
    limits: { freeBytes: 1000, expansion: 10 },
  },
  { title: "a block of one byte a million times over", bytes: () => repeated(700), code: LIMIT },
  { title: "an unsafe name within", bytes: zstdCompressSync(tarOf(tarMember("/a.json"))), code: UNSAFE, member: "/a.json" },
]);

/** Blocks of a run length: 128 KiB from four bytes each. */
function repeated(count: number): Uint8Array {
  const header = tarMember("bomb.txt", "", { size: "77777777777\0" });
  const raw = [(header.length << 3) & 0xff, (header.length << 3) >>> 8, 0];
  const run = Uint8Array.of(0x02, 0x00, 0x10, 0x00);
  return concatBytes([frame(0, 0x58, ...raw), header, ...Array.from({ length: count }, () => run), Uint8Array.of(1, 0, 0)]);
}

const inTar = (name: string, bytes: Uint8Array): Uint8Array => tarOf(tarMember(name, bytes));
const inZip = (name: string, bytes: Uint8Array): Uint8Array => zipOf([{ name, content: bytes }]);

describeHostile("archives in archives", "evil.tar", [
  { title: "four deep", bytes: inTar("2.zip", inZip("3.tar", inTar("4.zip", zip))), code: LIMIT },
  {
    title: "four deep, compressed",
    bytes: inTar("2.tar.gz", gzipSync(inTar("3.tar.zst", zstdCompressSync(inTar("4.tgz", gz))))),
    code: LIMIT,
  },
  { title: "a nested one that is damaged", bytes: inTar("2.tar.gz", gz.subarray(0, -1)), code: DAMAGED, place: "2.tar.gz" },
  { title: "a nested zip that is damaged", bytes: inTar("2.zip", zip.subarray(1)), code: DAMAGED, place: "2.zip" },
  { title: "a nested zip too large to lay out", bytes: inTar("2.zip", zip), code: LIMIT, member: "2.zip", limits: { spoolBytes: 50 } },
  {
    title: "an unsafe name in a nested one",
    bytes: inTar("2.zip", inZip("../x.json", encodeUtf8("{}"))),
    code: UNSAFE,
    place: "2.zip!/../x.json",
  },
  {
    title: "nested ones that together make too much",
    bytes: tarOf(...[1, 2, 3].map((i) => tarMember(`${i}.tar.gz`, gzipSync(inTar("a.txt", zeros))))),
    code: LIMIT,
    limits: { outputBytes: 700_000 },
  },
  {
    title: "nested ones that together hold too many",
    bytes: tarOf(...[1, 2, 3].map((i) => tarMember(`${i}.tar`, tar))),
    code: LIMIT,
    limits: { entries: 8 },
  },
  {
    title: "a bomb in a bomb",
    bytes: () => inTar("2.tar.gz", gzipSync(inTar("3.tar.gz", gzipSync(inTar("a.txt", new Uint8Array(80 * 1024 * 1024)))))),
    code: LIMIT,
  },
]);

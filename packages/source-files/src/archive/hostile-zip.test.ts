// Zip archives that must be refused whole, and what the refusal says.
import { concatBytes, encodeUtf8 } from "@stella-export/core";
import { deflateRawSync } from "node:zlib";
import { describeHostile } from "./hostile-suite-fixture.js";
import { extraField, recordOf, u32, u64, WITH_DESCRIPTOR, zip64End, type ZipEntry, zipOf } from "./zip-fixture.js";

const DAMAGED = "ERR_EXPORT_ARCHIVE_DAMAGED";
const UNSAFE = "ERR_EXPORT_ARCHIVE_UNSAFE";
const UNSUPPORTED = "ERR_EXPORT_ARCHIVE_UNSUPPORTED";
const LIMIT = "ERR_EXPORT_SOURCE_LIMIT";

const LONG = 0xffffffff;
const good: ZipEntry = { name: "good.json", content: "{}" };
const bad: ZipEntry = { name: "bad.json", content: '{"bad":true}' };
const badRecord = recordOf(bad);
const named = (name: string): Uint8Array => zipOf([good, { name, content: "{}" }]);
const both = (fields: NonNullable<ZipEntry["local"]>, more: Partial<ZipEntry> = {}): Uint8Array =>
  zipOf([good, { ...bad, local: fields, central: fields, ...more }]);
const local = (fields: NonNullable<ZipEntry["local"]>): Uint8Array => zipOf([good, { ...bad, local: fields }]);
const withMode = (mode: number, name = "bad.json"): Uint8Array => zipOf([good, { ...bad, name, central: { attributes: mode * 0x10000 } }]);

describeHostile("members of another sort", "evil.zip", [
  { title: "a symbolic link", bytes: withMode(0o120777), code: UNSAFE, member: "bad.json" },
  { title: "a FIFO", bytes: withMode(0o010644), code: UNSAFE, member: "bad.json" },
  { title: "a character device", bytes: withMode(0o020644), code: UNSAFE, member: "bad.json" },
  { title: "a block device", bytes: withMode(0o060644), code: UNSAFE, member: "bad.json" },
  { title: "a socket", bytes: withMode(0o140644), code: UNSAFE, member: "bad.json" },
  {
    title: "a link that claims to come from DOS",
    bytes: zipOf([{ ...bad, central: { attributes: 0o120777 * 0x10000, madeBy: 0x0014 } }]),
    code: UNSAFE,
    member: "bad.json",
  },
  { title: "a folder's mode on a file's name", bytes: withMode(0o040755), code: DAMAGED, member: "bad.json" },
  {
    title: "a folder's attribute of DOS on a file's name",
    bytes: zipOf([{ ...bad, central: { attributes: 0x10 } }]),
    code: DAMAGED,
    member: "bad.json",
  },
  { title: "a file's mode on a folder's name", bytes: withMode(0o100644, "bad/"), code: DAMAGED, member: "bad" },
  { title: "a folder with content", bytes: zipOf([{ name: "bad/", content: "{}" }]), code: DAMAGED, member: "bad" },
  { title: "an encrypted one", bytes: both({ flags: 1 }), code: UNSUPPORTED, member: "bad.json" },
  { title: "a strongly encrypted one", bytes: both({ flags: 0x41 }), code: UNSUPPORTED },
  { title: "one with a hidden local header", bytes: both({ flags: 0x2000 }), code: UNSUPPORTED, member: "bad.json" },
  { title: "a patch", bytes: both({ flags: 0x20 }), code: UNSUPPORTED, member: "bad.json" },
  { title: "bzip2", bytes: both({ method: 12 }), code: UNSUPPORTED, member: "bad.json" },
  { title: "deflate64", bytes: both({ method: 9 }), code: UNSUPPORTED, member: "bad.json" },
  { title: "zstd", bytes: both({ method: 93 }), code: UNSUPPORTED, member: "bad.json" },
  { title: "a method that does not exist", bytes: both({ method: 4711 }), code: UNSUPPORTED, member: "bad.json" },
]);

describeHostile("names", "evil.zip", [
  { title: "one that leads upwards", bytes: named("../bad.json"), code: UNSAFE, member: "../bad.json" },
  { title: "one that leads upwards from within", bytes: named("a/../../bad.json"), code: UNSAFE, member: "a/../../bad.json" },
  { title: "an absolute one", bytes: named("/bad.json"), code: UNSAFE, member: "/bad.json" },
  { title: "a Windows path", bytes: named("C:\\Windows\\bad.json"), code: UNSAFE, member: "C:\\Windows\\bad.json" },
  { title: "one relative to a drive", bytes: named("C:bad.json"), code: UNSAFE, member: "C:bad.json" },
  { title: "a share", bytes: named("\\\\server\\bad.json"), code: UNSAFE, member: "\\\\server\\bad.json" },
  { title: "one that leads upwards by backslashes", bytes: named("..\\bad.json"), code: UNSAFE, member: "..\\bad.json" },
  { title: "a NUL", bytes: named("bad.json\0.txt"), code: UNSAFE },
  { title: "an empty one", bytes: named(""), code: UNSAFE },
  { title: "the same one twice", bytes: zipOf([good, good]), code: UNSAFE, member: "good.json" },
  { title: "the same one with ./", bytes: zipOf([good, { ...good, name: "./good.json" }]), code: UNSAFE, member: "good.json" },
  { title: "a file that is a folder too", bytes: zipOf([good, { name: "good.json/a.json" }]), code: UNSAFE },
  { title: "a file that is a folder by its own entry", bytes: zipOf([good, { name: "good.json/" }]), code: UNSAFE, member: "good.json" },
  { title: "more than 1,024 bytes", bytes: named(`${`${"n".repeat(200)}/`.repeat(6)}a.json`), code: LIMIT },
  { title: "a segment of 256 bytes", bytes: named(`${"n".repeat(251)}.json`), code: LIMIT },
  { title: "257 folders deep", bytes: named(`${"d/".repeat(257)}a.json`), code: LIMIT },
  { title: "10,000 folders deep", bytes: named(`${"d/".repeat(10_000)}a.json`), code: LIMIT },
  {
    title: "another one in a Unicode field",
    bytes: both({ extra: extraField(0x7075, concatBytes([Uint8Array.of(1), u32(0), encodeUtf8("other.json")])) }),
    code: UNSAFE,
    member: "bad.json",
  },
  { title: "a member too many", bytes: zipOf(["1", "2", "3", "4", "5"].map((name) => ({ name }))), code: LIMIT, limits: { entries: 4 } },
]);

describeHostile("local headers that say other than the directory", "evil.zip", [
  { title: "another name", bytes: local({ name: encodeUtf8("bat.json") }), code: DAMAGED, member: "bad.json" },
  { title: "a longer name", bytes: local({ name: encodeUtf8("../../bad.json") }), code: DAMAGED, member: "bad.json" },
  { title: "another method", bytes: local({ method: 0 }), code: DAMAGED, member: "bad.json" },
  { title: "another checksum", bytes: local({ checksum: 1 }), code: DAMAGED, member: "bad.json" },
  { title: "another size", bytes: local({ size: 5 }), code: DAMAGED, member: "bad.json" },
  { title: "another compressed size", bytes: local({ compressedSize: 5 }), code: DAMAGED, member: "bad.json" },
  { title: "a descriptor", bytes: local({ flags: 8 }), code: DAMAGED, member: "bad.json" },
  { title: "UTF-8 where the directory has none", bytes: local({ flags: 0x800 }), code: DAMAGED, member: "bad.json" },
  { title: "no local header at all", bytes: zipOf([good, { ...bad, central: { offset: 3 } }]), code: DAMAGED, member: "bad.json" },
  {
    title: "a local header behind the end",
    bytes: zipOf([good, { ...bad, central: { offset: 1_000_000 } }]),
    code: DAMAGED,
    member: "bad.json",
  },
  { title: "zip64 sizes that are not there", bytes: local({ size: LONG }), code: DAMAGED, member: "bad.json" },
  {
    title: "other zip64 sizes",
    bytes: local({ size: LONG, compressedSize: LONG, extra: extraField(1, concatBytes([u64(99), u64(99)])) }),
    code: DAMAGED,
    member: "bad.json",
  },
  { title: "extra fields longer than their room", bytes: local({ extra: Uint8Array.of(1, 0, 99, 0) }), code: DAMAGED, member: "bad.json" },
]);

/** One stored block of deflate that claims the next member's bytes, as in the densest bombs. */
const quoted: readonly ZipEntry[] = [0, 1, 2].map((i) => ({ name: `${i}.json`, content: "{}", stored: true }));
const first = zipOf([{ name: "a.json", content: "{}", stored: true }]);

describeHostile("structure", "evil.zip", [
  {
    title: "members that share their bytes",
    bytes: zipOf([good, { ...bad, name: good.name, content: "{}", central: { name: encodeUtf8("bad.json"), offset: 0 } }]),
    code: DAMAGED,
  },
  {
    title: "two members at one place",
    bytes: zipOf([quoted[0] as ZipEntry, { ...(quoted[0] as ZipEntry), central: { offset: 0 } }]),
    code: UNSAFE,
    member: "0.json",
  },
  {
    title: "a member that reaches into the next one",
    bytes: zipOf([{ ...good, stored: true, local: { size: 40, compressedSize: 40 }, central: { size: 40, compressedSize: 40 } }, bad]),
    code: DAMAGED,
  },
  {
    title: "a member that reaches into the directory",
    bytes: zipOf([{ ...good, stored: true, local: { size: 40, compressedSize: 40 }, central: { size: 40, compressedSize: 40 } }]),
    code: DAMAGED,
  },
  { title: "a member that reaches beyond the end", bytes: both({ compressedSize: 1_000_000 }), code: DAMAGED, member: "bad.json" },
  { title: "bytes before the first member", bytes: zipOf([good], { before: encodeUtf8("#!/bin/sh\n") }), code: DAMAGED },
  { title: "an archive before the first member", bytes: concatBytes([first, zipOf([good])]), code: DAMAGED },
  { title: "bytes between members", bytes: zipOf([{ ...good, descriptor: encodeUtf8("hidden") }, bad]), code: DAMAGED },
  { title: "bytes before the directory", bytes: zipOf([good], { between: encodeUtf8("hidden") }), code: DAMAGED },
  { title: "a member that the directory does not name", bytes: zipOf([good], { between: first.subarray(0, 38) }), code: DAMAGED },
  { title: "bytes after the end", bytes: zipOf([good], { after: encodeUtf8("x") }), code: DAMAGED },
  { title: "an archive after the end", bytes: concatBytes([zipOf([good]), first]), code: DAMAGED },
  { title: "an archive in the comment", bytes: zipOf([good], { comment: first }), code: DAMAGED },
  { title: "several volumes", bytes: zipOf([good], { end: { disk: 1 } }), code: UNSUPPORTED },
  { title: "fewer members than are there", bytes: zipOf([good, bad], { end: { count: 1, countHere: 1 } }), code: DAMAGED },
  { title: "more members than are there", bytes: zipOf([good], { end: { count: 2, countHere: 2 } }), code: DAMAGED },
  { title: "two counts of members", bytes: zipOf([good], { end: { countHere: 7 } }), code: DAMAGED },
  { title: "a directory of another size", bytes: zipOf([good], { end: { size: 3 } }), code: DAMAGED },
  { title: "a directory elsewhere", bytes: zipOf([good], { end: { start: 0 } }), code: DAMAGED },
  { title: "nothing at all", bytes: new Uint8Array(0), code: DAMAGED },
  { title: "no zip", bytes: encodeUtf8('{"bad":true}'), code: DAMAGED },
  { title: "a zip without its beginning", bytes: zipOf([good]).subarray(10), code: DAMAGED },
  { title: "a zip without its end", bytes: zipOf([good]).subarray(0, -10), code: DAMAGED },
  {
    title: "a hole in the middle",
    bytes: concatBytes([zipOf([good, bad]).subarray(0, 20), zipOf([good, bad]).subarray(30)]),
    code: DAMAGED,
  },
]);

describeHostile("zip64", "evil.zip", [
  { title: "a record elsewhere", bytes: zipOf([good], { zip64: zip64End({ offset: 0 }) }), code: DAMAGED },
  { title: "a record behind the end", bytes: zipOf([good], { zip64: zip64End({ offset: 2 ** 53 }) }), code: DAMAGED },
  { title: "another count than the short record", bytes: zipOf([good], { zip64: zip64End({ count: 2 }) }), code: DAMAGED },
  {
    title: "a count of millions",
    bytes: zipOf([good], { end: { count: 0xffff, countHere: 0xffff }, zip64: zip64End({ count: 2 ** 40 }) }),
    code: LIMIT,
  },
  {
    title: "a count that the directory has no room for",
    bytes: zipOf([good], { end: { count: 0xffff, countHere: 0xffff }, zip64: zip64End({ count: 70_000 }) }),
    code: DAMAGED,
  },
  { title: "another directory than the short record", bytes: zipOf([good], { zip64: zip64End({ start: 0 }) }), code: DAMAGED },
  { title: "a directory elsewhere", bytes: zipOf([good], { end: { start: LONG }, zip64: zip64End({ start: 1 }) }), code: DAMAGED },
  { title: "a record of another length", bytes: zipOf([good], { zip64: zip64End({ recordSize: 1000 }) }), code: DAMAGED },
  {
    title: "two zip64 fields",
    bytes: both({ extra: concatBytes([extraField(1, u64(1)), extraField(1, u64(2))]) }),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "a size beyond the file",
    bytes: zipOf([{ ...bad, central: { compressedSize: LONG, extra: extraField(1, u64(2 ** 50)) } }]),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "an offset beyond the file",
    bytes: zipOf([{ ...bad, central: { offset: LONG, extra: extraField(1, u64(2 ** 50)) } }]),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "a field too short for what it must hold",
    bytes: zipOf([{ ...bad, central: { size: LONG, extra: extraField(1, u32(1)) } }]),
    code: DAMAGED,
  },
]);

const described = (descriptor: Uint8Array): Uint8Array => both({ ...WITH_DESCRIPTOR }, { descriptor });
const { checksum, compressedSize, size } = badRecord;

describeHostile("contents and descriptors", "evil.zip", [
  { title: "another checksum", bytes: both({ checksum: 1 }), code: DAMAGED, member: "bad.json" },
  {
    title: "a stored content with another checksum",
    bytes: zipOf([{ ...bad, stored: true, data: encodeUtf8('{"bad":trux}') }]),
    code: DAMAGED,
    member: "bad.json",
  },
  { title: "more than announced", bytes: both({ size: size - 1 }), code: DAMAGED, member: "bad.json" },
  { title: "less than announced", bytes: both({ size: size + 1 }), code: DAMAGED, member: "bad.json" },
  {
    title: "a stored content of another size",
    bytes: zipOf([{ ...bad, stored: true, local: { size: 3 }, central: { size: 3 } }]),
    code: DAMAGED,
  },
  {
    title: "bytes that are not deflate",
    bytes: both({}, { data: new Uint8Array(badRecord.data.length).fill(0xff) }),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "deflate data that is cut",
    bytes: both({ compressedSize: compressedSize - 3 }, { data: badRecord.data.subarray(0, -3) }),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "bytes after the deflate data",
    bytes: both({ compressedSize: compressedSize + 3 }, { data: concatBytes([badRecord.data, Uint8Array.of(1, 2, 3)]) }),
    code: DAMAGED,
    member: "bad.json",
  },
  { title: "a large content cut short", bytes: bigWith((data) => data.subarray(0, -20)), code: DAMAGED, member: "big.json" },
  {
    title: "bytes after a large content",
    bytes: bigWith((data) => concatBytes([data, new Uint8Array(20)])),
    code: DAMAGED,
    member: "big.json",
  },
  {
    title: "a descriptor with another checksum",
    bytes: described(concatBytes([u32(0x08074b50), u32(1), u32(compressedSize), u32(size)])),
    code: DAMAGED,
  },
  {
    title: "a descriptor with another size",
    bytes: described(concatBytes([u32(checksum), u32(compressedSize), u32(size + 1)])),
    code: DAMAGED,
  },
  {
    title: "a descriptor with another signature",
    bytes: described(concatBytes([u32(0x08074b51), u32(checksum), u32(compressedSize), u32(size)])),
    code: DAMAGED,
  },
  { title: "a descriptor that is not there", bytes: described(new Uint8Array(0)), code: DAMAGED },
  {
    title: "a descriptor and more",
    bytes: described(concatBytes([u32(checksum), u32(compressedSize), u32(size), new Uint8Array(40)])),
    code: DAMAGED,
  },
  {
    title: "a document above the limit",
    bytes: () => zipOf([{ name: "bad.json", content: new Uint8Array(65 * 1024 * 1024) }]),
    code: LIMIT,
    member: "bad.json",
  },
  { title: "a document that hides how large it is", bytes: () => hiddenSize(), code: DAMAGED, member: "bad.json" },
  {
    title: "lines beyond the bound",
    bytes: zipOf([{ name: "bad.jsonl", content: "{}\n".repeat(50_000) }]),
    code: LIMIT,
    member: "bad.jsonl",
    limits: { outputBytes: 100_000 },
  },
  {
    title: "lines that expand too much",
    bytes: zipOf([{ name: "bad.jsonl", content: " ".repeat(2_000_000) }]),
    code: LIMIT,
    member: "bad.jsonl",
    limits: { freeBytes: 10_000, expansion: 100 },
  },
]);

function bigWith(change: (data: Uint8Array) => Uint8Array): Uint8Array {
  const content = JSON.stringify(Array.from({ length: 300_000 }, (_, i) => i * 7919));
  const data = change(deflateRawSync(content));
  const fields = { compressedSize: data.length };
  return zipOf([{ name: "big.json", content, data, local: fields, central: fields }]);
}

function hiddenSize(): Uint8Array {
  const fields = { size: 1000 };
  return zipOf([{ name: "bad.json", content: new Uint8Array(100 * 1024 * 1024), local: fields, central: fields }]);
}

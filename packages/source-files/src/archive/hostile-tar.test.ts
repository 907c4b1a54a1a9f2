// Tar archives that must be refused whole, and what the refusal says.
import { concatBytes, encodeUtf8 } from "@stella-export/core";
import { describeHostile } from "./hostile-suite-fixture.js";
import { GNU_MAGIC, longName, octal, paxHeader, paxRecord, TAR_END, tarBlock, tarMember, tarOf } from "./tar-fixture.js";

const DAMAGED = "ERR_EXPORT_ARCHIVE_DAMAGED";
const UNSAFE = "ERR_EXPORT_ARCHIVE_UNSAFE";
const UNSUPPORTED = "ERR_EXPORT_ARCHIVE_UNSUPPORTED";
const LIMIT = "ERR_EXPORT_SOURCE_LIMIT";

const good = tarMember("good.json", "{}");
const typed = (type: string): Uint8Array => tarOf(good, tarMember("bad.json", "", { type }));
const named = (name: string): Uint8Array => tarOf(good, tarMember(name, "{}"));
const pax = (records: Record<string, string>, name = "bad.json"): Uint8Array => tarOf(good, paxHeader(records), tarMember(name, "{}"));
const rawPax = (text: string): Uint8Array => tarOf(good, tarMember("PaxHeaders/0", text, { type: "x" }), tarMember("bad.json", "{}"));
/** A pax path of one character a byte, which is not UTF-8 where the character is not ASCII. */
const latin1Pax = (value: string): Uint8Array => {
  const length = value.length + " path=\n".length + 2;
  return tarOf(
    good,
    tarMember("PaxHeaders/0", Buffer.from(`${length} path=${value}\n`, "latin1"), { type: "x" }),
    tarMember("bad.json", "{}"),
  );
};

describeHostile("members of another sort", "evil.tar", [
  { title: "a hard link", bytes: typed("1"), code: UNSAFE, member: "bad.json" },
  { title: "a symbolic link", bytes: typed("2"), code: UNSAFE, member: "bad.json" },
  { title: "a character device", bytes: typed("3"), code: UNSAFE, member: "bad.json" },
  { title: "a block device", bytes: typed("4"), code: UNSAFE, member: "bad.json" },
  { title: "a FIFO", bytes: typed("6"), code: UNSAFE, member: "bad.json" },
  { title: "a GNU long link", bytes: tarOf(good, tarMember("././@LongLink", "x\0", { type: "K", magic: GNU_MAGIC })), code: UNSAFE },
  { title: "a contiguous file", bytes: typed("7"), code: UNSUPPORTED, member: "bad.json" },
  { title: "a GNU sparse file", bytes: typed("S"), code: UNSUPPORTED, member: "bad.json" },
  { title: "a file from another volume", bytes: typed("M"), code: UNSUPPORTED, member: "bad.json" },
  { title: "a volume label", bytes: typed("V"), code: UNSUPPORTED, member: "bad.json" },
  { title: "a directory dump", bytes: typed("D"), code: UNSUPPORTED, member: "bad.json" },
  { title: "a type that does not exist", bytes: typed("Z"), code: UNSUPPORTED, member: "bad.json" },
  {
    title: "a link below a folder that is passed over",
    bytes: tarOf(tarMember(".git/x", "", { type: "2" })),
    code: UNSAFE,
    member: ".git/x",
  },
  { title: "a folder with content", bytes: tarOf(good, tarMember("d/", "{}", { type: "5" })), code: DAMAGED, member: "d/" },
]);

describeHostile("names", "evil.tar", [
  { title: "one that leads upwards", bytes: named("../bad.json"), code: UNSAFE, member: "../bad.json" },
  { title: "one that leads upwards from within", bytes: named("a/b/../../../bad.json"), code: UNSAFE, member: "a/b/../../../bad.json" },
  { title: "one that leads upwards and back", bytes: named("a/../bad.json"), code: UNSAFE, member: "a/../bad.json" },
  { title: "an absolute one", bytes: named("/etc/bad.json"), code: UNSAFE, member: "/etc/bad.json" },
  { title: "a Windows path", bytes: named("C:\\bad.json"), code: UNSAFE, member: "C:\\bad.json" },
  { title: "one relative to a drive", bytes: named("C:bad.json"), code: UNSAFE, member: "C:bad.json" },
  { title: "one relative to a drive behind ./", bytes: named("./C:bad.json"), code: UNSAFE, member: "./C:bad.json" },
  { title: "a share", bytes: named("\\\\server\\share\\bad.json"), code: UNSAFE, member: "\\\\server\\share\\bad.json" },
  { title: "a backslash", bytes: named("a\\bad.json"), code: UNSAFE, member: "a\\bad.json" },
  { title: "a NUL", bytes: named("bad.json\0.txt"), code: UNSAFE, member: "bad.json" },
  { title: "a NUL in the prefix", bytes: tarOf(tarMember("bad.json", "", { prefix: "a\0b" })), code: UNSAFE, member: "bad.json" },
  { title: "an empty one", bytes: named(""), code: UNSAFE },
  { title: "a file named as a folder", bytes: named("bad.json/"), code: UNSAFE, member: "bad.json" },
  { title: "the same one twice", bytes: tarOf(good, good), code: UNSAFE, member: "good.json" },
  { title: "the same one with ./", bytes: tarOf(good, tarMember("./good.json")), code: UNSAFE, member: "good.json" },
  { title: "the same one with //", bytes: tarOf(tarMember("a/b.json"), tarMember("a//b.json")), code: UNSAFE, member: "a/b.json" },
  {
    title: "the same one split elsewhere",
    bytes: tarOf(tarMember("a/b.json"), tarMember("b.json", "", { prefix: "a" })),
    code: UNSAFE,
    member: "a/b.json",
  },
  {
    title: "the same one of a file that is passed over",
    bytes: tarOf(tarMember("a.txt"), tarMember("a.txt")),
    code: UNSAFE,
    member: "a.txt",
  },
  { title: "a file that is a folder too", bytes: tarOf(tarMember("a.json"), tarMember("a.json/b.json")), code: UNSAFE },
  { title: "a folder that is a file too", bytes: tarOf(tarMember("a.json/b.json"), tarMember("a.json")), code: UNSAFE, member: "a.json" },
  { title: "a segment of 256 bytes", bytes: pax({ path: `${"n".repeat(251)}.json` }), code: LIMIT },
  { title: "more than 1,024 bytes", bytes: pax({ path: `${"n".repeat(200)}/`.repeat(6) + "a.json" }), code: LIMIT },
  { title: "257 folders deep", bytes: pax({ path: `${"d/".repeat(257)}a.json` }), code: LIMIT },
  { title: "10,000 folders deep", bytes: pax({ path: `${"d/".repeat(10_000)}a.json` }), code: LIMIT },
  { title: "10,000 folders deep in GNU's way", bytes: tarOf(longName(`${"d/".repeat(10_000)}a.json`), tarMember("a.json")), code: LIMIT },
  { title: "a member too many", bytes: tarOf(...["a", "b", "c", "d"].map((name) => tarMember(name))), code: LIMIT, limits: { entries: 3 } },
  { title: "a folder too many", bytes: tarOf(tarMember("a/b/c/d.json")), code: LIMIT, limits: { entries: 3 } },
]);

describeHostile("headers", "evil.tar", [
  {
    title: "a size below zero",
    bytes: tarOf(tarBlock({ name: "bad.json", size: "\u00ff".repeat(12) })),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "a size beyond all numbers",
    bytes: tarOf(tarBlock({ name: "bad.json", size: `\u0080${"\u00ff".repeat(11)}` })),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "a size that is no number",
    bytes: tarOf(tarBlock({ name: "bad.json", size: "0000000009x\0" })),
    code: DAMAGED,
    member: "bad.json",
  },
  { title: "a size with a minus", bytes: tarOf(tarBlock({ name: "bad.json", size: "-0000000001\0" })), code: DAMAGED, member: "bad.json" },
  {
    title: "a size of 4 PiB with nothing behind it",
    bytes: tarOf(tarBlock({ name: "bad.txt", size: "\u0080\0\0\0\0\u0010\0\0\0\0\0\0" })),
    code: DAMAGED,
  },
  {
    title: "a wrong checksum",
    bytes: tarOf(good, tarBlock({ name: "bad.json", checksum: "0000000\0" })),
    code: DAMAGED,
    member: "good.json",
  },
  {
    title: "neither POSIX nor GNU",
    bytes: tarOf(tarMember("bad.json", "{}", { magic: "\0\0\0\0\0\0\0\0" })),
    code: UNSUPPORTED,
    member: "bad.json",
  },
  {
    title: "a document above the limit",
    bytes: () => tarOf(tarMember("bad.json", new Uint8Array(65 * 1024 * 1024))),
    code: LIMIT,
    member: "bad.json",
  },
]);

describeHostile("pax headers", "evil.tar", [
  { title: "a record longer than the header", bytes: rawPax("99 path=a\n"), code: DAMAGED },
  { title: "a record shorter than it is", bytes: rawPax("5 path=a.json\n"), code: DAMAGED },
  { title: "a record that ends in the next one", bytes: rawPax(`16 path=a.json\n${paxRecord("mtime", "1")}`), code: DAMAGED },
  { title: "a length with zeros in front", bytes: rawPax("0015 path=a.json\n"), code: DAMAGED },
  { title: "a length that is no number", bytes: rawPax("1e1 path=a\n"), code: DAMAGED },
  { title: "a length of zero", bytes: rawPax("0 path=a.json\n"), code: DAMAGED },
  { title: "a record without =", bytes: rawPax("9 a.json\n"), code: DAMAGED },
  { title: "a record without a name", bytes: rawPax("5 =x\n"), code: DAMAGED },
  { title: "the same record twice", bytes: rawPax(paxRecord("path", "a.json") + paxRecord("path", "b.json")), code: DAMAGED },
  { title: "another size than the header", bytes: pax({ size: "1" }), code: DAMAGED },
  { title: "a size of the next member's bytes", bytes: pax({ size: "1026" }), code: DAMAGED },
  { title: "a size below zero", bytes: pax({ size: "-2" }), code: DAMAGED },
  { title: "a size in other notation", bytes: pax({ size: "2e0" }), code: DAMAGED },
  { title: "a size above all numbers", bytes: pax({ size: "99999999999999999999" }), code: DAMAGED },
  { title: "a path that leads upwards", bytes: pax({ path: "../bad.json" }), code: UNSAFE, member: "../bad.json" },
  { title: "an absolute path", bytes: pax({ path: "/bad.json" }), code: UNSAFE, member: "/bad.json" },
  { title: "a path with a NUL", bytes: pax({ path: "a.json\0b" }), code: UNSAFE },
  { title: "an empty path", bytes: pax({ path: "" }), code: UNSAFE },
  { title: "a path that is not UTF-8", bytes: latin1Pax("b\u00e4d.json"), code: UNSAFE },
  { title: "a link's target", bytes: pax({ linkpath: "/etc/passwd" }), code: UNSAFE },
  { title: "a sparse map", bytes: pax({ "GNU.sparse.major": "1", "GNU.sparse.name": "x" }), code: UNSUPPORTED },
  { title: "another volume", bytes: pax({ "GNU.volume.filename": "x" }), code: UNSUPPORTED },
  { title: "a record that nobody knows", bytes: pax({ "ACME.path": "x" }), code: UNSUPPORTED },
  { title: "names in another encoding", bytes: pax({ hdrcharset: "BINARY", path: "x.json" }), code: UNSUPPORTED },
  { title: "a global path", bytes: tarOf(paxHeader({ path: "a.json" }, "g"), good), code: UNSUPPORTED },
  { title: "a global size", bytes: tarOf(paxHeader({ size: "2" }, "g"), good), code: UNSUPPORTED },
  { title: "a megabyte of records", bytes: pax({ comment: "c".repeat(1024 * 1024) }), code: LIMIT },
  {
    title: "a thousand records and one",
    bytes: pax(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`SCHILY.xattr.user.${i}`, ""]))),
    code: LIMIT,
  },
  {
    title: "nothing but global headers",
    bytes: tarOf(...Array.from({ length: 9 }, () => paxHeader({ comment: "c" }, "g"))),
    code: LIMIT,
    limits: { entries: 8 },
  },
  { title: "a header of no member", bytes: tarOf(good, paxHeader({ path: "a.json" })), code: DAMAGED },
  { title: "two headers of one member", bytes: tarOf(paxHeader({ path: "a.json" }), paxHeader({ path: "b.json" }), good), code: DAMAGED },
  { title: "a pax and a GNU name of one member", bytes: tarOf(paxHeader({ path: "a.json" }), longName("b.json"), good), code: DAMAGED },
  {
    title: "a GNU name without its NUL",
    bytes: tarOf(tarMember("././@LongLink", "a.json", { type: "L", magic: GNU_MAGIC }), good),
    code: UNSAFE,
  },
  {
    title: "a GNU name with two NULs",
    bytes: tarOf(tarMember("././@LongLink", "a\0b\0", { type: "L", magic: GNU_MAGIC }), good),
    code: UNSAFE,
  },
]);

const cut = tarMember("bad.json", "x".repeat(600));
describeHostile("beginnings and ends", "evil.tar", [
  { title: "nothing at all", bytes: new Uint8Array(0), code: DAMAGED },
  { title: "no tar", bytes: encodeUtf8("{}".repeat(500)), code: DAMAGED },
  { title: "cut in a header", bytes: concatBytes([good, cut.subarray(0, 300)]), code: DAMAGED, member: "good.json" },
  { title: "cut in a content", bytes: concatBytes([good, cut.subarray(0, 900)]), code: DAMAGED, member: "bad.json" },
  { title: "cut in the padding", bytes: concatBytes([good, cut.subarray(0, 1200)]), code: DAMAGED, member: "bad.json" },
  { title: "cut between members", bytes: concatBytes([good, cut]), code: DAMAGED, member: "bad.json" },
  { title: "cut after one block of the end", bytes: concatBytes([good, new Uint8Array(512)]), code: DAMAGED },
  { title: "one block of zeros in the middle", bytes: tarOf(good, new Uint8Array(512), cut), code: DAMAGED },
  { title: "bytes after the end", bytes: concatBytes([tarOf(good), encodeUtf8("more")]), code: DAMAGED },
  { title: "a second archive after the end", bytes: concatBytes([tarOf(good), tarOf(cut)]), code: DAMAGED },
  { title: "2 MiB of zeros after the end", bytes: concatBytes([tarOf(good), new Uint8Array(2 * 1024 * 1024)]), code: LIMIT },
  {
    title: "padding that is not zero",
    bytes: tarOf(tarBlock({ name: "bad.json", size: octal(2) }), encodeUtf8("{}".repeat(256))),
    code: DAMAGED,
    member: "bad.json",
  },
  {
    title: "an end that pads a claim",
    bytes: concatBytes([tarBlock({ name: "bad.json", size: octal(4000) }), TAR_END]),
    code: DAMAGED,
    member: "bad.json",
  },
]);

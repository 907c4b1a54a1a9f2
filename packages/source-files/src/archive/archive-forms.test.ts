// Archives in forms that writers produce but that no program at hand does, made by code: they read as the plain form.
import { concatBytes, encodeUtf8 } from "@stella-export/core";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { FileSource } from "../file-source.js";
import { readingOf } from "./source-reading-fixture.js";
import { GNU_MAGIC, longName, paxHeader, paxRecord, tarBlock, tarMember, tarOf } from "./tar-fixture.js";
import { extraField, recordOf, u32, u64, WITH_DESCRIPTOR, zip64End, type ZipEntry, zipOf } from "./zip-fixture.js";

const root = mkdtempSync(join(tmpdir(), "archive-forms-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const limits = { documentBytes: 1 << 20, depth: 128 };

/** `PATH DIGEST` of the documents, without lines and rejects, of which there must be none. */
async function documentsOf(name: string, bytes: Uint8Array): Promise<readonly string[]> {
  writeFileSync(join(root, name), bytes);
  const { documents, rejects } = await readingOf(join(root, name));
  expect(rejects).toEqual([]);
  return documents.map((document) => document.slice(0, document.indexOf(":0:sha256:")));
}

const entry: ZipEntry = { name: "d/a.json", content: '{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}' };
const { checksum, compressedSize, size } = recordOf(entry);
const LONG = 0xffffffff;
const described = (descriptor: Uint8Array, local: ZipEntry["local"] = {}): Uint8Array =>
  zipOf([
    { ...entry, local: { ...WITH_DESCRIPTOR, checksum: 0, compressedSize: 0, size: 0, ...local }, central: WITH_DESCRIPTOR, descriptor },
    { name: "b.json" },
  ]);
const unicodePath = extraField(0x7075, concatBytes([Uint8Array.of(1), u32(crc32("d/a.json")), encodeUtf8("d/a.json")]));
const zip64Local = { size: LONG, compressedSize: LONG, extra: extraField(1, concatBytes([u64(size), u64(compressedSize)])) };

describe("zip", () => {
  const forms: readonly (readonly [string, Uint8Array])[] = [
    ["plain", zipOf([entry, { name: "b.json" }])],
    ["a descriptor of 12 bytes", described(concatBytes([u32(checksum), u32(compressedSize), u32(size)]))],
    ["a descriptor of 16 bytes", described(concatBytes([u32(0x08074b50), u32(checksum), u32(compressedSize), u32(size)]))],
    ["a descriptor of 20 bytes", described(concatBytes([u32(checksum), u64(compressedSize), u64(size)]))],
    ["a descriptor of 24 bytes", described(concatBytes([u32(0x08074b50), u32(checksum), u64(compressedSize), u64(size)]))],
    [
      "a descriptor and a header that know",
      described(concatBytes([u32(checksum), u32(compressedSize), u32(size)]), { checksum, compressedSize, size }),
    ],
    ["zip64 sizes in the local header", zipOf([{ ...entry, local: zip64Local }, { name: "b.json" }])],
    ["zip64 sizes in both", zipOf([{ ...entry, local: zip64Local, central: zip64Local }, { name: "b.json" }])],
    ["a zip64 offset", zipOf([{ ...entry, central: { offset: LONG, extra: extraField(1, u64(0)) } }, { name: "b.json" }])],
    [
      "a zip64 record",
      zipOf([entry, { name: "b.json" }], { zip64: zip64End(), end: { count: 0xffff, countHere: 0xffff, size: LONG, start: LONG } }),
    ],
    ["a zip64 record beside a short one", zipOf([entry, { name: "b.json" }], { zip64: zip64End() })],
    [
      "the same name in a Unicode field",
      zipOf([{ ...entry, local: { extra: unicodePath }, central: { extra: unicodePath } }, { name: "b.json" }]),
    ],
    ["a comment", zipOf([entry, { name: "b.json" }], { comment: encodeUtf8("0123456789abcdef") })],
    ["a folder, stored", zipOf([{ name: "d/", stored: true, central: { attributes: 0x41ed0010 } }, entry, { name: "b.json" }])],
    ["a folder, deflated to two bytes", zipOf([{ name: "d/" }, entry, { name: "b.json" }])],
    ["the root as a folder", zipOf([{ name: "./", stored: true }, { ...entry, name: "./d/a.json" }, { name: "./b.json" }])],
    [
      "modes of files",
      zipOf([
        { ...entry, central: { attributes: 0x81a40000 } },
        { name: "b.json", central: { attributes: 0x20 } },
      ]),
    ],
  ];
  it.each(forms)("%s", async (_, bytes) => {
    expect(await documentsOf("a.zip", bytes)).toEqual(["b.json", "d/a.json"]);
  });

  it("with the directory in another order than the members", async () => {
    const first = zipOf([{ name: "b.json", content: "1" }]);
    const bytes = zipOf([
      { name: "b.json", content: "1" },
      { name: "d/a.json", content: "2" },
    ]);
    const central = first.length - 22 - 46 - 6;
    const directory = bytes.length - 22 - (46 + 6) - (46 + 8);
    expect(central).toBeLessThan(directory);
    const swapped = concatBytes([
      bytes.subarray(0, directory),
      bytes.subarray(directory + 52, -22),
      bytes.subarray(directory, directory + 52),
      bytes.subarray(-22),
    ]);
    expect(await documentsOf("a.zip", swapped)).toEqual(["b.json", "d/a.json"]);
  });

  it("without any member, and none below folders", async () => {
    expect(await documentsOf("a.zip", zipOf([]))).toEqual([]);
    expect(await documentsOf("a.zip", zipOf([{ name: "d/", stored: true }]))).toEqual([]);
  });
});

describe("tar", () => {
  const a = tarMember("d/a.json", "{}");
  const forms: readonly (readonly [string, Uint8Array])[] = [
    ["plain", tarOf(a, tarMember("b.json"))],
    ["the old type of a file", tarOf(a, tarMember("b.json", "", { type: "\0" }))],
    ["GNU's magic, with what is in the prefix's place", tarOf(a, tarMember("b.json", "", { magic: GNU_MAGIC, prefix: "14000000000\0" }))],
    ["a prefix", tarOf(tarMember("a.json", "{}", { prefix: "d" }), tarMember("b.json"))],
    [
      "folders, with and without a slash, named twice",
      tarOf(tarMember("d/", "", { type: "5" }), a, tarMember("d", "", { type: "5" }), tarMember("b.json")),
    ],
    ["the root", tarOf(tarMember("./", "", { type: "5" }), tarMember("./d/a.json", "{}"), tarMember("./b.json"))],
    [
      "a pax path",
      tarOf(paxHeader({ mtime: "1.5", path: "d/a.json", "SCHILY.xattr.user.x": "y" }), tarMember("x.json", "{}"), tarMember("b.json")),
    ],
    ["a pax size that says what the header says", tarOf(paxHeader({ size: "2" }), a, tarMember("b.json"))],
    ["pax in UTF-8 by name", tarOf(paxHeader({ hdrcharset: "ISO-IR 10646 2000 UTF-8", path: "b.json" }), tarMember("x"), a)],
    ["global headers", tarOf(paxHeader({ comment: "0123" }, "g"), a, paxHeader({ mtime: "1" }, "g"), tarMember("b.json"))],
    ["a GNU name", tarOf(longName("d/a.json"), tarMember("x.json", "{}"), tarMember("b.json"))],
    ["base 256", tarOf(tarMember("d/a.json", "{}", { size: `\u0080${"\0".repeat(10)}\u0002` }), tarMember("b.json"))],
    ["a size with spaces", tarOf(tarMember("d/a.json", "{}", { size: "          2 " }), tarMember("b.json"))],
    ["zeros up to a record", concatBytes([tarOf(a, tarMember("b.json")), new Uint8Array(20 * 512)])],
    ["zeros up to half a block", concatBytes([tarOf(a, tarMember("b.json")), new Uint8Array(100)])],
  ];
  it.each(forms)("%s", async (_, bytes) => {
    expect(await documentsOf("a.tar", bytes)).toEqual(["b.json", "d/a.json"]);
    expect(await documentsOf("a.tar.gz", gzipSync(bytes))).toEqual(["b.json", "d/a.json"]);
  });

  it("a member above 8 GiB whose size only pax can say is passed over", { timeout: 60_000 }, async () => {
    const huge = [tarMember("PaxHeaders/0", paxRecord("size", String(9 * 2 ** 30)), { type: "x" }), tarBlock({ name: "a.bin" })];
    writeFileSync(join(root, "a.tar"), concatBytes(huge));
    // Cut off right after the header: that it is the content which is missed shows that the size was taken.
    await expect(readingOf(join(root, "a.tar"))).rejects.toMatchObject({
      code: "ERR_EXPORT_ARCHIVE_DAMAGED",
      place: { path: "a.tar!/a.bin" },
    });
  });
});

describe("gzip", () => {
  const tar = tarOf(tarMember("b.json"));
  const data = gzipSync(tar).subarray(10);
  const checked = Uint8Array.of(0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3);
  it.each([
    ["a name and a comment", concatBytes([Uint8Array.of(0x1f, 0x8b, 8, 24, 1, 2, 3, 4, 0, 3), encodeUtf8("a.tar\0hello\0"), data])],
    ["an extra field", concatBytes([Uint8Array.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3), data])],
    ["a header checksum", concatBytes([checked, u32(crc32(checked) & 0xffff).subarray(0, 2), data])],
  ])("%s", async (_, bytes) => {
    expect(await documentsOf("a.tgz", bytes)).toEqual(["b.json"]);
  });
});

describe("names", () => {
  it("that are not UTF-8 make their documents rejects, as in a folder", async () => {
    const members = ["\u00e4.json", "\u00f6.json", "\u00e4.jsonl", "\u00e4.csv"].map((name) =>
      tarMember(name, name.endsWith("csv") ? "group_id,artifact_id,version,sha1\n1,2,3,4\n" : "1\n2\n"),
    );
    const nested = tarMember("\u00e4.tar", tarOf(tarMember("a.json", "{}")));
    writeFileSync(join(root, "a.tar"), tarOf(...members, nested, tarMember("good.json", "{}")));
    const { documents, rejects } = await readingOf(join(root, "a.tar"));
    expect(documents.map((document) => document.slice(0, 10))).toEqual(["good.json:"]);
    expect(rejects.map((reject) => reject.replace(/:sha256.*/, ""))).toEqual([
      "\ufffd.csv:2:ERR_EXPORT_PATH_INVALID",
      "\ufffd.json:0:ERR_EXPORT_PATH_INVALID",
      "\ufffd.json:0:ERR_EXPORT_PATH_INVALID",
      "\ufffd.jsonl:1:ERR_EXPORT_PATH_INVALID",
      "\ufffd.jsonl:2:ERR_EXPORT_PATH_INVALID",
      "\ufffd.tar!/a.json:0:ERR_EXPORT_PATH_INVALID",
    ]);
  });

  it("with control characters are left to core", async () => {
    expect(await documentsOf("a.tar", tarOf(tarMember("a\u001b[31m.json", "{}")))).toEqual(["a\u001b[31m.json"]);
  });

  it("of 1,024 bytes, with segments of 255, below 256 folders", async () => {
    const long = [`${`${"n".repeat(254)}/`.repeat(3)}${"n".repeat(252)}/x.json`, `${"s".repeat(250)}.json`, `${"d/".repeat(256)}a.json`];
    const bytes = tarOf(...long.flatMap((path) => [paxHeader({ path }), tarMember("x")]));
    expect(await documentsOf("a.tar", bytes)).toEqual(long.toSorted((a, b) => (a < b ? -1 : 1)));
  });
});

describe("a survey", () => {
  it("knows nothing of an archive, alone or in a folder", async () => {
    writeFileSync(join(root, "a.zip"), zipOf([]));
    expect(await new FileSource("s", join(root, "a.zip")).survey({ limits })).toMatchObject({ documents: null, bytes: null });
    expect(await new FileSource("s", root).survey({ limits })).toMatchObject({ documents: null, bytes: null });
  });
});

describe("a reader that leaves early", () => {
  it.each(["a.zip", "a.tar", "a.tar.gz"])("of %s closes what it opened", async (name) => {
    const members = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.json`, content: "x".repeat(100_000) }));
    const tar = tarOf(...members.map((member) => tarMember(member.name, member.content)));
    writeFileSync(join(root, name), { "a.zip": zipOf(members), "a.tar": tar, "a.tar.gz": gzipSync(tar) }[name] as Uint8Array);
    const before = process.getActiveResourcesInfo().length;
    for await (const batch of new FileSource("s", join(root, name)).read({ limits })) {
      expect(batch.count).toBeGreaterThan(0);
      break;
    }
    const stop = new AbortController();
    const reading = (async () => {
      for await (const _ of new FileSource("s", join(root, name)).read({ limits, signal: stop.signal })) stop.abort(new Error("stopped"));
    })();
    await expect(reading).rejects.toThrow("stopped");
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before + 1);
  });
});

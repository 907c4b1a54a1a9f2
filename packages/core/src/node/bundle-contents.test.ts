import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { toDigest } from "../digest.js";
import { collect, END, forgedHeader, inPieces, member } from "../tar/archive-fixture.js";
import { writeTar } from "../tar/tar-writer.js";
import { buildFixture, type BundleFixture, FIXTURE_SHARDS, reseal } from "../verify/bundle-fixture.js";
import { type BundleContents, openContents } from "./bundle-contents.js";
import { nodeSha256 as sha256 } from "./sha256.js";
import { compressFrames } from "./zstd-frames.js";

const scratch = mkdtempSync(join(tmpdir(), "bundle-contents-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let next = 0;
const newPath = (): string => join(scratch, String(next++));

const zstd = async (bytes: Uint8Array): Promise<Uint8Array> => concatBytes(await compressFrames(bytes, { level: 3, frameBytes: 100 }));
const compressed = await buildFixture({ sha256, compress: zstd });
const plain = await buildFixture({ sha256 });
const RECORDS = FIXTURE_SHARDS.flat();

function lay(files: ReadonlyMap<string, Uint8Array>): string {
  const root = newPath();
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

async function pack(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const path = newPath();
  writeFileSync(
    path,
    await collect(writeTar([...files].map(([name, bytes]) => ({ path: name, sizeBytes: bytes.length, chunks: () => inPieces(bytes) })))),
  );
  return path;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
const texts = async (contents: BundleContents, ...args: Parameters<BundleContents["records"]>): Promise<string[]> =>
  (await all(contents.records(...args))).map(decodeUtf8);
const lineOf = (record: (typeof RECORDS)[number]): string => `${decodeUtf8(encodeCanonical(record.value))}\n`;

const FORMS = [
  ["directory", "compressed", async () => lay(compressed.files), compressed],
  ["tar", "compressed", async () => pack(compressed.files), compressed],
  ["directory", "plain", async () => lay(plain.files), plain],
  ["tar", "plain", async () => pack(plain.files), plain],
] as const;

describe.each(FORMS)("contents of a %s, %s", (kind, _, lie, bundle: BundleFixture) => {
  const opened = async (): Promise<BundleContents> => openContents(await lie());

  it("are a manifest and records in key order", async () => {
    const contents = await opened();
    expect(contents.kind).toBe(kind);
    expect(contents.manifest).toEqual(bundle.manifest);
    expect(await texts(contents)).toEqual(RECORDS.map(lineOf));
    expect(await texts(contents, "vex")).toEqual(RECORDS.filter((record) => record.kind === "vex").map(lineOf));
    expect(await texts(contents, "sbom")).toEqual([]);
    contents.close();
  });

  it("can be filtered by index entry, across shards", async () => {
    const contents = await opened();
    expect(await texts(contents, undefined, () => true)).toEqual(RECORDS.map(lineOf));
    expect(await texts(contents, undefined, ({ id }) => /[23]/.test(id))).toEqual(RECORDS.filter(({ id }) => /[23]/.test(id)).map(lineOf));
    expect(await texts(contents, "advisory", (_entry, each) => each === "vex")).toEqual([]);
    contents.close();
  });

  it("have an index in key order", async () => {
    const contents = await opened();
    const entries = await all(contents.indexEntries());
    expect(entries.map(({ source, path, id, aliases }) => ({ source, path, id, aliases }))).toEqual(
      RECORDS.map(({ source, path, id, aliases }) => ({ source, path, id, aliases })),
    );
    expect(entries.map(({ digest }) => digest)).toEqual(RECORDS.map(({ value }) => toDigest(sha256.hash(encodeCanonical(value)))));
    expect((await all(contents.indexEntries("vex"))).length).toBe(1);
    contents.close();
  });

  it("are traced by id, alias or path", async () => {
    const contents = await opened();
    const pathsOf = async (id: string): Promise<string[]> => (await contents.trace(id)).map(({ path }) => path);
    expect(await pathsOf("GHSA-2")).toEqual(["a/GHSA-2.json"]);
    expect(await pathsOf("ghsa-2")).toEqual(["a/GHSA-2.json"]);
    expect(await pathsOf("cve-2025-0001")).toEqual(["a/GHSA-1.json", "v.jsonl"]);
    expect(await pathsOf("v.jsonl")).toEqual(["v.jsonl"]);
    for (const nothing of ["", "V.jsonl", "GHSA", "GHSA-", "CVE-2025-00", "GHSA-4", '"', "ſ"])
      expect(await pathsOf(nothing), nothing).toEqual([]);
    const [row] = await contents.trace("GHSA-3");
    const data = bundle.manifest.contents.find(({ path }) => path === row?.file);
    expect(row).toEqual({
      kind: "advisory",
      source: "osv",
      path: "b/GHSA-3.json",
      sourceDigest: toDigest(sha256.hash(encodeUtf8("source of b/GHSA-3.json"))),
      digest: toDigest(sha256.hash(encodeCanonical(RECORDS[2]?.value))),
      snapshotDigest: bundle.manifest.inputs[0]?.snapshotDigest,
      file: data?.path,
      offset: 0,
      length: lineOf(RECORDS[2]!).length - 1,
    });
    expect(data?.role).toBe("payload");
    contents.close();
  });
});

describe("damage", () => {
  const DATA = [...compressed.files.keys()].find((path) => path.startsWith("data/advisories/")) as string;
  const INDEX = [...compressed.files.keys()].find((path) => path.startsWith("indexes/advisories/")) as string;
  const flipped = (path: string, at: number, bundle = compressed): Map<string, Uint8Array> =>
    new Map(bundle.files).set(
      path,
      (bundle.files.get(path) as Uint8Array).map((byte, i) => (i === at ? byte ^ 1 : byte)),
    );

  it("never gives out a byte that is not the manifest's", async () => {
    const path = [...plain.files.keys()].find((each) => each.startsWith("data/advisories/")) as string;
    const genuine = new Set(RECORDS.map(lineOf));
    for (let at = 0; at < (plain.files.get(path)?.length ?? 0); at++) {
      const contents = await openContents(lay(flipped(path, at, plain)));
      const given: string[] = [];
      const read = async (): Promise<void> => {
        for await (const record of contents.records()) given.push(decodeUtf8(record));
      };
      await expect(read()).rejects.toMatchObject({ code: "ERR_EXPORT_DIGEST_MISMATCH", place: { path } });
      for (const line of given) expect(genuine).toContain(line);
      rmSync(scratch, { recursive: true, force: true });
      mkdirSync(scratch);
    }
  });

  it.each([DATA, INDEX])("is told with the path of the file: %s", async (path) => {
    const contents = await openContents(lay(flipped(path, 30)));
    await expect(all(contents.records(undefined, () => true))).rejects.toMatchObject({
      code: "ERR_EXPORT_DIGEST_MISMATCH",
      place: { path },
    });
    const files = new Map(compressed.files);
    files.delete(path);
    const lacking = await openContents(lay(files));
    await expect(all(lacking.records(undefined, () => true))).rejects.toMatchObject({ code: "ERR_EXPORT_FILE_MISSING", place: { path } });
  });

  const resealed = async (path: string, edit: (text: string) => string): Promise<BundleFixture> => {
    const original = plain.files.get(path.replace(/\.zst$/, "")) as Uint8Array;
    const content = encodeUtf8(edit(decodeUtf8(original)));
    const stored = await zstd(content);
    return reseal(compressed, sha256, (manifest, _, files) => {
      const entry = manifest.contents.find((each) => each.path === path)!;
      Object.assign(entry, { digest: toDigest(sha256.hash(stored)), sizeBytes: stored.length });
      Object.assign(entry, { contentDigest: toDigest(sha256.hash(content)), contentSizeBytes: content.length });
      files.set(path, stored);
    });
  };

  it.each([
    ["an offset", (text: string) => text.replace('"offset":0', '"offset":1')],
    ["a length", (text: string) => text.replace(/"length":(\d+)/, '"length":1$1')],
    ["a digest", (text: string) => text.replace(/"digest":"sha256:../, '"digest":"sha256:00')],
    ["a file", (text: string) => text.replace('"file":"data/', '"file":"dato/')],
    ["an entry", (text: string) => text.replace("{", "")],
  ])("is told where an index lies about %s", async (_, edit) => {
    const contents = await openContents(lay((await resealed(INDEX, edit)).files));
    await expect(all(contents.records("advisory", () => true))).rejects.toMatchObject({
      code: "ERR_EXPORT_DIGEST_MISMATCH",
      place: { path: INDEX },
    });
  });

  it("is told where the manifest lacks the input of a record", async () => {
    const bundle = reseal(compressed, sha256, (manifest) => (manifest.inputs = manifest.inputs.filter((input) => input.kind !== "vex")));
    const contents = await openContents(lay(bundle.files));
    await expect(contents.trace("v.jsonl")).rejects.toMatchObject({ code: "ERR_EXPORT_DIGEST_MISMATCH" });
  });
});

describe("openContents", () => {
  it.each([
    ["no manifest", (files: Map<string, Uint8Array>) => files.delete("export.json")],
    ["no JSON", (files: Map<string, Uint8Array>) => files.set("export.json", encodeUtf8("{"))],
    [
      "a manifest that does not agree with itself",
      (files: Map<string, Uint8Array>) =>
        files.set("export.json", encodeUtf8(decodeUtf8(compressed.files.get("export.json") as Uint8Array).replace('"acme"', '"evil"'))),
    ],
  ])("refuses %s", async (_, edit) => {
    const files = new Map(compressed.files);
    edit(files);
    await expect(openContents(lay(files))).rejects.toMatchObject({ code: "ERR_EXPORT_MANIFEST_INVALID" });
    await expect(openContents(await pack(files))).rejects.toMatchObject({ code: "ERR_EXPORT_MANIFEST_INVALID" });
  });

  it.each([
    ["a tar of another program", execFileSync("tar", ["cf", "-", "-C", "/", "etc/hostname"]), "MANIFEST_INVALID"],
    [
      "a tar with a link",
      concatBytes([member("export.json", "{}"), forgedHeader("x", 0, { type: "2", link: "export.json" }), END]),
      "PATH_UNSAFE",
    ],
    ["a tar that is cut", member("export.json", "{}"), "MANIFEST_INVALID"],
    ["a tar with more after its end", concatBytes([member("export.json", "{}"), END, END]), "MANIFEST_INVALID"],
    ["a tar with a name twice", concatBytes([member("a"), member("a"), END]), "FILE_DUPLICATE"],
    ["an empty file", new Uint8Array(0), "MANIFEST_INVALID"],
  ])("refuses %s", async (_, bytes, expected) => {
    const path = newPath();
    writeFileSync(path, bytes);
    await expect(openContents(path)).rejects.toMatchObject({ code: `ERR_EXPORT_${expected}` });
  });

  it("tells what is not there, and what cannot be read in any order", async () => {
    await expect(openContents(join(scratch, "nowhere"))).rejects.toMatchObject({ code: "ERR_EXPORT_NOT_FOUND" });
    await expect(openContents("/dev/null")).rejects.toMatchObject({ code: "ERR_EXPORT_USAGE" });
  });
});

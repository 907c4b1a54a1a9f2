import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../bytes.js";
import { fixedClock } from "../clock.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { toDigest } from "../digest.js";
import { nodeDeepDecoder } from "../node/deep-decoder.js";
import { nodeSha256 as sha256 } from "../node/sha256.js";
import { compressFrames } from "../node/zstd-frames.js";
import { compareContents } from "../manifest/identity.js";
import { buildFixture, type BundleFixture, entriesOf, readerOf, reseal } from "./bundle-fixture.js";
import type { DeepDecoder } from "./deep.js";
import { verifyBundle } from "./verify-bundle.js";

const zstd = async (bytes: Uint8Array): Promise<Uint8Array> => concatBytes(await compressFrames(bytes, { level: 3, frameBytes: 100 }));
const compressed = await buildFixture({ sha256, compress: zstd });
const plain = await buildFixture({ sha256 });

const pathIn = (bundle: BundleFixture, start: string, nth = 0): string =>
  [...bundle.files.keys()].filter((path) => path.startsWith(start))[nth] as string;
const DATA = pathIn(compressed, "data/advisories/");
const INDEX = pathIn(compressed, "indexes/advisories/");
const OTHER_INDEX = pathIn(compressed, "indexes/advisories/", 1);

async function outcome(bundle: BundleFixture, deep: DeepDecoder | null = nodeDeepDecoder, pieceBytes = 64): Promise<string[]> {
  const options = { sha256, mode: { kind: "integrity-only" }, clock: fixedClock(0) } as const;
  const { failures } = await verifyBundle(readerOf(entriesOf(bundle.files), pieceBytes), deep === null ? options : { ...options, deep });
  return failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`);
}

async function unpack(bundle: BundleFixture, path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const stored = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    yield bundle.files.get(path) as Uint8Array;
  };
  for await (const chunk of nodeDeepDecoder.decode("zstd", stored(), { maxBytes: 1e6 })) parts.push(chunk.slice());
  return concatBytes(parts);
}

/** The bundle with a file's content replaced and everything that names it made to agree, as its maker could. */
async function withContent(bundle: BundleFixture, path: string, content: Uint8Array, stored?: Uint8Array): Promise<BundleFixture> {
  const packed = stored ?? (path.endsWith(".zst") ? await zstd(content) : content);
  return reseal(bundle, sha256, (manifest, _, files) => {
    const entry = manifest.contents.find((each) => each.path === path)!;
    entry.digest = toDigest(sha256.hash(packed));
    entry.sizeBytes = packed.length;
    entry.contentDigest = toDigest(sha256.hash(content));
    entry.contentSizeBytes = content.length;
    files.set(path, packed);
  });
}

const edited = async (path: string, edit: (text: string) => string): Promise<BundleFixture> =>
  withContent(compressed, path, encodeUtf8(edit(decodeUtf8(await unpack(compressed, path)))));
const inManifest = (edit: (entry: BundleFixture["manifest"]["contents"][number]) => void, path = DATA): BundleFixture =>
  reseal(compressed, sha256, (manifest) => edit(manifest.contents.find((each) => each.path === path)!));

const without = (isGone: (path: string) => boolean): BundleFixture =>
  reseal(compressed, sha256, (manifest, _, files) => {
    manifest.contents = manifest.contents.filter(({ path }) => !isGone(path));
    for (const path of [...files.keys()].filter(isGone)) files.delete(path);
  });
const countedOtherwise = (): BundleFixture =>
  reseal(compressed, sha256, ({ inputs }) => {
    for (const input of inputs.slice(0, 1)) Object.assign(input, { records: input.records + 1, duplicates: input.duplicates - 1 });
  });
const renamed = (from: string, to: string): BundleFixture =>
  reseal(compressed, sha256, (manifest, _, files) => {
    for (const content of manifest.contents) if (content.path === from) content.path = to;
    manifest.contents = manifest.contents.toSorted(compareContents);
    files.set(to, files.get(from) as Uint8Array);
    files.delete(from);
  });

/** The first shard with other records (by number: as they were), its index and all counts made to agree. */
async function withRecords(records: readonly (string | number)[]): Promise<BundleFixture> {
  const lines = decodeUtf8(await unpack(compressed, DATA)).split("\n");
  const entries = decodeUtf8(await unpack(compressed, INDEX)).split("\n");
  const bodies = records.map((record) => (typeof record === "number" ? (lines[record] as string) : record));
  let offset = 0;
  const index = bodies.map((body, i) => {
    const record = records[i];
    const entry = JSON.parse(entries[typeof record === "number" ? record : i] as string) as object;
    const place = { digest: toDigest(sha256.hash(encodeUtf8(body))), offset, length: body.length };
    offset += body.length + 1;
    return decodeUtf8(encodeCanonical({ ...entry, ...place }));
  });
  const text = (all: readonly string[]): Uint8Array => encodeUtf8(all.map((line) => `${line}\n`).join(""));
  const changed = await withContent(await withContent(compressed, DATA, text(bodies)), INDEX, text(index));
  return reseal(changed, sha256, ({ contents, inputs }) => {
    for (const content of contents) if ([DATA, INDEX].includes(content.path)) content.records = records.length;
    const [input] = inputs.filter(({ kind }) => kind === "advisory");
    if (input !== undefined) Object.assign(input, { records: input.records + records.length - 2, read: input.read + records.length - 2 });
  });
}

describe("verify --deep", () => {
  it.each([1, 7, 64, 1 << 20])("accepts sound bundles in pieces of %d", async (pieceBytes) => {
    expect(await outcome(compressed, nodeDeepDecoder, pieceBytes)).toEqual([]);
    expect(await outcome(plain, nodeDeepDecoder, pieceBytes)).toEqual([]);
  });

  const CASES: readonly (readonly [name: string, make: () => Promise<BundleFixture> | BundleFixture, ...expected: string[]])[] = [
    ["another content digest", () => inManifest((entry) => (entry.contentDigest = `sha256:${"0".repeat(64)}`)), `DIGEST_MISMATCH ${DATA}`],
    ["a content size too small", () => inManifest((entry) => entry.contentSizeBytes--), `SIZE_MISMATCH ${DATA}`],
    ["a content size of nothing", () => inManifest((entry) => (entry.contentSizeBytes = 0)), `SIZE_MISMATCH ${DATA}`],
    ["a content size too large", () => inManifest((entry) => entry.contentSizeBytes++), `SIZE_MISMATCH ${DATA}`],
    ["a record too few", () => inManifest((entry) => (entry.records = 1)), `MANIFEST_INVALID ${DATA}`],
    ["a record too many in an index", () => inManifest((entry) => (entry.records = 3), INDEX), `MANIFEST_INVALID ${INDEX}`],
    ["bytes that are no zstd", () => withContent(compressed, DATA, encodeUtf8("{}\n"), encodeUtf8("{}\n")), `DIGEST_MISMATCH ${DATA}`],
    [
      "bytes after the zstd",
      async () => withContent(compressed, DATA, encodeUtf8("{}\n"), concatBytes([await zstd(encodeUtf8("{}\n")), Uint8Array.of(0)])),
      `DIGEST_MISMATCH ${DATA}`,
    ],
    ["no line end at the end of a shard", () => edited(DATA, (text) => text.slice(0, -1)), `DIGEST_MISMATCH ${DATA}`],
    ["no line end at the end of an index", () => edited(INDEX, (text) => text.slice(0, -1)), `DIGEST_MISMATCH ${INDEX}`],
    ["a record changed, but not its index", () => edited(DATA, (text) => text.replace("about", "abort")), `DIGEST_MISMATCH ${INDEX}`],
    [
      "records in another order",
      () => edited(DATA, (text) => `${text.split("\n").slice(0, -1).toReversed().join("\n")}\n`),
      `DIGEST_MISMATCH ${INDEX}`,
    ],
    ["an offset changed", () => edited(INDEX, (text) => text.replace('"offset":0', '"offset":1')), `DIGEST_MISMATCH ${INDEX}`],
    ["a length changed", () => edited(INDEX, (text) => text.replace(/"length":(\d)/, '"length":1$1')), `DIGEST_MISMATCH ${INDEX}`],
    [
      "a digest changed",
      () => edited(INDEX, (text) => text.replace(/"digest":"sha256:../, '"digest":"sha256:00')),
      `DIGEST_MISMATCH ${INDEX}`,
    ],
    ["another file named", () => edited(INDEX, (text) => text.replace('"file":"data/', '"file":"dato/')), `DIGEST_MISMATCH ${INDEX}`],
    [
      "no place named",
      () => edited(INDEX, (text) => text.replaceAll(/"(file":"[^"]*"|length":\d+|offset":\d+),/g, "")),
      `DIGEST_MISMATCH ${INDEX}`,
    ],
    ["a line more", () => edited(INDEX, (text) => `${text}${text.split("\n")[0]}\n`), `DIGEST_MISMATCH ${INDEX}`],
    ["a line less", () => edited(INDEX, (text) => `${text.split("\n")[0]}\n`), `MANIFEST_INVALID ${INDEX}`],
    ["a kind without shards and indexes", () => without((path) => path.includes("/vex/")), "MANIFEST_INVALID export.json"],
    ["a shard without its index", () => without((path) => path === INDEX), `MANIFEST_INVALID export.json`, `MANIFEST_INVALID ${DATA}`],
    ["an index that is called a report", () => inManifest((entry) => (entry.role = "report"), INDEX), `MANIFEST_INVALID ${INDEX}`],
    ["a shard that is called a report", () => inManifest((entry) => (entry.role = "report")), `DIGEST_MISMATCH ${INDEX}`],
    ["an uncounted shard", () => inManifest((entry) => (entry.records = null)), `MANIFEST_INVALID ${DATA}`, `MANIFEST_INVALID ${INDEX}`],
    ["another count in inputs[]", () => countedOtherwise(), "MANIFEST_INVALID export.json"],
    ["a payload beside the shards", () => renamed(DATA, "data/advisories/more.jsonl.zst"), `DIGEST_MISMATCH ${INDEX}`],
    ["a record that is no JSON", () => withRecords([0, "hello"]), `DIGEST_MISMATCH ${DATA}`],
    ["a record that is not canonical", () => withRecords([0, '{"a": 1}']), `DIGEST_MISMATCH ${DATA}`],
    ["a record twice", () => withRecords([0, 0, 1]), `DIGEST_MISMATCH ${INDEX}`],
    ["records out of order, and their index too", () => withRecords([1, 0]), `DIGEST_MISMATCH ${INDEX}`],
    ["a shard that begins with another record than its name says", () => withRecords([1]), `DIGEST_MISMATCH ${INDEX}`],
    ["an entry that is not canonical", () => edited(INDEX, (text) => text.replace('"id":', '"id": ')), `DIGEST_MISMATCH ${INDEX}`],
    ["an entry with a member more", () => edited(INDEX, (text) => text.replace(/^\{(.*)\}/, '{$1,"z":1}')), `DIGEST_MISMATCH ${INDEX}`],
    ["an entry that is no JSON", () => edited(INDEX, (text) => text.replace("{", "")), `DIGEST_MISMATCH ${INDEX}`],
    ["an empty line", () => edited(INDEX, (text) => `\n${text}`), `DIGEST_MISMATCH ${INDEX}`],
    [
      "indexes exchanged",
      async () =>
        withContent(
          await withContent(compressed, INDEX, await unpack(compressed, OTHER_INDEX)),
          OTHER_INDEX,
          await unpack(compressed, INDEX),
        ),
      `DIGEST_MISMATCH ${INDEX}`,
      `DIGEST_MISMATCH ${OTHER_INDEX}`,
    ],
  ];

  it.each(CASES.map(([name, make, ...expected]) => ({ name, make, expected })))(
    "refuses $name, which only shows inside",
    async ({ make, expected }) => {
      const bundle = await make();
      expect(await outcome(bundle)).toEqual(expected.toSorted());
      expect(await outcome(bundle, null)).toEqual([]);
    },
  );

  it("says only once that a file is damaged, also when it is a shard", async () => {
    const files = new Map(compressed.files);
    files.set(
      DATA,
      (compressed.files.get(DATA) as Uint8Array).map((byte, i) => (i === 30 ? byte ^ 1 : byte)),
    );
    expect(await outcome({ ...compressed, files })).toEqual([`DIGEST_MISMATCH ${DATA}`]);
    files.delete(DATA);
    expect(await outcome({ ...compressed, files })).toEqual([`FILE_MISSING ${DATA}`]);
  });

  it("refuses an index whose shard the manifest does not have", async () => {
    const bundle = reseal(compressed, sha256, (manifest, _, files) => {
      manifest.contents = manifest.contents.filter((content) => content.path !== DATA);
      files.delete(DATA);
    });
    expect(await outcome(bundle)).toEqual([`DIGEST_MISMATCH ${INDEX}`]);
  });

  it("accepts indexes without places where there is no shard", async () => {
    const index = encodeUtf8(decodeUtf8(await unpack(compressed, INDEX)).replaceAll(/"(file":"[^"]*"|length":\d+|offset":\d+),/g, ""));
    const bundle = reseal(await withContent(compressed, INDEX, index), sha256, (manifest, _, files) => {
      manifest.contents = manifest.contents.filter((content) => content.path !== DATA);
      files.delete(DATA);
    });
    expect(await outcome(bundle)).toEqual([]);
  });

  it("takes gzip off as well, within its bound", async () => {
    const content = encodeUtf8("a tar, as it were\n".repeat(1000));
    const add = (contentSizeBytes: number, stored: Uint8Array = gzipSync(content)): BundleFixture =>
      reseal(compressed, sha256, (manifest, _, files) => {
        const digest = toDigest(sha256.hash(stored));
        const contentDigest = toDigest(sha256.hash(content));
        const entry = { digest, sizeBytes: stored.length, contentDigest, contentSizeBytes, records: null };
        manifest.contents.push({ path: "trivy/db.tar.gz", role: "payload", mediaType: "application/gzip", ...entry });
        manifest.contents = manifest.contents.toSorted(compareContents);
        files.set("trivy/db.tar.gz", stored);
      });
    expect(await outcome(add(content.length))).toEqual([]);
    expect(await outcome(add(content.length - 1))).toEqual(["SIZE_MISMATCH trivy/db.tar.gz"]);
    expect(await outcome(add(content.length, encodeUtf8("no gzip at all")))).toEqual(["DIGEST_MISMATCH trivy/db.tar.gz"]);
    expect(await outcome(add(content.length, new Uint8Array(gzipSync(content)).subarray(0, 40)))).toEqual([
      "DIGEST_MISMATCH trivy/db.tar.gz",
    ]);
  });

  it("passes a defect of the decoder on", async () => {
    const deep: DeepDecoder = {
      decode() {
        throw new TypeError("a defect");
      },
    };
    await expect(outcome(compressed, deep)).rejects.toThrow("a defect");
  });

  it("is not fooled by a decoder that gives nothing", async () => {
    const deep: DeepDecoder = { async *decode() {} };
    expect((await outcome(compressed, deep)).length).toBe(6);
  });
});

import { describe, expect, it } from "vitest";
import { concatBytes, decodeUtf8, encodeUtf8 } from "../bytes.js";
import { fixedClock } from "../clock.js";
import type { Sha256 } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { nodeSha256 as sha256 } from "../node/sha256.js";
import { compressFrames } from "../node/zstd-frames.js";
import type { Progress } from "../progress.js";
import { buildFixture, type BundleFixture, entriesOf, type FixtureEntry, readerOf } from "./bundle-fixture.js";
import type { BundleReader } from "./bundle-reader.js";
import type { VerifyResult } from "./result.js";
import { CLEAN, TAMPERINGS } from "./tampering-fixture.js";
import { verifyBundle, type VerifyOptions } from "./verify-bundle.js";

const bundle: BundleFixture = await buildFixture({
  sha256,
  compress: async (bytes) => concatBytes(await compressFrames(bytes, { level: 3, frameBytes: 100 })),
});
const vexIndex = [...bundle.files.keys()].find((path) => path.startsWith("indexes/vex/")) as string;

const OPTIONS = { sha256, mode: { kind: "integrity-only" }, clock: fixedClock(0) } as const;
const verify = (reader: BundleReader, options: Partial<VerifyOptions> = {}): Promise<VerifyResult> =>
  verifyBundle(reader, { ...OPTIONS, ...options });

function outcome(result: VerifyResult): string[] {
  expect(result.verdict).toBe(result.failures.length === 0 ? "integrity-only" : "failed");
  for (const { message } of result.failures) expect(message).toMatch(/^\S+ .*[^.]$/);
  return result.failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`);
}

describe("a manifest of more values than any export has", () => {
  const manifestBytes = bundle.files.get("export.json") as Uint8Array;
  const outcomeOf = (text: string) => verify(readerOf(entriesOf(new Map([["export.json", encodeUtf8(text)]]))));

  it("is refused before it is parsed", async () => {
    const many = Array(1_000_000).fill("{}").join(",");
    const { failures } = await outcomeOf(decodeUtf8(manifestBytes).replace(/\}$/, `,"zzz":[${many}]}`));
    expect(failures).toEqual([
      { code: "ERR_EXPORT_MANIFEST_INVALID", path: "export.json", message: "export.json holds more values than any export of its size" },
    ]);
  });

  it("is told without a list of what does not fit, where that would be long", async () => {
    const many = Array(200_000)
      .fill(`"${"a".repeat(40)}"`)
      .join(",");
    const { failures } = await outcomeOf(decodeUtf8(manifestBytes).replace(/\}$/, `,"zzz":[${many}]}`));
    expect(failures.map(({ message }) => message)).toEqual(["export.json does not fit its schema"]);
  });
});

describe("verifyBundle", () => {
  it("tells what a sound bundle is", async () => {
    const result = await verify(readerOf(entriesOf(bundle.files)));
    const { manifest, files } = bundle;
    expect(result).toEqual({
      verdict: "integrity-only",
      exportId: manifest.exportId,
      contentDigest: manifest.contentDigest,
      manifestDigest: `sha256:${Buffer.from(sha256.hash(files.get("export.json") as Uint8Array)).toString("hex")}`,
      tenant: "acme",
      profile: manifest.profile,
      asOf: manifest.asOf,
      sequence: manifest.sequence,
      expires: manifest.expires,
      signers: [],
      filesChecked: files.size,
      bytesChecked: [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0),
      failures: [],
    });
  });

  it.each(CLEAN)("accepts $name", async ({ tamper, options }) => {
    expect(outcome(await verify(readerOf(tamper(bundle, sha256)), options))).toEqual([]);
  });

  it.each(TAMPERINGS)("refuses $name", async ({ tamper, expected, options }) => {
    const wanted = expected.map((line) => line.replace("<vex index>", vexIndex));
    expect(outcome(await verify(readerOf(tamper(bundle, sha256)), options))).toEqual(wanted);
  });

  it("accepts a bundle without a codec", async () => {
    expect(outcome(await verify(readerOf(entriesOf((await buildFixture({ sha256 })).files))))).toEqual([]);
  });
});

const entries = entriesOf(bundle.files);
const [manifestEntry, ...others] = entries as [FixtureEntry, ...FixtureEntry[]];
const nothing = new Uint8Array(0);
const replace = (path: string, change: Partial<FixtureEntry>): FixtureEntry[] =>
  entries.map((entry) => (entry.path === path ? { ...entry, ...change } : entry));

describe("what only some containers can hold", () => {
  const CASES: readonly { readonly name: string; readonly list: readonly FixtureEntry[]; readonly expected: readonly string[] }[] = [
    { name: "nothing", list: [], expected: ["MANIFEST_INVALID export.json"] },
    { name: "the manifest not first", list: [...others, manifestEntry], expected: ["MANIFEST_INVALID export.json"] },
    { name: "the manifest twice", list: [...entries, manifestEntry], expected: ["FILE_DUPLICATE export.json"] },
    {
      name: "the manifest twice, differing",
      list: [...entries, { ...manifestEntry, bytes: encodeUtf8("{}") }],
      expected: ["FILE_DUPLICATE export.json"],
    },
    { name: "a file twice", list: [...entries, ...entries.slice(2, 3)], expected: [`FILE_DUPLICATE ${entries[2]?.path}`] },
    { name: "provenance.json twice", list: [...entries, ...entries.slice(1, 2)], expected: ["FILE_DUPLICATE provenance.json"] },
    { name: "a file in reverse order", list: [manifestEntry, ...others.toReversed()], expected: [] },
    {
      name: "a link as manifest",
      list: replace("export.json", { kind: "link", bytes: nothing }),
      expected: ["MANIFEST_INVALID export.json", "PATH_UNSAFE export.json"],
    },
    {
      name: "a directory as manifest",
      list: replace("export.json", { kind: "directory", bytes: nothing }),
      expected: ["MANIFEST_INVALID export.json", "PATH_UNSAFE export.json"],
    },
    { name: "a link as file", list: replace("README.md", { kind: "link" }), expected: ["PATH_UNSAFE README.md"] },
    { name: "a link as provenance", list: replace("provenance.json", { kind: "link" }), expected: ["PATH_UNSAFE provenance.json"] },
    { name: "a special file", list: replace("README.md", { kind: "special" }), expected: ["PATH_UNSAFE README.md"] },
    { name: "a directory as file", list: replace("README.md", { kind: "directory" }), expected: ["PATH_UNSAFE README.md"] },
    {
      name: "an empty directory",
      list: [...entries, { path: "data/empty", kind: "directory", bytes: nothing }],
      expected: ["FILE_EXTRA data/empty"],
    },
    {
      name: "an empty signatures/",
      list: [...entries, { path: "signatures", kind: "directory", bytes: nothing }],
      expected: ["FILE_EXTRA signatures"],
    },
    { name: "a link more", list: [...entries, { path: "x", kind: "link", bytes: nothing }], expected: ["PATH_UNSAFE x"] },
    {
      name: "a link in signatures/",
      list: [...entries, { path: "signatures/export.json.sig", kind: "link", bytes: nothing }],
      expected: ["PATH_UNSAFE signatures/export.json.sig"],
    },
    ...["../x", "/x", "a/../x", "./x", "a//x", "x/", "a\\x", "a\nx", "a\u009bx", "a\ufffdx", ""].map((path) => ({
      name: `the name ${JSON.stringify(path)}`,
      list: [...entries, { path, bytes: nothing }],
      expected: [`PATH_UNSAFE ${path.replace(/[\n\u009b]/, "\ufffd")}`],
    })),
    {
      name: "more bytes than announced",
      list: replace("README.md", { bytes: encodeUtf8("# a bundle\n\n"), sizeBytes: 11 }),
      expected: ["SIZE_MISMATCH README.md"],
    },
    {
      name: "fewer bytes than announced",
      list: replace("README.md", { bytes: encodeUtf8("# a"), sizeBytes: 11 }),
      expected: ["SIZE_MISMATCH README.md"],
    },
    {
      name: "a manifest longer than announced",
      list: replace("export.json", { sizeBytes: 10 }),
      expected: ["MANIFEST_INVALID export.json"],
    },
    {
      name: "a manifest shorter than announced",
      list: replace("export.json", { sizeBytes: 1e6 }),
      expected: ["MANIFEST_INVALID export.json"],
    },
    {
      name: "a provenance longer than announced",
      list: replace("provenance.json", { sizeBytes: 10 }),
      expected: ["PROVENANCE_MISMATCH provenance.json"],
    },
    {
      name: "a provenance of 65 MiB",
      list: replace("provenance.json", { sizeBytes: 65 * 2 ** 20 }),
      expected: ["PROVENANCE_MISMATCH provenance.json"],
    },
  ];

  it.each(CASES)("judges $name", async ({ list, expected }) => {
    expect(outcome(await verify(readerOf(list))).toSorted()).toEqual([...expected].toSorted());
  });

  it("reads no further than it must into a file that has no end", async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
      for (; ; given++) yield new Uint8Array(8);
    }
    const reader: BundleReader = {
      async *entries() {
        for await (const entry of readerOf(entries).entries()) yield entry.path === "README.md" ? { ...entry, chunks: endless } : entry;
      },
    };
    expect(outcome(await verify(reader))).toEqual(["SIZE_MISMATCH README.md"]);
    expect(given).toBeLessThan(3);
  });

  it("cuts the list of failures at 1000 and says so", async () => {
    const many = Array.from({ length: 1500 }, (_, i) => ({ path: `x${i}`, bytes: nothing }));
    const { failures } = await verify(readerOf([...entries, ...many]));
    expect(failures.length).toBe(1000);
    expect(failures.at(-1)?.message).toContain("500 more");
  });
});

describe("errors", () => {
  const failing = (error: unknown, after = 3): BundleReader => ({
    async *entries() {
      let count = 0;
      for await (const entry of readerOf(entries).entries()) {
        if (count++ === after) throw error;
        yield entry;
      }
    },
  });

  it.each(["ERR_EXPORT_NOT_FOUND", "ERR_EXPORT_PERMISSION", "ERR_EXPORT_IO", "ERR_EXPORT_INTERRUPTED", "ERR_EXPORT_INTERNAL"] as const)(
    "passes %s on",
    async (code) => {
      await expect(verify(failing(new ExportError(code, "no")))).rejects.toMatchObject({ code });
    },
  );

  it("passes a defect on, so that it is never a pass", async () => {
    await expect(verify(failing(new TypeError("a defect")))).rejects.toThrow("a defect");
    const broken = { ...sha256, create: () => ({ update: () => {}, digest: () => new Uint8Array(0) }) };
    expect((await verify(readerOf(entries), { sha256: broken })).verdict).toBe("failed");
  });

  it.each([0, 1, 5])("makes what the container refuses after %d entries a failure, and the only one", async (after) => {
    const error = new ExportError("ERR_EXPORT_PATH_UNSAFE", "the tar holds a link", { path: "x" });
    expect(outcome(await verify(failing(error, after)))).toEqual(["PATH_UNSAFE x"]);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const progress = ({ done }: Progress): void => (done > 3000 ? controller.abort() : undefined);
    await expect(verify(readerOf(entries), { signal: controller.signal, progress })).rejects.toMatchObject({
      code: "ERR_EXPORT_INTERRUPTED",
    });
    await expect(verify(readerOf(entries), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "ERR_EXPORT_INTERRUPTED" });
  });

  it("reports progress up to all bytes", async () => {
    const seen: Progress[] = [];
    const { bytesChecked } = await verify(readerOf(entries), { progress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ phase: "verify", done: bytesChecked, total: bytesChecked, unit: "bytes" });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
  });
});

describe("damage anywhere", () => {
  it("would be seen to pass by a checker that is blind (so that the test below says something)", async () => {
    const blind: Sha256 = { hash: () => new Uint8Array(32), create: () => ({ update: () => {}, digest: () => new Uint8Array(32) }) };
    const files = new Map((await buildFixture({ sha256: blind }, [])).files).set("README.md", encodeUtf8("# A bundle\n"));
    expect((await verify(readerOf(entriesOf(files)), { sha256: blind })).verdict).toBe("integrity-only");
  });

  it("never passes with one byte of any file changed", { timeout: 180_000 }, async () => {
    for (const entry of entries) {
      for (let at = 0; at < entry.bytes.length; at++) {
        const bytes = entry.bytes.map((byte, i) => (i === at ? byte ^ 0x01 : byte));
        const result = await verify(readerOf(replace(entry.path, { bytes }), 1 << 20));
        expect(result.verdict, `${entry.path} byte ${at}`).toBe("failed");
      }
    }
  });
});

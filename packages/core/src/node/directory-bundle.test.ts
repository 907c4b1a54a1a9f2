import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { concatBytes } from "../bytes.js";
import { fixedClock } from "../clock.js";
import { collect, inPieces } from "../tar/archive-fixture.js";
import { writeTar } from "../tar/tar-writer.js";
import { buildFixture, entriesOf, type FixtureEntry, readerOf } from "../verify/bundle-fixture.js";
import type { BundleEntry, BundleReader } from "../verify/bundle-reader.js";
import type { VerifyResult } from "../verify/result.js";
import { CLEAN, TAMPERINGS } from "../verify/tampering-fixture.js";
import { verifyBundle, type VerifyOptions } from "../verify/verify-bundle.js";
import { nodeDeepDecoder } from "./deep-decoder.js";
import { openBundle, readBundleStream, readDirectory } from "./directory-bundle.js";
import { nodeSha256 as sha256 } from "./sha256.js";
import { compressFrames } from "./zstd-frames.js";

const scratch = mkdtempSync(join(tmpdir(), "directory-bundle-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let next = 0;
const newPath = (): string => join(scratch, String(next++));

const bundle = await buildFixture({
  sha256,
  compress: async (bytes) => concatBytes(await compressFrames(bytes, { level: 3, frameBytes: 100 })),
});
const entries = entriesOf(bundle.files);
const smallest = entriesOf((await buildFixture({ sha256 }, [])).files);

const verify = (reader: BundleReader, options: Partial<VerifyOptions> = {}): Promise<VerifyResult> =>
  verifyBundle(reader, { sha256, mode: { kind: "integrity-only" }, clock: fixedClock(0), deep: nodeDeepDecoder, ...options });
const outcome = ({ failures }: VerifyResult): string[] => failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`);

function lay(list: readonly FixtureEntry[], root = newPath()): string {
  mkdirSync(root);
  for (const { path, bytes } of list) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

const makeFifo = (path: string): void => void execFileSync("sh", ["-c", 'mkfifo "$0"', path]);

function pack(list: readonly FixtureEntry[]): Promise<Uint8Array> {
  return collect(writeTar(list.map(({ path, bytes }) => ({ path, sizeBytes: bytes.length, chunks: () => inPieces(bytes) }))));
}

describe("a bundle in a directory, a tar and a stream", () => {
  it.each([...CLEAN, ...TAMPERINGS])("is judged alike: $name", async ({ tamper, options }) => {
    const list = tamper(bundle, sha256);
    const expected = await verify(readerOf(list), options);
    const archive = await pack(list);
    const path = newPath();
    writeFileSync(path, archive);
    const readers = [await openBundle(lay(list)), await openBundle(path), readBundleStream(inPieces(archive, 777))];
    expect(readers.map((reader) => reader.kind)).toEqual(["directory", "tar", "tar"]);
    for (const reader of readers) expect(await verify(reader, options)).toEqual(expected);
  });

  it("may be read again, but for a stream", async () => {
    for (const path of [lay(entries), newPath()]) {
      if (path.endsWith(String(next - 1))) writeFileSync(path, await pack(entries));
      const reader = await openBundle(path);
      expect([outcome(await verify(reader)), outcome(await verify(reader))]).toEqual([[], []]);
    }
    const stream = readBundleStream(inPieces(await pack(entries)));
    expect(outcome(await verify(stream))).toEqual([]);
    await expect(verify(stream)).rejects.toThrow(TypeError);
  });
});

describe("a bundle that is large enough for threads", async () => {
  // In no folder whose records the manifest accounts for. Cost of a file: 16 KiB; threads start at 32 MiB.
  const spread = Array.from({ length: 2100 }, (_, i) => ({ path: `files/${i % 7}/${i}.json`, bytes: Buffer.from(String(i)) }));
  const large = await buildFixture({ sha256 }, [], spread);
  const root = lay(entriesOf(large.files));
  const at = (path: string): string => join(root, path);
  const CASES: readonly (() => void)[] = [
    () => writeFileSync(at("files/3/10.json"), "11"),
    () => writeFileSync(at("files/0/2093.json"), "20930"),
    () => writeFileSync(at("files/0/2086.json"), "208"),
    () => (unlinkSync(at("files/5/5.json")), symlinkSync("12.json", at("files/5/5.json"))),
    () => (unlinkSync(at("files/6/6.json")), makeFifo(at("files/6/6.json"))),
    () => unlinkSync(at("files/1/1.json")),
    () => writeFileSync(at("files/x.json"), "x"),
    () => (unlinkSync(at("files/2/2.json")), mkdirSync(at("files/2/2.json"))),
  ];

  it("is judged alike by any number of threads, whole and damaged", async () => {
    const verdicts: string[][] = [];
    for (const change of [() => undefined, () => CASES.forEach((damage) => damage())]) {
      change();
      // The reader of one chunk after the other, which `--deep` needs, is the reference.
      const expected = await verify(await openBundle(root));
      const readers: BundleReader[] = [await openBundle(root, { lanes: 1 }), await openBundle(root, { lanes: 3 })];
      // All, half and a few of the files hashed while the manifest is checked.
      for (const fileBytes of [100, 600, 50_000]) {
        readers.push({ entries: (options = {}) => readDirectory(root, 2, options, { threadBytes: 1000, startBytes: 1000, fileBytes }) });
      }
      for (const reader of readers) {
        expect(await verifyBundle(reader, { sha256, mode: { kind: "integrity-only" }, clock: fixedClock(0) })).toEqual(expected);
      }
      verdicts.push(outcome(expected));
    }
    expect(verdicts).toEqual([
      [],
      [
        "SIZE_MISMATCH files/0/2086.json",
        "SIZE_MISMATCH files/0/2093.json",
        "FILE_MISSING files/1/1.json",
        "PATH_UNSAFE files/2/2.json",
        "DIGEST_MISMATCH files/3/10.json",
        "PATH_UNSAFE files/5/5.json",
        "PATH_UNSAFE files/6/6.json",
        "FILE_EXTRA files/x.json",
      ],
    ]);
  });
});

describe("what lies in a directory", () => {
  const CASES: readonly (readonly [name: string, change: (root: string) => void, ...expected: string[]])[] = [
    ["a link to a file", (root) => symlinkSync("README.md", join(root, "x")), "PATH_UNSAFE x"],
    ["a link to nothing", (root) => symlinkSync("nowhere", join(root, "x")), "PATH_UNSAFE x"],
    ["a link to a directory", (root) => symlinkSync("data", join(root, "x")), "PATH_UNSAFE x"],
    ["a link to itself", (root) => symlinkSync("x", join(root, "x")), "PATH_UNSAFE x"],
    ["a link out of it", (root) => symlinkSync("/etc", join(root, "data", "x")), "PATH_UNSAFE data/x"],
    [
      "a link in place of a file, to the same bytes",
      (root) => (renameSync(join(root, "README.md"), `${root}.readme`), symlinkSync(`${root}.readme`, join(root, "README.md"))),
      "PATH_UNSAFE README.md",
    ],
    [
      "a link in place of a folder, to the same files",
      (root) => {
        renameSync(join(root, "data"), `${root}.data`);
        symlinkSync(`${root}.data`, join(root, "data"));
      },
      "PATH_UNSAFE data",
      ...entries
        .filter(({ path }) => path.startsWith("data/"))
        .map(({ path }) => `FILE_MISSING ${path}`)
        .toSorted(),
    ],
    [
      "a link in place of the manifest",
      (root) => (renameSync(join(root, "export.json"), `${root}.manifest`), symlinkSync(`${root}.manifest`, join(root, "export.json"))),
      "MANIFEST_INVALID export.json",
      "PATH_UNSAFE export.json",
    ],
    [
      "a link in place of the provenance",
      (root) => (unlinkSync(join(root, "provenance.json")), symlinkSync("nowhere", join(root, "provenance.json"))),
      "PATH_UNSAFE provenance.json",
    ],
    ["a FIFO", (root) => makeFifo(join(root, "x")), "PATH_UNSAFE x"],
    [
      "a FIFO in place of a file",
      (root) => (unlinkSync(join(root, "README.md")), makeFifo(join(root, "README.md"))),
      "PATH_UNSAFE README.md",
    ],
    [
      "a folder in place of the manifest",
      (root) => (unlinkSync(join(root, "export.json")), mkdirSync(join(root, "export.json"))),
      "MANIFEST_INVALID export.json",
    ],
    [
      "a folder in place of the provenance",
      (root) => (unlinkSync(join(root, "provenance.json")), mkdirSync(join(root, "provenance.json"))),
      "PATH_UNSAFE provenance.json",
    ],
    ["an empty folder", (root) => mkdirSync(join(root, "x")), "FILE_EXTRA x"],
    ["an empty folder deep down", (root) => mkdirSync(join(root, "data/x/y/z"), { recursive: true }), "FILE_EXTRA data/x/y/z"],
    [
      "a file of the same name in a folder",
      (root) => lay([{ path: "export.json", bytes: new Uint8Array(3) }], join(root, "x")),
      "FILE_EXTRA x/export.json",
    ],
    ["a hidden file", (root) => writeFileSync(join(root, "data/.x"), ""), "FILE_EXTRA data/.x"],
    ["a name with a backslash", (root) => writeFileSync(join(root, "data\\x"), ""), "PATH_UNSAFE data\\x"],
    ["a name with a line feed", (root) => writeFileSync(join(root, "x\ny"), ""), "PATH_UNSAFE x\ufffdy"],
    ["a folder with a line feed", (root) => lay([{ path: "z", bytes: new Uint8Array(3) }], join(root, "x\ny")), "PATH_UNSAFE x\ufffdy/z"],
    ["a name that is not UTF-8", (root) => writeFileSync(Buffer.from(`${root}/x\xff`, "latin1"), ""), "PATH_UNSAFE x\ufffd"],
    ["a folder that is not UTF-8", (root) => mkdirSync(Buffer.from(`${root}/x\xff`, "latin1")), "PATH_UNSAFE x\ufffd"],
    ["a file with a second name elsewhere", (root) => linkSync(join(root, "README.md"), `${root}.linked`)],
  ];

  it.each(CASES.map(([name, change, ...expected]) => ({ name, change, expected })))("is judged: $name", async ({ change, expected }) => {
    const root = lay(entries);
    change(root);
    expect(outcome(await verify(await openBundle(root)))).toEqual(expected);
  });

  it("is read through a link to the bundle itself, which is the caller's", async () => {
    const root = lay(entries);
    symlinkSync(root, `${root}.link`);
    expect(outcome(await verify(await openBundle(`${root}.link`)))).toEqual([]);
  });

  it("is refused where it is empty, or no bundle", async () => {
    expect(outcome(await verify(await openBundle(lay([]))))).toEqual(["MANIFEST_INVALID export.json"]);
    expect(outcome(await verify(await openBundle(lay([{ path: "a", bytes: new Uint8Array(3) }]))))).toEqual([
      "MANIFEST_INVALID export.json",
    ]);
  });

  /** The bundle read by somebody while somebody else does `meddle`, after README.md was given out. */
  const meddling = async (root: string, meddle: () => void): Promise<BundleReader> => {
    const reader = await openBundle(root);
    return {
      async *entries() {
        for await (const entry of reader.entries()) {
          if (entry.path === "README.md") meddle();
          yield entry;
        }
      },
    };
  };

  it("is refused where a file became a link after it was listed", async () => {
    const root = lay(entries);
    const path = join(root, "trusted-root.json");
    const reader = await meddling(root, () => (renameSync(path, `${root}.moved`), symlinkSync(`${root}.moved`, path)));
    expect(outcome(await verify(reader))).toEqual(["PATH_UNSAFE trusted-root.json"]);
  });

  it("is no verdict where a file vanished after it was listed", async () => {
    const root = lay(entries);
    const reader = await meddling(root, () => unlinkSync(join(root, "trusted-root.json")));
    await expect(verify(reader)).rejects.toMatchObject({ code: "ERR_EXPORT_NOT_FOUND" });
  });

  it("is read as it was when the file was opened, and as long as that entry is the current one", async () => {
    const root = lay(entries);
    const reader = await meddling(root, () => unlinkSync(join(root, "README.md")));
    expect(outcome(await verify(reader))).toEqual([]);
    const walk = (await openBundle(lay(entries))).entries()[Symbol.asyncIterator]();
    const first = await walk.next();
    await walk.next();
    expect(() => (first.value as BundleEntry).chunks()).toThrow(TypeError);
    await walk.return?.();
  });
});

/** Root may read everything, so that work is done as somebody else. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe("what is no bundle at all", () => {
  it("is told from what is not there", async () => {
    await expect(openBundle(join(scratch, "nowhere"))).rejects.toMatchObject({ code: "ERR_EXPORT_NOT_FOUND" });
    await expect(openBundle(join(lay(entries), "README.md", "x"))).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|IO/) });
  });

  it("is told from what may not be read", async () => {
    const root = lay(entries);
    chmodSync(scratch, 0o755);
    for (const path of [join(root, "README.md"), join(root, "data"), root]) {
      chmodSync(path, 0);
      await asNobody(async () => expect(verify(await openBundle(root))).rejects.toMatchObject({ code: "ERR_EXPORT_PERMISSION" }));
      chmodSync(path, 0o755);
    }
    writeFileSync(join(root, "x"), "", { mode: 0 });
    await asNobody(async () => expect(outcome(await verify(await openBundle(root)))).toEqual(["FILE_EXTRA x"]));
  });

  it.each(["", "{}", "x".repeat(5000), "\0".repeat(1024)])("is refused as a tar: %j", async (text) => {
    const path = newPath();
    writeFileSync(path, text);
    expect(outcome(await verify(await openBundle(path)))).toEqual(["MANIFEST_INVALID export.json"]);
  });

  it.each(["gnu", "pax", "ustar"])("is refused as a %s tar of the same files made by another program", async (format) => {
    const root = lay(entries);
    const names = entries.map(({ path }) => path);
    const archive = execFileSync("tar", ["cf", "-", `--format=${format}`, "-C", root, ...names]);
    const [failure] = outcome(await verify(readBundleStream(inPieces(archive))));
    expect(failure).toMatch(/^MANIFEST_INVALID .*export\.json$/);
  });
});

describe("a tar with damage anywhere", () => {
  it("never passes when cut", async () => {
    const archive = await pack(smallest);
    expect(outcome(await verify(readBundleStream(inPieces(archive))))).toEqual([]);
    for (let length = 0; length < archive.length; length++) {
      expect((await verify(readBundleStream(inPieces(archive.subarray(0, length))))).verdict, `cut at ${length}`).toBe("failed");
    }
  });

  it("never passes with a byte changed", async () => {
    const archive = await pack(smallest);
    for (let at = 0; at < archive.length; at++) {
      archive[at] = (archive[at] as number) ^ 0x20;
      expect((await verify(readBundleStream(inPieces(archive)))).verdict, `byte ${at}`).toBe("failed");
      archive[at] = (archive[at] as number) ^ 0x20;
    }
  });
});

// What a killed run left, and when the next one goes on with it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ExportError } from "../../errors/export-error.js";
import type { Source, SourceState } from "../../seams/source.js";
import { writeChecked } from "../checked-file.js";
import { nodeFiles } from "../files.js";
import { die, dieLate, evidence, type Evidence, type Folders, makeFolders, partialOf, request } from "./resume-fixture.js";
import { plan } from "./plan-export.js";
import { run, type RunRequest } from "./run.js";

let folders: Folders;
let out: string;
beforeEach(() => {
  folders = makeFolders();
  out = join(folders.place, "out");
});
afterEach(() => rmSync(folders.root, { recursive: true }));

describe("a snapshot that was left", () => {
  test.each([
    ["another tenant", { tenant: "other" }],
    ["another label", { asOf: 1_700_000_000 }],
    ["another number of workers", { workers: 3 }],
    ["force", { force: true }],
    ["another place for the spool", { scratch: true }],
    ["another profile", { acceptUnknown: true }],
  ])(
    "is not used with %s, and is taken away",
    async (_, { scratch: elsewhere, ...more }: Partial<Omit<RunRequest, "scratch">> & { scratch?: boolean }) => {
      await dieLate(request(out, evidence()));
      const next = evidence();
      await run(request(out, next, { ...more, ...(elsewhere === true ? { scratch: folders.scratch } : {}) }));
      expect(next.reads).toBe(1);
      expect([readdirSync(folders.place), readdirSync(folders.scratch)]).toEqual([["out"], []]);
    },
  );

  test("is not used when the source changed: what is there now goes in", async () => {
    await dieLate(request(out, evidence()));
    const next = evidence({ digest: "two", settledAt: 1n });
    next.documents = ['{"id":"C"}'];
    const result = await run(request(out, next));
    expect(result.inputs).toEqual([{ source: "s", kind: "advisory", read: 1, records: 1, duplicates: 0, rejected: 0, excluded: 0 }]);
  });

  test.each(["records-0", "rejects"])("is not used when a bit of its %s flipped, and nobody notices", async (name) => {
    const reference = await run(request(out, evidence(), { out: join(folders.root, "reference") }));
    await dieLate(request(out, evidence()));
    const path = join(partialOf(out), "spool", name);
    const bytes = readFileSync(path);
    bytes[3] = (bytes[3] as number) ^ 0x20;
    writeFileSync(path, bytes);
    const next = evidence();
    expect((await run(request(out, next))).manifestDigest).toBe(reference.manifestDigest);
    expect(next.reads).toBe(1);
  });

  test.each([
    ["cut", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ["empty", () => Buffer.alloc(0)],
    ["zeros", (bytes: Buffer) => Buffer.alloc(bytes.length)],
    ["flipped", (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte)))],
  ])("is not used when its description is %s", async (_, damage) => {
    await dieLate(request(out, evidence()));
    const path = join(partialOf(out), "snapshot.json");
    writeFileSync(path, damage(readFileSync(path)));
    const next = evidence();
    await run(request(out, next));
    expect(next.reads).toBe(1);
    expect(readdirSync(folders.place)).toEqual(["out"]);
  });

  test("stays where the next run does not get as far as to decide", async () => {
    await dieLate(request(out, evidence()));
    const gone: Source = {
      ...evidence(),
      survey: () => Promise.reject(new ExportError("ERR_EXPORT_SOURCE_NOT_FOUND", "gone")),
    };
    await expect(run(request(out, gone))).rejects.toThrow(ExportError);
    const next = evidence();
    await run(request(out, next));
    expect(next.reads).toBe(0);
  });

  test("is used also where the old bundle is still aside though the new one has its name", async () => {
    await run(request(out, evidence(), { tenant: "older" }));
    await dieLate(request(out, evidence(), { force: true }));
    mkdirSync(join(partialOf(out), "replaced/of-before"), { recursive: true });
    const next = evidence();
    await run(request(out, next, { force: true }));
    expect([next.reads, readdirSync(folders.place), readdirSync(out).includes("of-before")]).toEqual([0, ["out"], false]);
  });

  test("serves a run after another death, however many there are", async () => {
    await dieLate(request(out, evidence()));
    for (let n = 30; n < 60; n += 3) {
      const dying = evidence();
      await die(n, request(out, dying));
      expect(dying.reads).toBe(0);
    }
    const next = evidence();
    await run(request(out, next));
    expect(next.reads).toBe(0);
  });
});

describe("no snapshot is left", () => {
  /** Whether a run says at any time that its snapshot is whole. */
  const keeps = async (source: Evidence): Promise<boolean> => {
    const named: string[] = [];
    const rename = (from: string, to: string): void => {
      named.push(to);
      nodeFiles.rename(from, to);
    };
    await run(request(out, source, { force: true, files: { ...nodeFiles, rename } }));
    return named.includes(join(partialOf(out), "snapshot.json"));
  };

  test("by a source that cannot tell its state", async () => {
    expect([await keeps(evidence()), await keeps(evidence(null))]).toEqual([true, false]);
  });

  test("by a source that was written just before it was read", async () => {
    expect(await keeps(evidence({ digest: "one", settledAt: BigInt(Number.MAX_SAFE_INTEGER) * 1_000_000n }))).toBe(false);
  });

  test("by a source beside whose documents something else came to lie", async () => {
    const changing = evidence();
    let surveys = 0;
    changing.survey = async () => ({ documents: 4, bytes: null, state: { digest: String(surveys++), readDigest: "same", settledAt: 1n } });
    expect(await keeps(changing)).toBe(false);
  });
});

describe("a source that changed while it was read", () => {
  const FAR = BigInt(Number.MAX_SAFE_INTEGER) * 1_000_000n;
  const changing = (state: (reads: number) => SourceState): Evidence => {
    const source = evidence();
    source.survey = async () => ({ documents: 4, bytes: null, state: state(source.reads) });
    return source;
  };
  const refused = { code: "ERR_EXPORT_SOURCE_CHANGED", exitCode: 10, place: { source: "s" } };

  test.each<[string, (reads: number) => SourceState]>([
    ["since long ago", (reads) => ({ digest: String(reads), settledAt: 1n })],
    ["just before", (reads) => ({ digest: String(reads), settledAt: FAR })],
    ["in what is read", (reads) => ({ digest: "same", readDigest: String(reads), settledAt: 1n })],
  ])("%s is refused, and nothing is there", async (_, state) => {
    await expect(run(request(out, changing(state)))).rejects.toMatchObject(refused);
    expect(readdirSync(folders.place)).toEqual([]);
  });

  test("is refused beside one that cannot tell, and by a plan", async () => {
    const source = (): Evidence => changing((reads) => ({ digest: String(reads), settledAt: 1n }));
    const stream: Evidence = { ...evidence(null), name: "t" };
    await expect(run(request(out, source(), { sources: [source(), stream] }))).rejects.toMatchObject(refused);
    await expect(plan(request(out, source()))).rejects.toMatchObject(refused);
  });
});

test("a note of a spool elsewhere that is none of ours is not followed", async () => {
  const precious = join(folders.scratch, "precious");
  await dieLate(request(out, evidence(), { scratch: folders.scratch }));
  mkdirSync(precious);
  writeChecked(nodeFiles, join(partialOf(out), "scratch.json"), precious);
  await run(request(out, evidence()));
  expect(readdirSync(folders.scratch)).toContain("precious");
});

test("of two runs in one process that want the same output, one is refused and the other is not disturbed", async () => {
  const outcomes = await Promise.allSettled([run(request(out, evidence())), run(request(out, evidence()))]);
  expect(outcomes.map(({ status }) => status).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["fulfilled", "rejected"]);
  const refused = outcomes.find(({ status }) => status === "rejected") as PromiseRejectedResult;
  expect(refused.reason).toEqual(expect.objectContaining({ code: "ERR_EXPORT_OUTPUT_BUSY" }));
  expect(readdirSync(folders.place)).toEqual(["out"]);
});

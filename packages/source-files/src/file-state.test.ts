// What must be noticed of a source without reading it, and what must not.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_LIMITS, type SourceState } from "@stella-export/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ArchiveLimits } from "./archive/archive-limits.js";
import { FileSource, StreamSource } from "./file-source.js";

let root: string;
let evidence: string;
/** Seconds, the last one with a part. */
const [LONG_AGO, LATER, IN_BETWEEN] = [1_700_000_000, 1_700_000_060, 1_700_000_060.25];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "state-"));
  evidence = join(root, "evidence");
  mkdirSync(join(evidence, "deep"), { recursive: true });
  for (const name of ["a.json", "b.jsonl", "notes.txt", "deep/c.json"]) write(name, "{}", LONG_AGO);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(name: string, text: string, changedAt: number): void {
  writeFileSync(join(evidence, name), text);
  utimesSync(join(evidence, name), changedAt, changedAt);
}

async function stateOf(path = evidence, limits: Partial<ArchiveLimits> = {}): Promise<SourceState | undefined> {
  return (await new FileSource("s", path, limits).survey({ limits: DEFAULT_LIMITS })).state;
}

test("is the same while nothing changes, whatever was read and whoever may read it", async () => {
  const before = await stateOf();
  for await (const _ of new FileSource("s", evidence).read({ limits: DEFAULT_LIMITS }));
  chmodSync(join(evidence, "a.json"), 0o600);
  expect(await stateOf()).toEqual(before);
});

test.each<[string, () => void]>([
  ["another size", () => write("a.json", "{ }", LONG_AGO)],
  ["another time", () => write("deep/c.json", "{}", LATER)],
  ["another time below a second", () => write("deep/c.json", "{}", LONG_AGO + 0.001)],
  ["another name", () => renameSync(join(evidence, "a.json"), join(evidence, "A.json"))],
  ["another folder", () => renameSync(join(evidence, "a.json"), join(evidence, "deep/a.json"))],
  ["a file more", () => write("z.json", "{}", LONG_AGO)],
  ["a file less", () => rmSync(join(evidence, "b.jsonl"))],
  ["an ignored file more", () => write("more.txt", "", LONG_AGO)],
])("is another one for %s", async (_, change) => {
  const before = await stateOf();
  change();
  expect((await stateOf())?.digest).not.toBe(before?.digest);
});

test("of what is read hangs on what is read alone", async () => {
  const before = await stateOf();
  write("more.txt", "", LONG_AGO);
  write(".more.json", "{}", LONG_AGO);
  expect((await stateOf())?.readDigest).toBe(before?.readDigest);
  write("more.json", "{}", LONG_AGO);
  expect((await stateOf())?.readDigest).not.toBe(before?.readDigest);
});

test("is that of one file, and hangs on where it lies and on the bounds for archives", async () => {
  const file = join(evidence, "b.jsonl");
  const before = await stateOf(file);
  expect((await stateOf(file, { levels: 1 }))?.digest).not.toBe(before?.digest);
  symlinkSync(evidence, join(root, "current"));
  expect((await stateOf(join(root, "current/b.jsonl")))?.digest).not.toBe(before?.digest);
  write("b.jsonl", "{}", LATER);
  expect((await stateOf(file))?.digest).not.toBe(before?.digest);
});

test("is settled one tick of the clock after the newest change, of a coarse clock where the time is a whole second", async () => {
  expect((await stateOf())?.settledAt).toBe(BigInt(LONG_AGO + 2) * 1_000_000_000n);
  write("deep/c.json", "{}", IN_BETWEEN);
  expect((await stateOf())?.settledAt).toBe(1_700_000_060_300_000_000n);
});

test("is not known of what gives other bytes every time, which as a path is refused", async () => {
  expect((await new StreamSource("s", (async function* () {})()).survey()).state).toBeUndefined();
  expect(spawnSync("mkfifo", [join(root, "pipe.jsonl")]).status).toBe(0);
  await expect(stateOf(join(root, "pipe.jsonl"))).rejects.toMatchObject({ code: "ERR_EXPORT_FILE_UNSUPPORTED" });
});

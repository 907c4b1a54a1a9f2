// --previous and --probes at the command line: what is compared, what is refused, and that a refusal leaves nothing.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorLines, type Outcome, stella } from "./stella-fixture.js";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "quality-gate-"));
  mkdirSync(join(folder, "out"));
  write("today", 12);
  write("half", 6);
  for (const out of ["before", "before.tar"]) expect((await run("today", out)).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A feed of so many advisories. */
function write(name: string, count: number): void {
  const lines = Array.from({ length: count }, (_, i) => ({
    id: `OSV-${i}`,
    modified: "2026-01-02T03:04:05Z",
    affected: [
      {
        package: { ecosystem: "npm", name: `widget-${i}` },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }],
      },
    ],
  }));
  writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

async function run(feed: string, out: string, ...flags: string[]): Promise<Outcome> {
  const args = ["export", "run", "--profile", "trivy:db", "--from", `feed=${feed}.jsonl`, "--out", `out/${out}`, "-o", "json", ...flags];
  return stella(args, { cwd: folder });
}

async function refused(outcome: Promise<Outcome>): Promise<unknown[]> {
  const done = await outcome;
  expect(readdirSync(join(folder, "out")).filter((name) => name.includes("new"))).toEqual([]);
  return [done.code, done.stdout, ...errorLines(done).map(({ code, message }) => `${code.slice(11)}: ${message}`)];
}

test.each(["before", "before.tar"])("the same again after %s passes and says so", async (before) => {
  const out = `again-${before}`.replace(".tar", "-tar");
  const { code } = await run("today", out, "--previous", `out/${before}`);
  const report: unknown = JSON.parse(readFileSync(join(folder, "out", out, "reports/quality.json"), "utf8"));
  expect([code, report]).toMatchObject([0, { verdict: "passed", before: { total: { records: 12 } }, now: { total: { records: 12 } } }]);
});

test("half of it is refused with its numbers", async () => {
  const half = "records 12 -> 6 (at least 8), packages 12 -> 6 (at least 8), ranged 12 -> 6 (at least 8), fixed 12 -> 6 (at least 8)";
  expect(await refused(run("half", "new", "--previous", "out/before.tar"))).toEqual([
    5,
    "",
    `QUALITY_GATE: the quality gate refuses the database: all: ${half}; source feed: ${half}; bucket npm::feed: ${half}`,
  ]);
});

test("a probe that is lost", async () => {
  writeFileSync(join(folder, "probes.jsonl"), '{"purl":"pkg:npm/widget-9@1.0.0","vulnerabilityId":"OSV-9","found":true}\n');
  expect((await run("today", "probed", "--probes", "probes.jsonl")).code).toBe(0);
  expect(await refused(run("half", "new", "--probes", "probes.jsonl"))).toEqual([
    5,
    "",
    "QUALITY_GATE: the quality gate refuses the database: probe pkg:npm/widget-9@1.0.0 OSV-9: found expected, not found",
  ]);
});

test("what cannot be compared", async () => {
  const json = ["export", "run", "--profile", "json:raw", "--from", "feed=today.jsonl", "-o", "json"];
  expect((await stella([...json, "--out", "out/raw", "--previous", "out/before"], { cwd: folder })).code).toBe(0);
  expect(await refused(run("today", "new", "--previous", "out/raw"))).toEqual([
    5,
    "",
    "PROFILE_MISMATCH: the bundle before is of json:raw, this one is of trivy:db",
  ]);
  expect(await refused(run("today", "new", "--previous", "out/before", "--tenant", "acme"))).toEqual([
    5,
    "",
    "TENANT_MISMATCH: the bundle before is tenant local's, this one is acme's",
  ]);
  expect(await refused(run("today", "new", "--probes", "today.jsonl"))).toEqual([
    2,
    "",
    'PROBES_INVALID: line 1: a probe has no member "id"',
  ]);
  const probed = stella([...json, "--out", "out/new", "--probes", "probes.jsonl"], { cwd: folder });
  expect(await refused(probed)).toEqual([2, "", "USAGE: profile json:raw takes no probes; trivy:db does"]);
  expect((await refused(run("today", "new", "--probes", "nowhere")))[0]).toBe(4);
});

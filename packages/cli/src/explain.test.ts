// `stella export explain`: from an id to the stored value and the documents that made it, checked against the database and the files themselves.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advisory, errorLines, makeFolder, type Outcome, stella, writeEvidence } from "./stella-fixture.js";

interface Row {
  readonly bucket: string;
  readonly package: string;
  readonly key: string;
  readonly value: unknown;
  readonly ranges: readonly string[];
  readonly decisions: readonly unknown[];
  readonly source: string;
  readonly path: string;
  readonly sourceDigest: string;
}

let folder: string;
const here = (...args: string[]): Promise<Outcome> => stella(["export", ...args, "-o", "json"], { cwd: folder });
const explained = async (...args: string[]): Promise<readonly Row[]> =>
  JSON.parse((await here("explain", "bundle", ...args)).stdout) as readonly Row[];

function affected(ecosystem: string, name: string, fixed: string): object {
  return { package: { ecosystem, name }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }] };
}

beforeAll(async () => {
  folder = makeFolder();
  const documents = {
    "ghsa.json": advisory("GHSA-aaaa-bbbb-cccc", { aliases: ["CVE-2026-1"], affected: [affected("npm", "widget", "1.2.5")] }),
    "other.json": advisory("GHSA-dddd-eeee-ffff", { aliases: ["CVE-2026-1"], affected: [affected("npm", "widget", "1.3.0")] }),
    "debian.json": advisory("DEBIAN-CVE-2026-1", { upstream: ["CVE-2026-1"], affected: [affected("Debian:12", "widget", "1.2-3")] }),
    "own.json": advisory("ACME-1", { affected: [affected("PyPI", "Gadget", "2")] }),
  };
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(folder, name), text);
  const from = Object.keys(documents).flatMap((name) => ["--from", `${name.split(".")[0]}=${name}`]);
  await here("run", "--profile", "trivy:db", ...from, "--out", "bundle");
  await here("run", "--profile", "trivy:db", ...from, "--out", "bundle.tar");
  writeEvidence(folder);
  await here("run", "--profile", "json:raw", "--from", "osv=evidence", "--rejects", "report", "--out", "records");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("every value of a vulnerability, with each document that made it", async () => {
  const rows = await explained("--vuln", "cve-2026-1");
  expect(rows.map((row) => [row.bucket, row.package, row.key, row.ranges, row.source, row.path])).toEqual([
    ["debian 12", "widget", "CVE-2026-1", ["<1.2-3"], "debian", "debian.json"],
    ["npm::GitHub Security Advisory npm", "widget", "CVE-2026-1", ["<1.2.5", "<1.3.0"], "ghsa", "ghsa.json"],
    ["npm::GitHub Security Advisory npm", "widget", "CVE-2026-1", ["<1.2.5", "<1.3.0"], "other", "other.json"],
  ]);
  for (const { path, sourceDigest, decisions } of rows) {
    expect(sourceDigest).toBe(
      `sha256:${createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex")}`,
    );
    expect(decisions).toEqual([]);
  }
});

test("the value is the one in the database", async () => {
  spawnSync("tar", ["-xzf", "bundle/trivy/db.tar.gz"], { cwd: folder });
  type Tree = { readonly [bucket: string]: { readonly [name: string]: { readonly [key: string]: string } } };
  const tree = JSON.parse((await here("db", "dump", "trivy.db")).stdout) as Tree;
  const rows = [...(await explained("--vuln", "CVE-2026-1")), ...(await explained("--vuln", "ACME-1"))];
  expect(rows).toHaveLength(4);
  for (const { bucket, package: name, key, value } of rows) expect(JSON.stringify(value)).toBe(tree[bucket]?.[name]?.[key]);
});

describe("an id", () => {
  test.each([
    ["an alias of one document", ["--vuln", "GHSA-dddd-EEEE-ffff"], 3],
    ["an id that Trivy does not know", ["--vuln", "debian-cve-2026-1"], 3],
    ["one package", ["--vuln", "CVE-2026-1", "--package", "WIDGET"], 3],
    ["a name as the database has it", ["--vuln", "ACME-1", "--package", "gadget"], 1],
  ])("%s", async (_, args, count) => {
    expect(await explained(...args)).toHaveLength(count);
  });

  test.each([
    ["nobody knows it", ["bundle", "--vuln", "CVE-2026-11"], 4, "ERR_EXPORT_NOT_FOUND"],
    ["another package", ["bundle", "--vuln", "CVE-2026-1", "--package", "gadget"], 4, "ERR_EXPORT_NOT_FOUND"],
    ["no bundle", ["nothing", "--vuln", "CVE-2026-1"], 4, "ERR_EXPORT_NOT_FOUND"],
    ["a bundle of records", ["records", "--vuln", "CVE-2026-1"], 2, "ERR_EXPORT_USAGE"],
    ["no id", ["bundle"], 2, "ERR_EXPORT_USAGE"],
  ])("refused: %s", async (_, args, code, name) => {
    const outcome = await here("explain", ...args);
    expect([outcome.code, outcome.stdout, errorLines(outcome).map((line) => line.code)]).toEqual([code, "", [name]]);
  });
});

test("a tar says the same, and a table says it for people", async () => {
  const [folderAnswer, tarAnswer, table] = await Promise.all([
    here("explain", "bundle", "--vuln", "CVE-2026-1"),
    here("explain", "bundle.tar", "--vuln", "CVE-2026-1"),
    stella(["export", "explain", "bundle", "--vuln", "CVE-2026-1"], { cwd: folder }),
  ]);
  expect(tarAnswer.stdout).toBe(folderAnswer.stdout);
  expect(table.stdout).toMatch(/^widget {2}CVE-2026-1\n {2}document +debian\.json of source debian\n/);
});

test("an index that was changed is not believed", async () => {
  const shards = readdirSync(join(folder, "bundle/indexes/trivy")).filter((name) => /^[0-9a-f]{16}\.jsonl\.zst$/.test(name));
  expect(shards).toHaveLength(1);
  const shard = join(folder, "bundle/indexes/trivy", shards[0] as string);
  const bytes = readFileSync(shard);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  writeFileSync(shard, bytes);
  const outcome = await here("explain", "bundle", "--vuln", "CVE-2026-1");
  expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([5, "ERR_EXPORT_DIGEST_MISMATCH"]);
});

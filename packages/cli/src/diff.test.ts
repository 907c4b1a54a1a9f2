// `stella export diff`: what it finds in databases and in bundles of records, whatever they lie in.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { advisory, errorLines, makeFolder, type Outcome, stella } from "./stella-fixture.js";

let folder: string;
const here = (...args: string[]): Promise<Outcome> => stella(["export", ...args], { cwd: folder });
const diffed = async (...args: string[]): Promise<unknown> => JSON.parse((await here("diff", ...args, "-o", "json")).stdout) as unknown;

const ranges = (...VulnerableVersions: string[]): string => JSON.stringify({ VulnerableVersions });
const OLD = {
  "Red Hat CPE": { cpe: { "0": '"a"' } },
  "data-source": { "npm::Acme": '{"ID":"a"}' },
  "debian 12": { bash: { "CVE-1": '{"FixedVersion":"1","Severity":1}' } },
  "npm::Acme": {
    gone: { "CVE-1": ranges("<1") },
    same: { "CVE-1": ranges("<1") },
    widget: { "CVE-1": ranges("<1"), "CVE-2": ranges("<1") },
  },
  vulnerability: { "CVE-1": '{"Title":"t","Severity":"LOW"}', "CVE-2": "{}" },
};
const NEW = {
  "data-source": { "npm::Acme": '{"ID":"b"}' },
  "debian 12": { bash: { "CVE-1": '{"FixedVersion":"2","Severity":3,"VendorIDs":["D"]}' } },
  "npm::Acme": {
    new: { "CVE-3": ranges("<1") },
    same: { "CVE-1": ranges("<1") },
    widget: { "CVE-1": ranges("<2"), "CVE-2": ranges("<1") },
  },
  vulnerability: { "CVE-1": '{"Title":"u","Severity":"HIGH"}', "CVE-3": "{}" },
};
const CHANGES = [
  { bucket: "debian 12", package: "bash", vuln: "CVE-1", what: "ranges", from: { FixedVersion: "1" }, to: { FixedVersion: "2" } },
  { bucket: "debian 12", package: "bash", vuln: "CVE-1", what: "severity", from: "LOW", to: "HIGH" },
  { bucket: "debian 12", package: "bash", vuln: "CVE-1", what: "details", from: {}, to: { VendorIDs: ["D"] } },
  {
    bucket: "npm::Acme",
    package: "widget",
    vuln: "CVE-1",
    what: "ranges",
    from: { VulnerableVersions: ["<1"] },
    to: { VulnerableVersions: ["<2"] },
  },
  { bucket: "vulnerability", package: "", vuln: "CVE-1", what: "severity", from: "LOW", to: "HIGH" },
  { bucket: "vulnerability", package: "", vuln: "CVE-1", what: "details", from: { Title: "t" }, to: { Title: "u" } },
];

beforeAll(async () => {
  folder = makeFolder();
  for (const [name, tree] of Object.entries({ old: OLD, new: NEW })) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(tree));
    await here("db", "load", `${name}.json`, "--out", `${name}.db`);
  }
  const affected = [
    { package: { ecosystem: "npm", name: "widget" }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }] },
  ];
  const days: Record<string, Record<string, string>> = {
    day1: {
      "a.json": advisory("OSV-1", { affected }),
      "b.json": advisory("OSV-2"),
      "c.jsonl": `${advisory("OSV-3")}\n${advisory("OSV-4")}\n`,
    },
    day2: {
      "a.json": advisory("OSV-1", { affected }),
      "c.jsonl": `${advisory("OSV-3", { summary: "new" })}\n${advisory("OSV-4")}\n`,
      "d.json": advisory("OSV-5", { affected }),
    },
  };
  for (const [day, files] of Object.entries(days)) {
    mkdirSync(join(folder, day));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, day, name), text);
    await here("run", "--profile", "json:raw", "--from", `osv=${day}`, "--out", `${day}-records`);
    await here("run", "--profile", "trivy:db", "--from", `osv=${day}`, "--out", `${day}-trivy`);
    await here("run", "--profile", "trivy:db", "--from", `osv=${day}`, "--out", `${day}-trivy.tar`);
  }
});
test("of two databases that are read at once the damaged one is named", async () => {
  const bytes = readFileSync(join(folder, "old.db"));
  // A page of the tree, told by the key that is in it.
  const page = Math.floor(bytes.indexOf("npm::Acme") / 4096) * 4096;
  bytes.fill(0xff, page + 8, page + 64);
  writeFileSync(join(folder, "damaged.db"), bytes);
  for (const sides of [
    ["damaged.db", "new.db"],
    ["new.db", "damaged.db"],
  ]) {
    const outcome = await here("diff", ...sides, "-o", "json");
    expect([outcome.code, errorLines(outcome)[0]]).toMatchObject([
      5,
      { code: "ERR_EXPORT_DATABASE_DAMAGED", path: expect.stringContaining("damaged.db") },
    ]);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test("advisories that came, went and changed, and in which respect", async () => {
  expect(await diffed("old.db", "new.db")).toEqual({
    added: [{ bucket: "npm::Acme", package: "new", vuln: "CVE-3" }],
    removed: [{ bucket: "npm::Acme", package: "gone", vuln: "CVE-1" }],
    changed: CHANGES,
    flips: [],
  });
  expect(await diffed("old.db", "old.db")).toEqual({ added: [], removed: [], changed: [], flips: [] });
});

test("a table shows that a decision took versions out", async () => {
  const taken = JSON.stringify({ VulnerableVersions: ["<9.0.0"], UnaffectedVersions: ["<2.0.0", "=3.0.0"] });
  for (const [name, value] of Object.entries({ whole: ranges("<9.0.0"), taken })) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ "npm::Acme": { widget: { "CVE-1": value } } }));
    await here("db", "load", `${name}.json`, "--out", `${name}.db`);
  }
  const { stdout } = await here("diff", "whole.db", "taken.db");
  expect(stdout).toMatch(/<9\.0\.0 .*<9\.0\.0, not \(<2\.0\.0 \|\| =3\.0\.0\)/);
});

test("YAML says the same, a table how much", async () => {
  const [json, yaml, table] = await Promise.all([
    diffed("old.db", "new.db"),
    here("diff", "old.db", "new.db", "-o", "yaml"),
    here("diff", "old.db", "new.db"),
  ]);
  expect(parse(yaml.stdout)).toEqual(json);
  expect([table.code, table.stderr]).toEqual([0, ""]);
  expect(table.stdout).toMatch(/^ADDED {2}1\n[^]*\nREMOVED {2}1\n[^]*\nCHANGED {2}6\n[^]*\nFLIPS {2}0\n$/);
});

const ADDED = { added: [{ bucket: "npm::osv", package: "widget", vuln: "OSV-5" }], removed: [], changed: [], flips: [] };
test.each([
  ["bundles", "day1-trivy", "day2-trivy"],
  ["a tar and a bundle", "day1-trivy.tar", "day2-trivy"],
  ["archives", "day1-trivy/trivy/db.tar.gz", "day2-trivy/trivy/db.tar.gz"],
])("%s of Trivy", async (_, a, b) => {
  expect(await diffed(a, b)).toEqual(ADDED);
});

test("records: by kind, source, path and id", async () => {
  const name = { kind: "advisory", source: "osv" };
  expect(await diffed("day1-records", "day2-records")).toEqual({
    added: [{ ...name, path: "d.json", id: "OSV-5" }],
    removed: [{ ...name, path: "b.json", id: "OSV-2" }],
    changed: [{ ...name, path: "c.jsonl", id: "OSV-3" }],
  });
});

describe("flips", () => {
  beforeAll(() => {
    const component = (name: string, version: string) => ({ type: "library", name, version, purl: `pkg:npm/${name}@${version}` });
    const components = [component("widget", "1.5.0"), component("widget", "0.5.0"), component("new", "0.1.0"), component("gone", "0.1.0")];
    mkdirSync(join(folder, "sboms/more"), { recursive: true });
    writeFileSync(join(folder, "sboms/more/a.cdx.json"), JSON.stringify({ bomFormat: "CycloneDX", components }));
    writeFileSync(join(folder, "sboms/other.json"), "{}");
    writeFileSync(join(folder, "sboms/notes.txt"), "nothing");
  });

  test("components that come to be reported, or no longer are", async () => {
    const { flips } = (await diffed("old.db", "new.db", "--sbom", "sboms")) as { flips: unknown };
    const sbom = "more/a.cdx.json";
    const expected = [
      { sbom, purl: "pkg:npm/widget@1.5.0", vuln: "CVE-1", to: "affected" },
      { sbom, purl: "pkg:npm/new@0.1.0", vuln: "CVE-3", to: "affected" },
      { sbom, purl: "pkg:npm/gone@0.1.0", vuln: "CVE-1", to: "not_affected" },
    ];
    expect(flips).toEqual(expected);
    expect(await diffed("old.db", "new.db", "--sbom", "sboms/more/a.cdx.json")).toMatchObject({
      flips: expected.map((flip) => ({ ...flip, sbom: "a.cdx.json" })),
    });
  });

  test.each([
    ["no such folder", "nowhere", 4, "ERR_EXPORT_NOT_FOUND"],
    ["no SBOM in it", "day1", 2, "ERR_EXPORT_USAGE"],
    ["a file that is no JSON", "sboms/notes.txt", 2, "ERR_EXPORT_USAGE"],
  ])("refused: %s", async (_, path, code, name) => {
    const outcome = await here("diff", "old.db", "new.db", "--sbom", path, "-o", "json");
    expect([outcome.code, outcome.stdout, errorLines(outcome).map((line) => line.code)]).toEqual([code, "", [name]]);
  });
});

describe("refused", () => {
  test.each([
    ["two kinds", ["old.db", "day1-records"], 2, "ERR_EXPORT_USAGE"],
    ["nothing there", ["old.db", "nothing"], 4, "ERR_EXPORT_NOT_FOUND"],
    ["no database", ["old.db", "old.json"], 5, "ERR_EXPORT_MANIFEST_INVALID"],
    ["SBOMs for records", ["day1-records", "day2-records", "--sbom", "day1"], 2, "ERR_EXPORT_USAGE"],
    ["one only", ["old.db"], 2, "ERR_EXPORT_USAGE"],
  ])("%s", async (_, args, code, name) => {
    const outcome = await here("diff", ...args, "-o", "json");
    expect([outcome.code, outcome.stdout, errorLines(outcome).map((line) => line.code)]).toEqual([code, "", [name]]);
  });

  test("a bundle whose database was changed", async () => {
    const path = join(folder, "day2-trivy/trivy/db.tar.gz");
    const bytes = readFileSync(path);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] as number) ^ 1;
    writeFileSync(path, bytes);
    const outcome = await here("diff", "day1-trivy", "day2-trivy", "-o", "json");
    expect([outcome.code, outcome.stdout, errorLines(outcome)[0]?.code]).toEqual([5, "", "ERR_EXPORT_DIGEST_MISMATCH"]);
  });
});

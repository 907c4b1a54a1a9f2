// `stella export db` and `inspect` of databases: results, formats and exit codes.
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { errorLines, makeFolder, type Outcome, stella } from "./stella-fixture.js";

const TREE = { "npm::Acme": { "left-pad": { "ACME-1": '{"VulnerableVersions":["<2"]}' } }, vulnerability: { "ACME-1": '{"Title":"t"}' } };
let folder: string;
const here = (...args: string[]): Promise<Outcome> => stella(["export", ...args], { cwd: folder });

beforeAll(async () => {
  folder = makeFolder();
  writeFileSync(join(folder, "tree.json"), JSON.stringify(TREE));
  writeFileSync(join(folder, "number.json"), '{"a":{"b":1}}');
  writeFileSync(join(folder, "shape.json"), JSON.stringify({ ...TREE, "npm::Acme": { a: { "ACME-1": '{"FixedVersion":1}' } } }));
  await here("db", "load", "tree.json", "--out", "trivy.db");
  await here("db", "load", "shape.json", "--out", "shape.db");
  await here("db", "load", "tree.json", "--out", "cut.db");
  truncateSync(join(folder, "cut.db"), 4 * 4096);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("load says what it made, the same each time", async () => {
  const [once, again] = await Promise.all([
    here("db", "load", "tree.json", "--out", "a.db", "-o", "json"),
    here("db", "load", "tree.json", "--out", "b.db", "-o", "json"),
  ]);
  expect([once.code, once.stderr]).toEqual([0, ""]);
  const result = JSON.parse(once.stdout) as Record<string, unknown>;
  expect(result).toEqual({
    path: "a.db",
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    sizeBytes: 5 * 4096,
    buckets: 3,
    values: 2,
  });
  expect(JSON.parse(again.stdout)).toEqual({ ...result, path: "b.db" });
  expect(readFileSync(join(folder, "a.db")).equals(readFileSync(join(folder, "b.db")))).toBe(true);
});

test.each(["table", "json", "yaml"])("dump prints JSON, with -o %s too", async (format) => {
  const { code, stdout, stderr } = await here("db", "dump", "trivy.db", "-o", format);
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toEqual(TREE);
  expect(parse(stdout)).toEqual(TREE);
});

describe("check", () => {
  test("a sound file", async () => {
    const { code, stdout, stderr } = await here("db", "check", "trivy.db", "-o", "json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      verdict: "sound",
      format: "trivy-db",
      pages: 5,
      freePages: 0,
      buckets: 3,
      values: 2,
      unread: [],
      problems: [],
    });
  });

  test.each([
    ["shape.db", { message: "FixedVersion is not a string", entry: ["npm::Acme", "a", "ACME-1"] }],
    ["cut.db", { page: 4, offset: 4 * 4096 }],
  ])("%s: the result on stdout, the first problem on stderr, exit 5", async (file, problem) => {
    const outcome = await here("db", "check", file, "-o", "json");
    const result = JSON.parse(outcome.stdout) as { verdict: string; problems: object[] };
    expect([outcome.code, result.verdict]).toEqual([5, "damaged"]);
    expect(result.problems[0]).toMatchObject({ code: "ERR_EXPORT_DATABASE_DAMAGED", ...problem });
    expect(errorLines(outcome)).toMatchObject([{ code: "ERR_EXPORT_DATABASE_DAMAGED", path: file }]);
  });
});

test("inspect shows buckets in every format", async () => {
  const buckets = [
    { name: "npm::Acme", packages: 1, records: 1 },
    { name: "vulnerability", packages: 0, records: 1 },
  ];
  const [json, yaml, table] = await Promise.all(["json", "yaml", "table"].map((format) => here("inspect", "trivy.db", "-o", format)));
  expect(JSON.parse(json?.stdout ?? "")).toEqual({ format: "trivy-db", metadata: null, buckets });
  expect(parse(yaml?.stdout ?? "")).toEqual({ format: "trivy-db", metadata: null, buckets });
  expect(table?.stdout).toMatch(/npm::Acme +1 +1\n/);
});

describe.concurrent("exit codes", () => {
  test.each([
    ["db", 2, "USAGE"],
    ["db load tree.json", 2, "USAGE"],
    ["db load number.json --out x.db", 2, "DATABASE_TREE_INVALID"],
    ["db load trivy.db --out x.db", 2, "JSON_SYNTAX"],
    ["db load none.json --out x.db", 4, "NOT_FOUND"],
    ["db load tree.json --out none/x.db", 4, "NOT_FOUND"],
    ["db load tree.json --out trivy.db", 7, "OUTPUT_EXISTS"],
    ["db check tree.json", 5, "DATABASE_DAMAGED"],
    ["db check none.db", 4, "NOT_FOUND"],
    ["db check .", 4, "NOT_FOUND"],
    ["db dump cut.db", 5, "DATABASE_DAMAGED"],
    ["db dump tree.json", 5, "DATABASE_DAMAGED"],
    ["inspect cut.db", 5, "DATABASE_DAMAGED"],
    ["inspect none.db", 4, "NOT_FOUND"],
  ])("%s: %i", async (args, exit, code) => {
    const outcome = await here(...args.split(" "), "-o", "json");
    expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([exit, `ERR_EXPORT_${code}`]);
  });
});

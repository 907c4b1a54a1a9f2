// Every way to fail that a user can meet: its exit code, its code, and where it is told.
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeCanonical } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advisory, errorLines, makeFolder, type Outcome, stella, writeEvidence } from "./stella-fixture.js";

let folder: string;
const here = (...args: string[]): Promise<Outcome> => stella(args, { cwd: folder });

beforeAll(async () => {
  folder = makeFolder();
  writeEvidence(folder);
  mkdirSync(join(folder, "empty"));
  mkdirSync(join(folder, "bad"));
  writeFileSync(join(folder, "bad", "broken.json"), '{"id": ');
  writeFileSync(join(folder, "bad", "shape.json"), '{"hello": 1}');
  writeFileSync(join(folder, "bad", "lines.jsonl"), `${advisory("OSV-1")}\n{"a":1,"a":2}\n`);
  writeFileSync(
    join(folder, "bad.yaml"),
    "apiVersion: other\nkind: ExportProfile\nmetadata: {name: x}\nspec: {kind: json, variant: raw, extra: 1}\n",
  );
  writeFileSync(join(folder, "twice.yaml"), "a: 1\na: 2\n");
  await here("export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--expires-in", "1d", "--out", "bundle");
});
afterAll(() => rmSync(folder, { recursive: true }));

const RUN = "export run --profile json:raw --from osv=evidence --out out";

const EXITS = [
  ["export rnu", 2, "USAGE"],
  [`${RUN} --profil x`, 2, "USAGE"],
  ["export run --from a=b --out c", 2, "USAGE"],
  ["export run --profile json:raw --out out", 2, "USAGE"],
  ["export run --profile json:raw --from evidence --out out", 2, "USAGE"],
  ["export run --profile json:raw --from BIG=evidence --out out", 2, "USAGE"],
  ["export run --profile json:raw --from a=- --from b=- --out out", 2, "USAGE"],
  ["export run --profile json:raw --from osv=evidence --from osv=bad --out out", 2, "USAGE"],
  [`${RUN} more`, 2, "USAGE"],
  ["export run --profile json:raw --from osv=evidence --out -", 2, "USAGE"],
  [`${RUN} --as-of 2026-01-01`, 2, "USAGE"],
  [`${RUN} --as-of 1970-01-01T00:00:00Z`, 2, "USAGE"],
  [`${RUN} --as-of 9999-01-01T00:00:00Z`, 2, "AS_OF_FUTURE"],
  [`${RUN} --sequence 0`, 2, "USAGE"],
  [`${RUN} --expires-in soon`, 2, "USAGE"],
  [`${RUN} --include advisories`, 2, "USAGE"],
  [`${RUN} --workers 1.5`, 2, "USAGE"],
  [`${RUN} --rejects maybe`, 2, "USAGE"],
  [`${RUN} --tenant A`, 2, "USAGE"],
  [`${RUN} --key k.pem`, 4, "NOT_FOUND"],
  [`${RUN} --probes nowhere.jsonl`, 4, "NOT_FOUND"],
  ["export run --profile trivy:nothing --from osv=evidence --out out", 2, "PROFILE_UNKNOWN"],
  ["export run --profile none.yaml --from osv=evidence --out out", 4, "NOT_FOUND"],
  ["export run --profile json:raw --from osv=nowhere --out nowhere-out", 4, "SOURCE_NOT_FOUND"],
  ["export run --profile json:raw --from osv=empty --out empty-out", 2, "SOURCE_EMPTY"],
  ["export run --profile json:raw --from osv=evidence --out evidence", 7, "OUTPUT_EXISTS"],
  ["export run --profile json:policy --from osv=evidence --out out", 2, "USAGE"],
  ["export run --profile json:policy --policy empty --from osv=evidence --out policy-out", 4, "NOT_FOUND"],
  [`${RUN} --redact some`, 2, "USAGE"],
  [`${RUN} --previous nowhere`, 4, "NOT_FOUND"],
  [`${RUN} --previous evidence`, 5, "MANIFEST_INVALID"],
  ["export run --profile json:raw --from osv=evidence --out /sys/stella/bundle", 3, "PERMISSION"],
  ["export plan --profile json:raw --from osv=evidence --previous evidence", 5, "MANIFEST_INVALID"],
  ["export verify bundle", 2, "USAGE"],
  ["export verify bundle --integrity-only --receipt bad.yaml --receipt-key none", 7, "OUTPUT_EXISTS"],
  ["export verify bundle --key a.pub", 4, "NOT_FOUND"],
  ["export verify bundle --key evidence/a.json", 2, "KEY_INVALID"],
  ["export verify --key evidence/a.json", 2, "USAGE"],
  ["export verify bundle --trust a.json", 4, "NOT_FOUND"],
  ["export verify bundle --trust evidence/a.json", 2, "TRUST_INVALID"],
  ["export verify bundle --trust evidence/a.json --integrity-only", 2, "USAGE"],
  ["export verify bundle --integrity-only --first-use", 2, "USAGE"],
  ["export verify bundle --integrity-only --state= --first-use", 2, "USAGE"],
  ["export verify bundle --integrity-only --state bundle/export.json --first-use", 2, "USAGE"],
  ["export verify bundle --integrity-only --state /dev/null --first-use", 2, "USAGE"],
  ["export verify bundle --integrity-only --state s --at 2026-03-04T06:00:00Z", 5, "FIRST_USE"],
  ["export verify nowhere --integrity-only", 4, "NOT_FOUND"],
  ["export verify evidence --integrity-only", 5, "MANIFEST_INVALID"],
  ["export verify bad/broken.json --integrity-only", 5, "MANIFEST_INVALID"],
  ["export verify bundle --integrity-only --tenant acme --at 2026-03-04T06:00:00Z", 5, "TENANT_MISMATCH"],
  ["export verify bundle --integrity-only --profile other --at 2026-03-04T06:00:00Z", 5, "PROFILE_MISMATCH"],
  ["export verify bundle --integrity-only --at 2026-03-06T00:00:00Z", 5, "EXPIRED"],
  ["export verify bundle --integrity-only --at yesterday", 2, "USAGE"],
  ["export inspect nowhere", 4, "NOT_FOUND"],
  ["export inspect evidence", 5, "MANIFEST_INVALID"],
  ["export cat bundle --id osv-1", 4, "NOT_FOUND"],
  ["export cat bundle --kind advisories", 2, "USAGE"],
  ["export trace bundle CVE-1999-0001", 4, "NOT_FOUND"],
  ["export profile validate bad.yaml", 2, "PROFILE_INVALID"],
  ["export profile validate twice.yaml", 2, "PROFILE_INVALID"],
  ["export profile validate evidence", 2, "PROFILE_INVALID"],
  ["export profile validate none.yaml", 4, "NOT_FOUND"],
  ["export profile show trivy:nothing", 2, "PROFILE_UNKNOWN"],
  ["export db check bad.yaml more", 2, "USAGE"],
  ["completion tcsh", 2, "USAGE"],
  ["export", 2, "USAGE"],
] as const;

describe.concurrent("exit codes", () => {
  test.each(EXITS)("%s: %i", async (line, code, name) => {
    const outcome = await here(...line.split(" "), "-o", "json");
    const errors = errorLines(outcome);
    expect([outcome.code, errors.length, errors[0]?.code]).toEqual([code, 1, `ERR_EXPORT_${name}`]);
    expect(errors[0]).toMatchObject({ message: expect.any(String), hint: expect.any(String) });
    if (!line.includes("verify") || code !== 5) expect(outcome.stdout).toBe("");
  });
});

test("the exit codes that a command was seen to end with stand in its help", async () => {
  const commands = Map.groupBy(EXITS, ([line]) => /^export (?:(?:profile|db) )?(?!rnu)[a-z]+/.exec(line)?.[0]);
  commands.delete(undefined); // of no command: `rnu` is none
  expect(commands.size).toBeGreaterThan(8);
  for (const [command = "", exits] of commands) {
    const { stdout } = await here(...command.split(" "), "--help");
    for (const [line, code] of exits) expect(stdout, line).toMatch(new RegExp(`\n +${code}  `));
  }
});

test("a command that is missing: help on stderr for people, an error for programs", async () => {
  const [bare, json, bad] = await Promise.all([here(), here("-o", "yaml"), here("-o", "xml")]);
  expect([bare.code, bare.stdout, json.code, json.stdout, bad.code]).toEqual([2, "", 2, "", 2]);
  expect(bare.stderr).toContain("Usage: stella");
  expect(errorLines(json)[0]?.message).toContain("export");
  expect(bad.stderr).toContain("table, json, yaml");
});

test("an option that is given twice is named, a required one and one with choices too; a flag and the form of the output may be", async () => {
  const verify = ["export", "verify", "bundle", "--integrity-only", "--at", "2026-03-04T06:00:00Z"];
  const twice = await Promise.all([
    here(...RUN.split(" "), "--tenant", "aaa", "--tenant=bbb"),
    here("export", "plan", "--profile", "json:raw", "--from", "osv=evidence", "--redact", "edit", "--redact", "off"),
    here(...RUN.split(" "), "--out", "elsewhere"),
    here(...verify, "--at", "2026-03-04T06:00:00Z"),
  ]);
  expect(twice.map(({ code, stdout }) => [code, stdout])).toEqual(twice.map(() => [2, ""]));
  expect(twice.map(({ stderr }) => /option '(.+)' is given twice/.exec(stderr)?.[1])).toEqual([
    "--tenant <tenant>",
    "--redact <mode>",
    "--out <path>",
    "--at <time>",
  ]);
  expect(twice[0]?.stderr).toMatch(/^error ERR_EXPORT_USAGE: .*\n {2}hint: See `stella export run --help`/);
  expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  expect((await here("-o", "table", ...verify, "--integrity-only", "-q", "-q", "-o", "json")).stdout).toMatch(/^\{/);
});

test("what was meant is said, in words and as JSON", async () => {
  const [words, json] = await Promise.all([
    here("export", "run", "--form", "x", "--profile", "y", "--out", "z", "--from", "a=b"),
    here("exprt", "-o", "json"),
  ]);
  expect(words.stderr).toMatch(/^error ERR_EXPORT_USAGE: unknown option '--form'\n {2}hint: Did you mean .*--f.*stella export run --help/);
  expect(errorLines(json)).toEqual([
    { code: "ERR_EXPORT_USAGE", message: "unknown command 'exprt'", hint: "Did you mean export? See `stella --help`." },
  ]);
});

test("rejected documents are all named, then summed up, each with its place", async () => {
  const args = ["export", "run", "--profile", "json:raw", "--from", "osv=bad", "--out"];
  const [json, table] = await Promise.all([here(...args, "none", "-o", "yaml"), here(...args, "none-either")]);
  expect([json.code, json.stdout, table.code, table.stdout]).toEqual([2, "", 2, ""]);
  const errors = errorLines(json);
  expect(errors).toHaveLength(4);
  expect(errors.slice(0, 3)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: "ERR_EXPORT_JSON_TRUNCATED", source: "osv", path: "broken.json", offset: 7 }),
      expect.objectContaining({
        code: "ERR_EXPORT_JSON_DUPLICATE_KEY",
        source: "osv",
        path: "lines.jsonl",
        record: 2,
        offset: expect.any(Number),
      }),
      expect.objectContaining({ code: "ERR_EXPORT_SHAPE_UNKNOWN", source: "osv", path: "shape.json" }),
    ]),
  );
  expect(errors[3]?.message).toContain("3 documents");
  expect(table.stderr).toContain("  at source osv, lines.jsonl, line 2, byte ");
});

test("a profile that is wrong names every place", async () => {
  const [error] = errorLines(await here("export", "profile", "validate", "bad.yaml", "-o", "json"));
  expect(error).toMatchObject({ path: "bad.yaml", message: expect.stringMatching(/\/apiVersion.*\/spec\/extra/) });
});

test("verify prints its result on failure too, with the same verdict in every format", async () => {
  cpSync(join(folder, "bundle"), join(folder, "damaged"), { recursive: true });
  appendFileSync(join(folder, "damaged", "README.md"), "x");
  symlinkSync("/etc/passwd", join(folder, "damaged", "link"));
  const args = ["export", "verify", "damaged", "--integrity-only", "--at", "2026-03-04T06:00:00Z"];
  const [json, yaml, table, quiet] = await Promise.all([
    here(...args, "-o", "json"),
    here(...args, "-o", "yaml"),
    here(...args),
    here(...args, "-q"),
  ]);
  expect([json, yaml, table, quiet].map(({ code }) => code)).toEqual([5, 5, 5, 5]);
  expect(JSON.parse(json.stdout)).toMatchObject({
    verdict: "failed",
    failures: [
      { code: "ERR_EXPORT_SIZE_MISMATCH", path: "README.md" },
      { code: "ERR_EXPORT_PATH_UNSAFE", path: "link" },
    ],
  });
  expect(yaml.stdout).toContain("verdict: failed");
  expect(table.stdout).toMatch(/^FAILED .*\n[^]*ERR_EXPORT_PATH_UNSAFE\s+link/);
  expect(quiet).toEqual(table);
  expect(errorLines(json)).toMatchObject([
    { code: "ERR_EXPORT_SIZE_MISMATCH", path: "README.md", message: expect.stringContaining("1 more") },
  ]);
});

test("a defect is an internal error, with its stack only on demand", async () => {
  const preload = join(folder, "defect.mjs");
  writeFileSync(
    preload,
    "process.nextTick = ((next) => (...args) => next(...args))(process.nextTick); setTimeout(() => { throw new TypeError('planted'); });",
  );
  const env = { NODE_OPTIONS: `--import=${preload}` };
  const args = ["export", "cat", "bundle", "-o", "json"];
  const [plain, debug] = await Promise.all([
    stella(args, { cwd: folder, env }),
    stella(args, { cwd: folder, env: { ...env, STELLA_DEBUG: "1" } }),
  ]);
  expect([plain.code, debug.code]).toEqual([1, 1]);
  expect(errorLines(plain)).toEqual([{ code: "ERR_EXPORT_INTERNAL", message: "TypeError: planted", hint: expect.any(String) }]);
  expect(errorLines(debug)[0]?.stack).toContain("defect.mjs");
});

test("what a hostile bundle or argument says cannot steer the terminal", async () => {
  const hostile = "\u001b[2J\u009b31m\u202epwned\u0007";
  cpSync(join(folder, "bundle"), join(folder, "hostile"), { recursive: true });
  const { exportId: _, ...manifest } = JSON.parse(readFileSync(join(folder, "hostile", "export.json"), "utf8"));
  manifest.profile.name = hostile;
  const exportId = `exp-${Buffer.from(nodeSha256.hash(encodeCanonical(manifest)))
    .toString("hex")
    .slice(0, 32)}`;
  writeFileSync(join(folder, "hostile", "export.json"), encodeCanonical({ ...manifest, exportId }));
  const outcomes = await Promise.all([
    here("export", "inspect", "hostile"),
    here("export", "inspect", "hostile", "-o", "json"),
    here("export", "inspect", "hostile", "-o", "yaml"),
    here("export", "verify", "hostile", "--integrity-only"),
    here("export", "trace", "bundle", hostile),
    here("export", "trace", "bundle", hostile, "-o", "json"),
    here("export", hostile),
    here("export", "inspect", hostile),
  ]);
  for (const { stdout, stderr } of outcomes) expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(outcomes[1].stdout).profile.name).toBe(hostile);
  expect(outcomes[0].stdout).toContain("\\u001b[2J\\u009b31m\\u202epwned\\u0007");
  expect(outcomes[4].code).toBe(4);
});

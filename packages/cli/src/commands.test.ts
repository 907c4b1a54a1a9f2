// Every command on a small bundle: what it prints in which format, and nothing besides.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { advisory, errorLines, makeFolder, type Outcome, stella, writeEvidence } from "./stella-fixture.js";

const DIGEST = /^sha256:[0-9a-f]{64}$/;
let folder: string;
let bundle: string;
let made: Outcome;

beforeAll(async () => {
  folder = makeFolder();
  bundle = join(folder, "bundle");
  made = await stella(["export", "run", "--profile", "json:raw", "--from", `osv=${writeEvidence(folder)}`, "--out", bundle, "-o", "json"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const here = (...args: string[]): Promise<Outcome> => stella(args, { cwd: folder });
const run = (...args: string[]): Promise<Outcome> => here("export", "run", "--profile", "json:raw", ...args);
const manifestOf = (path: string) => JSON.parse(readFileSync(join(folder, path, "export.json"), "utf8"));

test("run gives the pinned result and says nothing else", () => {
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const result = JSON.parse(made.stdout);
  expect(result).toEqual({
    exportId: expect.stringMatching(/^exp-[0-9a-f]{32}$/),
    contentDigest: expect.stringMatching(DIGEST),
    manifestDigest: expect.stringMatching(DIGEST),
    path: bundle,
    signed: false,
    asOf: "2026-03-04T05:06:07Z",
    sequence: 1772600767,
    files: expect.any(Number),
    sizeBytes: expect.any(Number),
    ignored: [{ source: "osv", count: 1 }],
    inputs: [{ source: "osv", kind: "advisory", read: 4, records: 3, duplicates: 1, rejected: 0, excluded: 0 }],
    redactions: [],
  });
});

test("run takes its labels, options before and after the command, several sources, stdin and a tar", async () => {
  const [labelled, tar] = await Promise.all([
    here("-o", "json", "--offline", "-q", "export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--out", "labelled", "--tenant", "acme",
      "--as-of", "2026-02-03T05:05:06+01:00", "--sequence", "7", "--expires-in", "2w", "--include", "advisory,vex", "--workers", "1", "--redact", "off",
      "--rejects", "report", "--accept-unknown", "--scratch", join(folder, "scratch"), "--no-progress"), // prettier-ignore
    stella(["export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--from", "feed=-", "--out", "b.tar", "-o", "yaml"], {
      cwd: folder,
      input: `${advisory("OSV-9")}\n`,
    }),
  ]);
  expect([labelled.code, labelled.stderr, tar.code, tar.stderr]).toEqual([0, "", 0, ""]);
  expect(JSON.parse(labelled.stdout)).toMatchObject({ asOf: "2026-02-03T04:05:06Z", sequence: 7 });
  expect(manifestOf("labelled")).toMatchObject({ tenant: "acme", expires: "2026-02-17T04:05:06Z" });
  expect(parse(tar.stdout).inputs).toMatchObject([
    { source: "feed", records: 1 },
    { source: "osv", records: 3 },
  ]);
  expect(execFileSync("tar", ["tf", join(folder, "b.tar")], { encoding: "utf8" })).toMatch(/^export\.json\nprovenance\.json\n/);
  expect(existsSync(join(folder, "scratch")) && readFileSync(join(folder, "b.tar")).length > 0).toBe(true);
});

test("run takes the kinds of every --include", async () => {
  const { stdout } = await run("--from", "osv=evidence", "--include", "advisory", "--include", "vex,sbom", "--out", "kinds", "-o", "json");
  expect(JSON.parse(stdout).inputs).toMatchObject([{ kind: "advisory", records: 3, excluded: 0 }]);
});

test("run as a table says what was made, that it is not signed, and what to do next", async () => {
  const { code, stdout, stderr } = await run("--from", "osv=evidence", "--out", "it's here");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/EXPORTED\s+3 records/);
  expect(stdout).toContain("signed    no");
  expect(stdout).toContain("1 other entry ignored");
  expect(stdout).toContain(`stella export verify '${folder}/it'\\''s here' --integrity-only`);
});

test("run reads a profile file, replaces with --force and counts on from --previous", async () => {
  writeFileSync(
    join(folder, "nightly.yaml"),
    "apiVersion: stellaops.io/export.v1\nkind: ExportProfile\nmetadata: {name: nightly}\nspec: {kind: json, variant: raw, quality: {rejects: report}}\n",
  );
  writeFileSync(join(folder, "new.jsonl"), `${advisory("OSV-4", { modified: "2020-01-01T00:00:00Z" })}\nno json\n`);
  const args = [
    "export",
    "run",
    "--profile",
    "nightly.yaml",
    "--from",
    "osv=new.jsonl",
    "--previous",
    "bundle",
    "--out",
    "next",
    "-o",
    "json",
  ];
  const first = await here(...args);
  const taken = await here(...args);
  const again = await here(...args, "--force");
  expect([first.code, taken.code, again.code]).toEqual([0, 7, 0]);
  expect(errorLines(taken)).toMatchObject([{ code: "ERR_EXPORT_OUTPUT_EXISTS" }]);
  expect(JSON.parse(again.stdout)).toMatchObject({ sequence: 1772600768, inputs: [{ rejected: 0 }, { kind: "unknown", rejected: 1 }] });
  expect(again.stdout).toBe(first.stdout);
  expect(manifestOf("next").profile).toMatchObject({ name: "nightly" });
});

test("run --force does not take away what the bundle is made of, nor is one made in another, and may replace the bundle before", async () => {
  const env = { STELLA_KEY_PASSWORD: "" };
  for (const name of ["work/src", "keys"]) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "work/src/a.jsonl"), advisory("OSV-6"));
  writeFileSync(
    join(folder, "work/profile.yaml"),
    "apiVersion: stellaops.io/export.v1\nkind: ExportProfile\nmetadata: {name: nightly}\nspec: {kind: json, variant: raw}\n",
  );
  expect((await here("export", "run", "--profile", "work/profile.yaml", "--from", "a=work/src", "--out", "work/before")).code).toBe(0);
  expect((await stella(["export", "keys", "generate", "--out", "keys/maker"], { cwd: folder, env })).code).toBe(0);
  const raw = ["export", "run", "--profile", "json:raw", "--force", "-o", "json"];
  const refusals = await Promise.all([
    here(...raw, "--from", "a=work/src", "--out", "work/src"),
    here(...raw, "--from", "a=work/src", "--out", "work"),
    here(...raw, "--from", "a=work", "--out", "work/src"),
    here(...raw, "--from", "a=evidence", "--out", "."),
    here(...raw, "--from", "a=evidence", "--out", "work", "--previous", "work/before"),
    stella([...raw, "--from", "a=evidence", "--out", "keys", "--key", "keys/maker.key"], { cwd: folder, env }),
    here("export", "run", "--profile", "work/profile.yaml", "--force", "-o", "json", "--from", "a=evidence", "--out", "work"),
    run("-o", "json", "--from", "a=evidence", "--out", "work/before/out"),
  ]);
  expect(refusals.map(({ code, stdout }) => [code, stdout])).toEqual(refusals.map(() => [7, ""]));
  expect(refusals.flatMap((each) => errorLines(each).map(({ code }) => code))).toEqual(refusals.map(() => "ERR_EXPORT_OUTPUT_EXISTS"));
  expect(existsSync(join(folder, "work/src/a.jsonl"))).toBe(true);
  const first = await here(...raw, "--from", "a=work/src", "--out", "in-place");
  const second = await here(...raw, "--from", "a=evidence", "--out", "in-place", "--previous", "in-place");
  expect([first.code, second.code]).toEqual([0, 0]);
});

test("run looks for secrets as --redact says, and shows what it found", async () => {
  const input = advisory("OSV-5", { details: "write to jane.doe@example.org" });
  const redacted = (mode: string, ...more: string[]) =>
    stella(["export", "run", "--profile", "json:raw", "--from", "x=-", "--out", `redact-${mode}`, "--redact", mode, ...more], {
      cwd: folder,
      input,
    });
  const [report, edit, off] = await Promise.all([redacted("report", "-o", "json"), redacted("edit"), redacted("off", "-o", "json")]);
  expect(JSON.parse(report.stdout).redactions).toEqual([{ kind: "advisory", rule: "email", count: 1 }]);
  expect(edit.stdout).toMatch(/advisory +email +1\n/);
  expect(JSON.parse(off.stdout).redactions).toEqual([]);
  const [kept, taken] = await Promise.all([here("export", "cat", "redact-report"), here("export", "cat", "redact-edit")]);
  expect([kept.stdout, taken.stdout].map((text) => text.includes("jane.doe"))).toEqual([true, false]);
});

test("plan gives the pinned result and writes nothing", async () => {
  const args = ["export", "plan", "--profile", "json:raw", "--from", "osv=evidence", "--force", "--workers", "2"];
  const [json, table] = await Promise.all([here(...args, "-o", "json", "--scratch", "no-scratch"), here(...args)]);
  expect([json.code, json.stderr, table.code]).toEqual([0, "", 0]);
  expect(JSON.parse(json.stdout)).toEqual({
    profile: { kind: "json", variant: "raw", name: "json:raw", revision: "r1", digest: expect.stringMatching(DIGEST) },
    inputs: [
      { source: "osv", kind: "advisory", asOf: "2026-03-04T05:06:07Z", read: 4, records: 3, duplicates: 1, rejected: 0, excluded: 0 },
    ],
    asOf: "2026-03-04T05:06:07Z",
    parts: [{ kinds: ["advisory"], records: 3, contentBytes: expect.any(Number) }],
    estimatedBytes: expect.any(Number),
    scratchBytes: expect.any(Number),
  });
  expect(table.stdout).toMatch(/3 records would be exported/);
  expect(existsSync(join(folder, "no-scratch"))).toBe(false);
});

test("verify gives the pinned result, the same for a directory, a tar and stdin", async () => {
  await run("--from", "osv=evidence", "--out", "same.tar");
  const args = ["export", "verify", "--integrity-only", "--deep", "--tenant", "local", "--profile", "json:raw", "-o", "json"];
  const [directory, tar, stream, table] = await Promise.all([
    here(...args, "bundle"),
    here(...args, "same.tar"),
    stella([...args, "-"], { input: readFileSync(join(folder, "same.tar")) }),
    here("export", "verify", "bundle", "--integrity-only"),
  ]);
  const { exportId, contentDigest, manifestDigest } = JSON.parse(made.stdout);
  for (const outcome of [directory, tar, stream]) {
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(outcome.stdout)).toEqual({
      verdict: "integrity-only",
      exportId,
      contentDigest,
      manifestDigest,
      tenant: "local",
      profile: manifestOf("bundle").profile,
      asOf: "2026-03-04T05:06:07Z",
      sequence: 1772600767,
      expires: null,
      signers: [],
      filesChecked: 6,
      bytesChecked: expect.any(Number),
      failures: [],
    });
  }
  expect(table).toMatchObject({ code: 0, stderr: "" });
  expect(table.stdout).toMatch(/^INTEGRITY ONLY .*nobody's identity was checked/);
});

test("inspect gives the manifest as it is", async () => {
  const [json, yaml, table] = await Promise.all([
    here("export", "inspect", "bundle", "-o", "json"),
    here("export", "inspect", "bundle", "-o", "yaml"),
    here("export", "inspect", "bundle"),
  ]);
  expect(JSON.parse(json.stdout)).toEqual(manifestOf("bundle"));
  expect(parse(yaml.stdout)).toEqual(manifestOf("bundle"));
  expect(yaml.stdout).toContain('asOf: "2026-03-04T05:06:07Z"');
  expect(table.stdout).toMatch(/payload\s+1\s+3 /);
  expect(json.stderr + yaml.stderr + table.stderr).toBe("");
});

test("cat gives canonical records in key order, whatever the format", async () => {
  const [all, json, one, none] = await Promise.all([
    here("export", "cat", "bundle"),
    here("export", "cat", "bundle", "-o", "json"),
    here("export", "cat", "bundle", "--kind", "advisory", "--id", "OSV-2"),
    here("export", "cat", "bundle", "--kind", "vex"),
  ]);
  expect(all).toEqual(json);
  expect(all.stdout.split("\n").map((line) => line && JSON.parse(line).id)).toEqual(["OSV-1", "OSV-3", "OSV-2", ""]);
  expect(one.stdout).toBe('{"affected":[],"id":"OSV-2","modified":"2026-01-01T00:00:00Z","schema_version":"1.7.3"}\n');
  expect(none).toMatchObject({ code: 0, stdout: "", stderr: "" });
});

test("trace finds by id, alias in any case, and path", async () => {
  const outcomes = await Promise.all([
    here("export", "trace", "bundle", "OSV-1", "-o", "json"),
    here("export", "trace", "bundle", "cve-2026-1", "-o", "yaml"),
    here("export", "trace", "bundle", "a.json"),
  ]);
  const [byId, byAlias, byPath] = outcomes;
  const rows = JSON.parse(byId.stdout);
  expect(rows).toEqual([
    {
      kind: "advisory",
      source: "osv",
      path: "a.json",
      sourceDigest: expect.stringMatching(DIGEST),
      digest: expect.stringMatching(DIGEST),
      snapshotDigest: manifestOf("bundle").inputs[0].snapshotDigest,
      file: expect.stringMatching(/^data\/advisories\/[0-9a-f]{16}\.jsonl\.zst$/),
      offset: 0,
      length: expect.any(Number),
    },
  ]);
  expect(parse(byAlias.stdout)).toEqual(rows);
  expect(byPath.stdout).toContain(rows[0].sourceDigest);
});

test("profile show, schema and validate agree with each other", async () => {
  const [yaml, json, schema, schemaYaml] = await Promise.all([
    here("export", "profile", "show", "json:raw"),
    here("export", "profile", "show", "json:raw", "-o", "json"),
    here("export", "profile", "schema"),
    here("export", "profile", "schema", "-o", "yaml"),
  ]);
  expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  expect(JSON.parse(schema.stdout)).toEqual(parse(schemaYaml.stdout));
  expect(JSON.parse(schema.stdout).$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  writeFileSync(join(folder, "shown.yaml"), yaml.stdout);
  writeFileSync(join(folder, "shown.json"), json.stdout);
  const [valid, table] = await Promise.all([
    here("export", "profile", "validate", "shown.json", "-o", "json"),
    here("export", "profile", "validate", "shown.yaml"),
  ]);
  expect(JSON.parse(valid.stdout)).toEqual({
    valid: true,
    profile: { kind: "json", variant: "raw", name: "json:raw", revision: "r1", digest: expect.stringMatching(DIGEST) },
  });
  expect(table.stdout).toContain("VALID");
});

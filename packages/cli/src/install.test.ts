// `stella export install`: what it says, what it refuses with which code, and that what is refused leaves the cache as it was.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installBundle } from "@stella-export/adapter-trivy/tools";
import { systemClock } from "@stella-export/core";
import { type Files, nodeFiles, openFolderState } from "@stella-export/core/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { advisory, errorLines, makeFolder, type Outcome, stella } from "./stella-fixture.js";

let folder: string;
const here = (...args: string[]): Promise<Outcome> => stella(["export", ...args], { cwd: folder });
const install = (...args: string[]): Promise<Outcome> => here("install", ...args, "-o", "json");

function writeAdvisories(name: string, count: number): void {
  mkdirSync(join(folder, name));
  for (let i = 0; i < count; i++) {
    const affected = [
      { package: { ecosystem: "npm", name: `p${i}` }, ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }] },
    ];
    writeFileSync(join(folder, name, `${i}.json`), advisory(`ACME-${i}`, { affected }));
  }
}

async function make(out: string, from: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await here("run", "--profile", "trivy:db", "--from", `acme=${from}`, "--out", out, ...more);
  expect([code, stderr.includes("error")], stderr).toEqual([0, false]);
}

/** Everything in a folder: path and bytes. */
function stateOf(path: string): string[] {
  if (!existsSync(path)) return [];
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return files
    .map((entry) => `${join(entry.parentPath, entry.name)} ${readFileSync(join(entry.parentPath, entry.name), "base64")}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

beforeAll(async () => {
  folder = makeFolder();
  writeAdvisories("many", 40);
  writeAdvisories("few", 10);
  writeAdvisories("more", 41);
  await stella(["export", "keys", "generate", "--out", "maker"], { cwd: folder, env: { STELLA_KEY_PASSWORD: "" } });
  await Promise.all([
    make("one", "many", "--sequence", "1"),
    make("two.tar", "many", "--sequence", "2", "--as-of", "2026-03-05T00:00:00Z"),
    make("shrunken", "few", "--sequence", "3"),
    make("more-2", "more", "--sequence", "2"),
    make("more-5", "more", "--sequence", "5"),
    make("expired", "many", "--sequence", "3", "--expires-in", "1d"),
    make("foreign", "many", "--sequence", "3", "--tenant", "somebody-else"),
    here("run", "--profile", "json:raw", "--from", "acme=many", "--out", "json", "--sequence", "3"),
  ]);
  await install("one", "--trivy-cache", "full", "--allow-unsigned", "--first-use");
  const second = await install("two.tar", "--trivy-cache", "full", "--allow-unsigned");
  expect([second.code, second.stderr]).toEqual([0, ""]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("the first, the next, and back again", async () => {
  const first = await install("one", "--trivy-cache", "cache", "--allow-unsigned", "--first-use");
  expect([first.code, first.stderr]).toEqual([0, ""]);
  const result = JSON.parse(first.stdout) as { installed: object };
  expect(result).toEqual({
    action: "install",
    dryRun: false,
    database: "db",
    path: join(folder, "cache/db/trivy.db"),
    installed: {
      schema: 2,
      updatedAt: "2026-03-04T05:06:07Z",
      nextUpdate: "2026-03-05T05:06:07Z",
      downloadedAt: expect.stringMatching(/^20\d\d-/),
      ageSeconds: expect.any(Number),
      sizeBytes: expect.any(Number),
      records: 40,
      bundle: expect.objectContaining({ verdict: "integrity-only", tenant: "local", sequence: 1, signers: [] }),
    },
    replaced: null,
    canRollBack: false,
    command: `trivy fs --cache-dir ${join(folder, "cache")} --skip-db-update --offline-scan .`,
  });
  const before = readFileSync(join(folder, "cache/db/metadata.json"), "utf8");
  expect(JSON.parse(before)).toMatchObject({ Version: 2, DownloadedAt: expect.stringMatching(/^20/) });

  const second = JSON.parse((await install("two.tar", "--trivy-cache", "cache", "--allow-unsigned")).stdout) as object;
  expect(second).toMatchObject({ replaced: { records: 40, bundle: { sequence: 1 } }, canRollBack: true });
  const back = await install("--rollback", "--trivy-cache", "cache");
  expect(JSON.parse(back.stdout)).toMatchObject({
    action: "rollback",
    installed: { records: 40, bundle: { sequence: 1 } },
    replaced: { bundle: { sequence: 2 } },
  });
  expect(readFileSync(join(folder, "cache/db/metadata.json"), "utf8")).toBe(before);
  const again = await here("install", "--rollback", "--trivy-cache", "cache");
  expect([again.code, again.stderr]).toEqual([0, ""]);
  expect(again.stdout).toMatch(/^ROLLED BACK .*\n[^]*sequence 2\n[^]*Scan with\n {2}trivy fs --cache-dir /);
  expect(readdirSync(join(folder, "cache/db")).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["metadata.json", "trivy.db"]);
});

test("a signed bundle by its key, in a tar too", async () => {
  cpSync(join(folder, "one"), join(folder, "signed"), { recursive: true });
  const env = { STELLA_KEY_PASSWORD: "" };
  const signed = await stella(["export", "sign", "signed", "--key", "maker.key"], { cwd: folder, env });
  expect([signed.code, signed.stderr]).toEqual([0, ""]);
  const { code, stdout } = await install("--trivy-cache", "keyed", "--first-use", "--key", "maker.pub", "signed");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ installed: { bundle: { verdict: "verified", signers: [{ keyId: expect.any(String) }] } } });
  // What anybody could have made does not stand for a signed one that was accepted.
  expect((await install("one", "--trivy-cache", "mixed", "--allow-unsigned", "--first-use")).code).toBe(0);
  const after = await install("signed", "--trivy-cache", "mixed", "--key", "maker.pub");
  expect([after.code, errorLines(after)[0]?.code]).toEqual([5, "ERR_EXPORT_FIRST_USE"]);
  expect((await install("signed", "--trivy-cache", "mixed", "--key", "maker.pub", "--first-use")).code).toBe(0);
});

test("a Java database goes beside, and is what --rollback takes back", async () => {
  const rows = (count: number): string =>
    Array.from({ length: count }, (_, i) => `org.example,lib${i},1.0,${String(i).padStart(40, "0")}\n`).join("");
  for (const [name, count] of [
    ["java-1", 20],
    ["java-2", 21],
    ["java-3", 5],
  ] as const) {
    writeFileSync(join(folder, `${name}.csv`), `group_id,artifact_id,version,sha1\n${rows(count)}`);
    const args = [
      "--profile",
      "trivy:java-db",
      "--from",
      `maven=${name}.csv`,
      "--as-of",
      "2026-01-02T03:04:05Z",
      "--sequence",
      String(count),
    ];
    expect((await here("run", ...args, "--out", name)).code).toBe(0);
  }
  await install("one", "--trivy-cache", "both", "--allow-unsigned", "--first-use");
  const first = await install("java-1", "--trivy-cache", "both", "--allow-unsigned", "--first-use");
  expect([first.code, JSON.parse(first.stdout)]).toMatchObject([0, { database: "java-db", installed: { schema: 1, records: 20 } }]);
  expect((JSON.parse(first.stdout) as { command: string }).command).toContain(" --skip-java-db-update ");
  expect((await install("java-2", "--trivy-cache", "both", "--allow-unsigned")).code).toBe(0);
  const shrunken = await install("java-3", "--trivy-cache", "both", "--allow-unsigned", "--state", "elsewhere", "--first-use");
  expect([shrunken.code, errorLines(shrunken)[0]?.code]).toEqual([5, "ERR_EXPORT_QUALITY_GATE"]);
  const back = await install("--rollback", "--trivy-cache", "both");
  expect(JSON.parse(back.stdout)).toMatchObject({ database: "java-db", installed: { records: 20 } });
});

describe("an older one of another tenant or profile, accepted before", () => {
  const sign = (bundle: string): Promise<Outcome> =>
    stella(["export", "sign", bundle, "--key", "maker.key"], { cwd: folder, env: { STELLA_KEY_PASSWORD: "" } });
  const updated = (cache: string): unknown => JSON.parse(readFileSync(join(folder, cache, "db/metadata.json"), "utf8")).UpdatedAt;

  beforeAll(async () => {
    const profile = ["apiVersion: stellaops.io/export.v1", "kind: ExportProfile", "metadata: { name: nightly, revision: r1 }"];
    writeFileSync(join(folder, "nightly.yaml"), [...profile, "spec: { kind: trivy, variant: db }", ""].join("\n"));
    await make("old-tenant", "many", "--tenant", "beta", "--as-of", "2025-06-01T00:00:00Z");
    const nightly = ["--profile", "nightly.yaml", "--from", "acme=many", "--as-of", "2025-07-01T00:00:00Z", "--out", "nightly"];
    expect((await here("run", ...nightly)).code).toBe(0);
    await make("newest", "many", "--as-of", "2026-03-05T00:00:00Z");
    for (const bundle of ["old-tenant", "nightly", "newest"]) expect((await sign(bundle)).code).toBe(0);
  });

  test.each(["old-tenant", "nightly"])("%s does not take the place of the newer one in silence", async (old) => {
    const cache = `back-to-${old}`;
    const put = (bundle: string, ...more: string[]) => install(bundle, "--trivy-cache", cache, "--key", "maker.pub", ...more);
    for (const bundle of [old, "newest"]) expect((await put(bundle, "--first-use")).code).toBe(0);
    const before = stateOf(join(folder, cache));
    for (const more of [["--dry-run"], []]) {
      const refused = await put(old, ...more);
      expect([refused.code, errorLines(refused)[0], refused.stdout]).toMatchObject([5, { code: "ERR_EXPORT_FIRST_USE" }, ""]);
      expect(errorLines(refused)[0]?.hint).toContain("2026-03-05T00:00:00Z");
    }
    expect(stateOf(join(folder, cache))).toEqual(before);
    // What nobody signed is held to the same, and what is there may come again.
    const unsigned = await install(old, "--trivy-cache", cache, "--allow-unsigned", "--state", "of-nobody", "--first-use");
    expect(unsigned.code).toBe(0);
    expect((await put("newest")).code).toBe(0);
    expect((await put(old, "--first-use")).code).toBe(0);
    expect(updated(cache)).toMatch(/^2025-/);
    expect((await install("--rollback", "--trivy-cache", cache)).code).toBe(0);
    expect(updated(cache)).toBe("2026-03-05T00:00:00Z");
  });
});

test("an older one is refused by what is in the cache, whatever the state knows", async () => {
  for (const bundle of ["one", "more-5"]) await install(bundle, "--trivy-cache", "stateless", "--allow-unsigned", "--first-use");
  // The state of another machine, where the older one was accepted.
  expect((await install("more-2", "--trivy-cache", "there", "--allow-unsigned", "--state", "their-state", "--first-use")).code).toBe(0);
  const older = ["more-2", "--trivy-cache", "stateless", "--allow-unsigned", "--state", "their-state"];
  const refused = await install(...older);
  expect([refused.code, errorLines(refused)[0]?.code]).toEqual([5, "ERR_EXPORT_ROLLBACK"]);
  expect((await install(...older, "--first-use")).code).toBe(0);
});

test("an install that was killed when its database could be seen is remembered by the next one", async () => {
  await install("one", "--trivy-cache", "killed", "--allow-unsigned", "--first-use");
  const cache = join(folder, "killed");
  const state = openFolderState(join(cache, "stella"), { firstUse: false });
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Error("killed");
  };
  const files = new Proxy(nodeFiles, {
    get: (target, name: keyof Files) => (isDead ? die : target[name]),
  });
  const dying: typeof state = { judge: async (seen) => state.judge(seen), remember: async () => die() };
  const mode = { kind: "integrity-only" } as const;
  const killed = installBundle({ bundle: join(folder, "more-5"), cache, mode, state: dying, clock: systemClock, files });
  await expect(killed).rejects.toThrow("killed");
  rmSync(join(cache, "stella/.lock"), { recursive: true }); // this process lives on
  for (const more of [["--first-use"], []]) {
    const older = await install("more-2", "--trivy-cache", "killed", "--allow-unsigned", ...more);
    expect([older.code, errorLines(older)[0]?.code]).toEqual([5, "ERR_EXPORT_ROLLBACK"]);
  }
  expect((await install("more-5", "--trivy-cache", "killed", "--allow-unsigned")).code).toBe(0);
});

test("the same bundle again leaves the one before it to go back to", async () => {
  for (const bundle of ["one", "more-2", "more-2"])
    expect((await install(bundle, "--trivy-cache", "daily", "--allow-unsigned", "--first-use")).code).toBe(0);
  const back = await install("--rollback", "--trivy-cache", "daily");
  expect(JSON.parse(back.stdout)).toMatchObject({ installed: { records: 40, bundle: { sequence: 1 } } });
});

test("a damaged database in the cache is not kept, and the one kept says what there was", async () => {
  for (const bundle of ["one", "more-2"]) await install(bundle, "--trivy-cache", "rotten", "--allow-unsigned", "--first-use");
  writeFileSync(join(folder, "rotten/db/trivy.db"), readFileSync(join(folder, "rotten/db/trivy.db")).subarray(0, 20_000));
  const shrunken = await install("shrunken", "--trivy-cache", "rotten", "--allow-unsigned");
  expect([shrunken.code, errorLines(shrunken)[0]?.code]).toEqual([5, "ERR_EXPORT_QUALITY_GATE"]);
  const mended = await install("more-5", "--trivy-cache", "rotten", "--allow-unsigned");
  expect([mended.code, JSON.parse(mended.stdout)]).toMatchObject([0, { replaced: { records: null }, canRollBack: true }]);
  const back = await install("--rollback", "--trivy-cache", "rotten");
  expect([back.code, JSON.parse(back.stdout)]).toMatchObject([0, { installed: { records: 40, bundle: { sequence: 1 } } }]);
});

test("what somebody else laid in the way is refused, and the sequence is not remembered", async () => {
  await install("one", "--trivy-cache", "linked", "--allow-unsigned", "--first-use");
  const database = join(folder, "linked/db/trivy.db");
  renameSync(database, join(folder, "linked/elsewhere.db"));
  symlinkSync("../elsewhere.db", database);
  for (const more of [["--dry-run"], []]) {
    const refused = await install("more-5", "--trivy-cache", "linked", "--allow-unsigned", ...more);
    expect([refused.code, errorLines(refused)[0]?.code]).toEqual([7, "ERR_EXPORT_OUTPUT_EXISTS"]);
  }
  rmSync(database);
  const older = await install("more-2", "--trivy-cache", "linked", "--allow-unsigned");
  expect([older.code, older.stderr]).toEqual([0, ""]);

  mkdirSync(join(folder, "own"));
  mkdirSync(join(folder, "theirs"));
  symlinkSync("../theirs", join(folder, "own/stella"));
  for (const args of [
    ["one", "--allow-unsigned", "--first-use"],
    ["one", "--allow-unsigned", "--first-use", "--dry-run"],
    ["--rollback"],
  ]) {
    const refused = await install("--trivy-cache", "own", ...args);
    expect([refused.code, errorLines(refused)[0]?.code, refused.stdout]).toEqual([7, "ERR_EXPORT_OUTPUT_EXISTS", ""]);
  }
  expect([readdirSync(join(folder, "own")), readdirSync(join(folder, "theirs"))]).toEqual([["stella"], []]);
});

test("an empty --trivy-cache is no folder", async () => {
  for (const args of [["one", "--allow-unsigned", "--first-use"], ["--rollback"]]) {
    const outcome = await install("--trivy-cache", "", ...args);
    expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([2, "ERR_EXPORT_USAGE"]);
  }
});

test("a dry run judges and touches nothing", async () => {
  const before = stateOf(join(folder, "full"));
  const dry = await install("two.tar", "--trivy-cache", "full", "--allow-unsigned", "--dry-run");
  expect([dry.code, JSON.parse(dry.stdout)]).toMatchObject([0, { dryRun: true, replaced: { records: 40 } }]);
  const none = await install("one", "--trivy-cache", "none", "--allow-unsigned", "--first-use", "--dry-run");
  expect(none.code).toBe(0);
  expect([stateOf(join(folder, "full")), existsSync(join(folder, "none"))]).toEqual([before, false]);
});

describe("refused, and the cache as it was", () => {
  test.each([
    ["one", ["--allow-unsigned"], 5, "ROLLBACK"],
    ["shrunken", ["--allow-unsigned"], 5, "QUALITY_GATE"],
    ["expired", ["--allow-unsigned"], 5, "EXPIRED"],
    ["foreign", ["--allow-unsigned"], 5, "FIRST_USE"],
    ["json", ["--allow-unsigned"], 5, "FIRST_USE"],
    ["json", ["--allow-unsigned", "--first-use"], 5, "PROFILE_MISMATCH"],
    ["two.tar", ["--key", "maker.pub"], 5, "SIGNATURE_MISSING"],
    ["two.tar", [], 2, "USAGE"],
    ["two.tar", ["--allow-unsigned", "--key", "maker.pub"], 2, "USAGE"],
    ["two.tar", ["--rollback"], 2, "USAGE"],
    ["none", ["--allow-unsigned"], 4, "NOT_FOUND"],
    ["many", ["--allow-unsigned"], 5, "MANIFEST_INVALID"],
  ])("%s %j: %i %s", async (bundle, flags, exit, code) => {
    const before = stateOf(join(folder, "full"));
    for (const more of [[], ["--dry-run"]]) {
      const outcome = await install(bundle, "--trivy-cache", "full", ...flags, ...more);
      expect([outcome.code, errorLines(outcome)[0]?.code, outcome.stdout]).toEqual([exit, `ERR_EXPORT_${code}`, ""]);
    }
    expect(stateOf(join(folder, "full"))).toEqual(before);
  });

  test("nothing to go back to", async () => {
    const outcome = await install("--rollback", "--trivy-cache", "nowhere");
    expect([outcome.code, errorLines(outcome)[0]?.code, existsSync(join(folder, "nowhere"))]).toEqual([4, "ERR_EXPORT_NOT_FOUND", false]);
  });

  test("two at once do not mix: each ends as it should, or says that it is busy", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => install("one", "--trivy-cache", "raced", "--allow-unsigned", "--first-use")),
    );
    for (const outcome of outcomes.filter(({ code }) => code !== 0)) expect(errorLines(outcome)[0]?.code).toBe("ERR_EXPORT_OUTPUT_BUSY");
    expect(outcomes.some(({ code }) => code === 0)).toBe(true);
    expect(readdirSync(join(folder, "raced/db")).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(["metadata.json", "trivy.db"]);
  });
});

// Receipts and signatures through the command line: keys, run, sign, verify, receipt, verify-receipt.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorLines, MAIN, makeFolder, type Outcome, outcomeOf, startProcess, stella, writeEvidence } from "./stella-fixture.js";

const folder = makeFolder();
const env = { STELLA_KEY_PASSWORD: "for tests" };
const here = (...args: string[]): Promise<Outcome> => stella(args, { cwd: folder, env });
const VERIFY = ["export", "verify", "bundle", "--key", "maker.pub"];

beforeAll(async () => {
  writeEvidence(folder);
  for (const name of ["maker", "auditor", "other"]) expect((await here("export", "keys", "generate", "--out", name)).code).toBe(0);
  const run = await here("export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--key", "maker.key", "--out", "bundle");
  expect(run.code).toBe(0);
  expect((await here(...VERIFY, "--receipt", "good.json", "--receipt-key", "auditor.key")).code).toBe(0);
  cpSync(join(folder, "bundle"), join(folder, "damaged"), { recursive: true });
  writeFileSync(join(folder, "damaged/README.md"), "changed");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const changedCase = (path: string): string => readFileSync(path, "utf8").replace(/[a-z]/, (letter) => letter.toUpperCase());
const check = (file: string, ...more: string[]): Promise<Outcome> =>
  here("export", "verify-receipt", file, "--key", "auditor.pub", ...more, "-o", "json");

describe("a receipt", () => {
  test("says who verified which bundle, under which policy, with which result", async () => {
    const { code, stdout } = await check("good.json", "--bundle", "bundle");
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    const verified = JSON.parse((await here(...VERIFY, "-o", "json")).stdout);
    expect(result).toMatchObject({ verdict: "verified", manifestDigest: verified.manifestDigest, failures: [] });
    expect(result.receipt).toMatchObject({
      verificationResult: "PASSED",
      stella_verdict: "verified",
      stella_bundle: { exportId: verified.exportId, contentDigest: verified.contentDigest, tenant: "local", profile: "json:raw" },
      stella_signers: verified.signers,
      stella_policy: {
        trust: { kind: "keys", threshold: 1, keys: [{ keyId: verified.signers[0].keyId, revoked: false }] },
        deep: false,
        state: false,
      },
      stella_failures: [],
    });
    const envelope = JSON.parse(readFileSync(join(folder, "good.json"), "utf8"));
    const statement = JSON.parse(Buffer.from(envelope.payload, "base64").toString());
    expect(statement).toMatchObject({
      _type: "https://in-toto.io/Statement/v1",
      predicateType: "https://slsa.dev/verification_summary/v1",
    });
    expect(statement.subject).toEqual([{ name: "export.json", digest: { sha256: verified.manifestDigest.slice(7) } }]);
  });

  test("is written on failure too, and is no pass", async () => {
    const made = await here(
      "export",
      "verify",
      "damaged",
      "--key",
      "maker.pub",
      "--receipt",
      "bad.json",
      "--receipt-key",
      "auditor.key",
      "-o",
      "json",
    );
    expect(made.code).toBe(5);
    const { code, stdout, ...rest } = await check("bad.json");
    expect([code, errorLines({ code, stdout, ...rest })[0]?.code]).toEqual([5, "ERR_EXPORT_RECEIPT_FAILED"]);
    expect(JSON.parse(stdout).receipt).toMatchObject({ verificationResult: "FAILED", stella_failures: [{ path: "README.md" }] });
  });

  test("with a bundle, passes only where that is whole", async () => {
    for (const [name, code, path, change] of [
      ["changed", "DIGEST_MISMATCH", "README.md", (at: string) => writeFileSync(join(at, "README.md"), changedCase(join(at, "README.md")))],
      ["added", "FILE_EXTRA", "evil.sh", (at: string) => writeFileSync(join(at, "evil.sh"), "")],
      ["lost", "FILE_MISSING", "README.md", (at: string) => rmSync(join(at, "README.md"))],
      ["hollow", "MANIFEST_INVALID", "export.json", (at: string) => rmSync(join(at, "export.json"))],
    ] as const) {
      cpSync(join(folder, "bundle"), join(folder, name), { recursive: true });
      change(join(folder, name));
      const { code: exit, stdout, ...rest } = await check("good.json", "--bundle", name);
      expect([exit, errorLines({ code: exit, stdout, ...rest })[0]?.code]).toEqual([5, `ERR_EXPORT_${code}`]);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: "failed", receipt: { verificationResult: "PASSED" } });
      expect(JSON.parse(stdout).failures[0]).toMatchObject({ code: `ERR_EXPORT_${code}`, path });
    }
    expect((await check("good.json", "--bundle", "nowhere")).code).toBe(4);
    expect(JSON.parse((await check("good.json", "--bundle", "bundle")).stdout).filesChecked).toBeGreaterThan(3);
    expect(JSON.parse((await check("good.json")).stdout).filesChecked).toBeNull();
  });

  test("with a bundle that has expired since, still passes", async () => {
    const build = ["export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--out", "brief"];
    expect((await here(...build, "--as-of", "2025-07-01T00:00:00Z", "--expires-in", "7d")).code).toBe(0);
    const verify = ["export", "verify", "brief", "--integrity-only", "--receipt-key", "auditor.key", "--receipt"];
    expect((await here(...verify, "brief.json", "--at", "2025-07-05T00:00:00Z")).code).toBe(0);
    expect((await here(...verify, "late.json")).code).toBe(5);
    const { code, stdout } = await check("brief.json", "--bundle", "brief");
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { mode: "integrity-only", at: "2025-07-05T00:00:00Z", deep: false, state: false },
    ]);
    expect((await check("late.json", "--bundle", "brief")).code).toBe(5);
  });

  test("says how much was asked: of whom, when, how deep, and against which memory", async () => {
    expect(JSON.parse((await check("good.json")).stdout)).toMatchObject({ mode: "signed", at: null, deep: false, state: false });
    const asked = ["--integrity-only", "--deep", "--state", "seen", "--first-use", "--at", "2026-01-01T00:00:00Z"];
    await here("export", "verify", "bundle", ...asked, "--receipt", "mere.json", "--receipt-key", "auditor.key");
    expect(JSON.parse((await check("mere.json")).stdout)).toMatchObject({
      mode: "integrity-only",
      at: "2026-01-01T00:00:00Z",
      deep: true,
      state: true,
    });
    const { stdout } = await here("export", "verify-receipt", "mere.json", "--key", "auditor.pub");
    expect(stdout.split("\n")[0]).toBe(
      "VERIFIED  the receipt is genuine: the bundle was whole as of 2026-01-01T00:00:00Z, and nobody's identity was checked",
    );
    expect(stdout).not.toContain("accepted");
    expect(stdout).toMatch(/^ +expiry judged +as of 2026-01-01T00:00:00Z, not when verified$/m);
    const { stdout: good } = await here("export", "verify-receipt", "good.json", "--key", "auditor.pub");
    expect(good).toMatch(/^VERIFIED {2}the receipt is genuine, and the bundle was accepted$/m);
    expect(good).toMatch(/^ +state +no: it was not checked whether/m);
  });

  test("is never written over", async () => {
    const before = readFileSync(join(folder, "good.json"));
    const { code } = await here(...VERIFY, "--receipt", "good.json", "--receipt-key", "auditor.key");
    expect(code).toBe(7);
    expect(readFileSync(join(folder, "good.json"))).toEqual(before);
  });

  test("is refused with another key, another bundle or any byte changed", async () => {
    const other = await here("export", "verify-receipt", "good.json", "--key", "other.pub", "-o", "json");
    expect([other.code, JSON.parse(other.stdout).failures[0].code]).toEqual([5, "ERR_EXPORT_RECEIPT_INVALID"]);
    await here("export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--tenant", "another", "--out", "another");
    const mismatch = await check("good.json", "--bundle", "another");
    expect([mismatch.code, JSON.parse(mismatch.stdout).failures[0].code]).toEqual([5, "ERR_EXPORT_RECEIPT_MISMATCH"]);
    writeFileSync(join(folder, "spaced.json"), `${readFileSync(join(folder, "good.json"), "utf8")}\n`);
    expect((await check("spaced.json")).code).toBe(5);
    expect((await check("bundle/signatures/provenance.dsse.json")).code).toBe(5);
  });

  test("that has no folder to lie in is told before anything is accepted", async () => {
    const outcome = await here(...VERIFY, "--state", "st", "--first-use", "--receipt", "none/x.json", "--receipt-key", "auditor.key");
    expect([outcome.code, existsSync(join(folder, "st"))]).toEqual([4, false]);
  });

  test("has its own refusals of arguments", async () => {
    for (const [args, exit] of [
      [[...VERIFY, "--receipt", "x.json"], 2],
      [[...VERIFY, "--receipt-key", "auditor.key"], 2],
      [[...VERIFY, "--receipt", "x.json", "--receipt-key", "nowhere.key"], 4],
      [["export", "verify-receipt", "nowhere.json", "--key", "auditor.pub"], 4],
      [["export", "verify-receipt", "good.json"], 2],
    ] as const) {
      expect((await here(...args)).code, args.join(" ")).toBe(exit);
    }
  });
});

test("the key may stand in front of the bundle, and two keys may be given", async () => {
  for (const args of [
    ["--key", "maker.pub", "bundle"],
    ["--key", "other.pub", "maker.pub", "bundle"],
    ["bundle", "--key", "other.pub", "--key", "maker.pub"],
  ]) {
    expect((await here("export", "verify", ...args)).code, args.join(" ")).toBe(0);
  }
  expect((await here("export", "verify", "--key", "other.pub", "bundle")).code).toBe(5);
});

test("keys, trust files and receipts may come through a pipe", async () => {
  const publicKey = readFileSync(join(folder, "maker.pub"), "utf8");
  writeFileSync(
    join(folder, "trust.json"),
    JSON.stringify({ schema: "https://stellaops.io/export-center/trust/v1", threshold: 1, keys: [{ publicKey }] }),
  );
  for (const [file, ...args] of [
    ["maker.pub", "verify", "bundle", "--key", "/dev/stdin"],
    ["trust.json", "verify", "bundle", "--trust", "/dev/stdin"],
    ["auditor.pub", "verify-receipt", "good.json", "--key", "/dev/stdin"],
    ["good.json", "verify-receipt", "/dev/stdin", "--key", "auditor.pub"],
  ] as const) {
    const words = ["-c", `cat ${file} | "$0" "$@"`, process.execPath, MAIN, "export", ...args];
    expect(await outcomeOf(startProcess("sh", words, { cwd: folder })), args.join(" ")).toMatchObject({ code: 0, stderr: "" });
  }
});

// Keys and signatures through the built command: `keys`, `run --key`, `sign`, and where a password comes from.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorLines, MAIN, makeFolder, outcomeOf, startProcess, stella, writeEvidence } from "./stella-fixture.js";

const ENV = { STELLA_KEY_PASSWORD: "pässword" };
let folder: string;
let evidence: string;
const at = (name: string): string => join(folder, name);
const withPassword = (...args: string[]) => stella(args, { cwd: folder, env: ENV });
const json = async (...args: string[]) => {
  const outcome = await withPassword(...args, "-o", "json");
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(outcome.stdout);
};
const run = (...args: string[]): string[] => ["export", "run", "--profile", "json:raw", "--from", `s=${evidence}`, ...args];
const refusedWith = async (args: string[], env: Readonly<Record<string, string>> = ENV) => {
  const outcome = await stella([...args, "-o", "json"], { cwd: folder, env });
  return [outcome.code, errorLines(outcome).at(-1)?.code];
};

beforeAll(async () => {
  folder = makeFolder();
  evidence = writeEvidence(folder);
  await json("export", "keys", "generate", "--out", "maker");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("keys", () => {
  test("generate writes three files, and shows them again", async () => {
    const made = await json("export", "keys", "generate", "--out", "ed", "--type", "ed25519");
    expect(made).toMatchObject({ type: "ed25519", files: { key: "ed.key", pub: "ed.pub", trustedRoot: "ed.trusted-root.json" } });
    expect(statSync(at("ed.key")).mode & 0o777).toBe(0o600);
    const { keyId, hint } = made;
    const publicKey = readFileSync(at("ed.pub"), "utf8");
    expect(await json("export", "keys", "show", "ed.pub")).toEqual({ keyId, hint, type: "ed25519", isPrivate: false, publicKey });
    expect(await json("export", "keys", "show", "ed.key")).toEqual({ keyId, hint, type: "ed25519", isPrivate: true, publicKey });
    expect(await refusedWith(["export", "keys", "generate", "--out", "ed"])).toEqual([7, "ERR_EXPORT_OUTPUT_EXISTS"]);
  });

  test("import takes what OpenSSL makes", async () => {
    expect(spawnSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at("ec.pem")]).status).toBe(0);
    expect((await json("export", "keys", "import", "ec.pem", "--out", "imported")).type).toBe("p256");
    expect((await json("export", "keys", "import", "maker.key", "--out", "again")).keyId).toBe(
      (await json("export", "keys", "show", "maker.pub")).keyId,
    );
  });

  test("refusals have their codes", async () => {
    writeFileSync(at("text"), "hello");
    expect(await refusedWith(["export", "keys", "show", "maker.key"], { COSIGN_PASSWORD: "wrong" })).toEqual([
      3,
      "ERR_EXPORT_KEY_PASSWORD",
    ]);
    expect(await refusedWith(["export", "keys", "show", "none"])).toEqual([4, "ERR_EXPORT_NOT_FOUND"]);
    expect(await refusedWith(["export", "keys", "show", "text"])).toEqual([2, "ERR_EXPORT_KEY_INVALID"]);
    expect(await refusedWith(["export", "keys", "generate", "--out", "x", "--type", "p384"])).toEqual([2, "ERR_EXPORT_USAGE"]);
  });
});

describe("a password", () => {
  test("that is not UTF-8 is refused: another one that is not would open the key as well", async () => {
    const generate = [process.execPath, MAIN, "export", "keys", "generate", "--out", "latin", "-o", "json"].join(" ");
    const outcome = await outcomeOf(
      startProcess("sh", ["-c", `STELLA_KEY_PASSWORD=$(printf 'p\\344sswort') ${generate}`], { cwd: folder }),
    );
    expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([2, "ERR_EXPORT_USAGE"]);
    expect(readdirSync(folder).filter((name) => name.startsWith("latin"))).toEqual([]);
    expect(await refusedWith(["export", "keys", "show", "maker.key"], { STELLA_KEY_PASSWORD: "p\ufffdssword" })).toEqual([
      2,
      "ERR_EXPORT_USAGE",
    ]);
  });

  test("comes from STELLA_KEY_PASSWORD before COSIGN_PASSWORD, also where it is empty", async () => {
    const show = ["export", "keys", "show", "maker.key"];
    expect((await stella(show, { cwd: folder, env: { COSIGN_PASSWORD: "pässword" } })).code).toBe(0);
    expect((await stella(show, { cwd: folder, env: { ...ENV, COSIGN_PASSWORD: "wrong" } })).code).toBe(0);
    expect(await refusedWith(show, { STELLA_KEY_PASSWORD: "", COSIGN_PASSWORD: "pässword" })).toEqual([3, "ERR_EXPORT_KEY_PASSWORD"]);
    expect((await stella(["export", "keys", "generate", "--out", "empty"], { cwd: folder, env: { COSIGN_PASSWORD: "" } })).code).toBe(0);
    expect((await stella(["export", "keys", "show", "empty.key"], { cwd: folder, env: { STELLA_KEY_PASSWORD: "" } })).code).toBe(0);
  });

  const noTerminal = spawnSync("setsid", ["--version"]).status === 0 ? false : "setsid is not there";
  test.skipIf(noTerminal)("is missed with a code of its own where there is no terminal", async () => {
    const outcome = await outcomeOf(
      startProcess("setsid", ["--wait", process.execPath, MAIN, "export", "keys", "show", "maker.key", "-o", "json"], { cwd: folder }),
    );
    expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([2, "ERR_EXPORT_KEY_PASSWORD_MISSING"]);
  });

  const noScript = spawnSync("script", ["--version"]).status === 0 ? false : "script (util-linux) is not there";
  /** Types each text when the question ends that comes before it, and returns what stood on the terminal. */
  async function atTerminal(args: string, typed: readonly string[]): Promise<{ code: number | null; text: string }> {
    const child = startProcess("script", ["--quiet", "--return", "--command", `${process.execPath} ${MAIN} ${args}`, "/dev/null"], {
      cwd: folder,
    });
    const rest = [...typed];
    let seen = 0;
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      const questions = text.match(/(Password|New password|The same)[^\r\n]*: /g)?.length ?? 0;
      for (; seen < questions; seen++) child.stdin?.write(rest.shift() ?? "\r");
    });
    const { code } = await new Promise<{ code: number | null }>((resolve) => child.on("close", (status) => resolve({ code: status })));
    return { code, text };
  }

  test.skipIf(noScript)("is asked for on a terminal, not shown, and can be corrected", async () => {
    // A wrong letter of two bytes is taken back; a line is taken back whole.
    const { code, text } = await atTerminal("export keys show maker.key", ["nonsense\x15pässwordé\x7f\r"]);
    expect([code, text.includes("pässword"), text.includes("BEGIN PUBLIC KEY")]).toEqual([0, false, true]);
  });

  test.skipIf(noScript)("is asked for twice where it is new", async () => {
    expect((await atTerminal("export keys generate --out typed", ["secret\r", "secret\r"])).code).toBe(0);
    expect((await stella(["export", "keys", "show", "typed.key"], { cwd: folder, env: { STELLA_KEY_PASSWORD: "secret" } })).code).toBe(0);
    const differing = await atTerminal("export keys generate --out differing -o json", ["secret\r", "sEcret\r"]);
    expect([differing.code, differing.text.includes("ERR_EXPORT_USAGE"), readdirSync(folder).includes("differing.key")]).toEqual([
      2,
      true,
      false,
    ]);
  });

  test.skipIf(noScript)("can be refused with Ctrl-C", async () => {
    expect((await atTerminal(run("--key", "maker.key", "--out", "stopped").join(" "), ["\x03"])).code).toBe(130);
    expect(readdirSync(folder).filter((name) => name.includes("stopped"))).toEqual([]);
  });
});

describe("a profile that says who signs", () => {
  const profile = (name: string, signing: object): string => {
    const spec = { kind: "json", variant: "raw", signing };
    const document = { apiVersion: "stellaops.io/export.v1", kind: "ExportProfile", metadata: { name: "nightly" }, spec };
    writeFileSync(at(name), JSON.stringify(document));
    return name;
  };
  const make = (file: string, out: string, ...more: string[]): string[] => [
    "export",
    "run",
    "--profile",
    file,
    "--from",
    `s=${evidence}`,
    "--out",
    out,
    ...more,
  ];

  test("signs with its key, which is no part of the manifest", async () => {
    const made = await json(...make(profile("key.json", { key: "maker.key" }), "by-profile"));
    expect((await json("export", "verify", "by-profile", "--key", "maker.pub")).verdict).toBe("verified");
    const unsigned = await json(...make(profile("plain.json", {}), "by-nobody"));
    expect([made.signed, unsigned.signed, made.manifestDigest]).toEqual([true, false, unsigned.manifestDigest]);
    expect(readFileSync(at("by-profile/provenance.json"), "utf8")).not.toContain("maker.key");
    expect((await json("export", "profile", "show", "key.json")).spec.signing.key).toBe("maker.key");
  });

  test("needs the network for a timestamp and for an identity, and says so", async () => {
    const stamped = profile("stamped.json", { key: "maker.key", tsaUrl: "http://127.0.0.1:9/tsa" });
    expect(await refusedWith(make(stamped, "x", "--offline"))).toEqual([6, "ERR_EXPORT_OFFLINE"]);
    expect(await refusedWith(make(stamped, "x"))).toEqual([10, "ERR_EXPORT_SIGNING_SERVICE"]);
    const services = { fulcioUrl: "http://127.0.0.1:9", rekorUrl: "http://127.0.0.1:9" };
    const keyless = profile("keyless.json", { keyless: services });
    expect(await refusedWith(make(keyless, "x", "--offline"))).toEqual([6, "ERR_EXPORT_OFFLINE"]);
    expect(await refusedWith(make(keyless, "x"))).toEqual([3, "ERR_EXPORT_IDENTITY_TOKEN"]);
    expect(await refusedWith(make(profile("both.json", { key: "maker.key", keyless: services }), "x"))).toEqual([
      2,
      "ERR_EXPORT_PROFILE_INVALID",
    ]);
    expect(await refusedWith(make(profile("url.json", { tsaUrl: "ftp://x" }), "x"))).toEqual([2, "ERR_EXPORT_PROFILE_INVALID"]);
    expect(readdirSync(folder).filter((name) => /^\.?x/.test(name))).toEqual([]);
  });
});

describe("run --key and sign", () => {
  test("make bundles that verify by the key, and keep a signature that is there", async () => {
    const made = await json(...run("--key", "maker.key", "--out", "bundle"));
    expect(made.signed).toBe(true);
    const { keyId } = await json("export", "keys", "show", "maker.pub");
    expect(await json("export", "verify", "bundle", "--key", "maker.pub")).toMatchObject({ verdict: "verified", signers: [{ keyId }] });
    const before = readFileSync(at("bundle/signatures/export.json.sig"), "utf8");
    expect(await json("export", "sign", "bundle", "--key", "maker.key")).toMatchObject({ kept: true, keyId, folder: "signatures" });
    await json(...run("--key", "maker.key", "--out", "bundle", "--force"));
    expect(readFileSync(at("bundle/signatures/export.json.sig"), "utf8")).toBe(before);
  });

  test("are shown to people with who signed, whatever else is wrong", async () => {
    await json("export", "keys", "generate", "--out", "stranger");
    await json(...run("--key", "maker.key", "--out", "shown"));
    const { keyId } = await json("export", "keys", "show", "maker.pub");
    const signers = async (...flags: string[]): Promise<string | undefined> =>
      /^ *signers +(.*)$/m.exec((await withPassword("export", "verify", "shown", ...flags)).stdout)?.[1];
    expect(await signers("--key", "maker.pub")).toBe(keyId);
    expect(await signers("--key", "maker.pub", "--tenant", "other")).toBe(keyId);
    expect(await signers("--key", "stranger.pub")).toBe("none that counts");
    expect(await signers("--integrity-only", "--tenant", "other")).toBe("not checked: anyone could have made this bundle");
  });

  test("sign what was made unsigned, as a directory and as a tar, and say so to people", async () => {
    for (const name of ["unsigned", "unsigned.tar"]) {
      await json(...run("--out", name));
      const signed = await json("export", "sign", name, "--key", "maker.key");
      expect([signed.kept, signed.path]).toEqual([false, name]);
      expect((await json("export", "verify", name, "--key", "maker.pub")).verdict).toBe("verified");
    }
    const again = await withPassword("export", "sign", "unsigned", "--key", "maker.key");
    expect(again.stdout).toContain("SIGNED BEFORE");
  });

  test("refuse a broken bundle, a wrong password before anything is written, and say what they lack", async () => {
    await json(...run("--out", "broken"));
    writeFileSync(at("broken/README.md"), "x");
    expect(await refusedWith(["export", "sign", "broken", "--key", "maker.key"])).toEqual([5, "ERR_EXPORT_SIZE_MISMATCH"]);
    const wrong = { STELLA_KEY_PASSWORD: "wrong" };
    expect(await refusedWith(run("--key", "maker.key", "--out", "nothing"), wrong)).toEqual([3, "ERR_EXPORT_KEY_PASSWORD"]);
    expect(await refusedWith(run("--key", "maker.pub", "--out", "nothing"))).toEqual([2, "ERR_EXPORT_KEY_UNSUPPORTED"]);
    expect(readdirSync(folder).filter((name) => name.includes("nothing"))).toEqual([]);
    expect(await refusedWith(["export", "sign", "broken"])).toEqual([2, "ERR_EXPORT_USAGE"]);
  });

  test("warn where others may read the key, in the form that was asked for", async () => {
    mkdirSync(at("shared"));
    await json("export", "keys", "import", "maker.key", "--out", "shared/k");
    chmodSync(at("shared/k.key"), 0o644);
    const args = ["export", "sign", "bundle", "--key", "shared/k.key"];
    expect(errorLines(await withPassword(...args, "-o", "json"))[0]?.code).toBe("WARN_EXPORT_KEY_EXPOSED");
    expect((await withPassword(...args)).stderr).toContain("warning:");
    expect((await withPassword(...args, "-q")).stderr).toBe("");
  });

  test("plan takes the same flags", async () => {
    const plan = run("--key", "maker.key").map((each) => (each === "run" ? "plan" : each));
    expect((await stella(plan, { cwd: folder })).code).toBe(0);
  });
});

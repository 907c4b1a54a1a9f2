// What the command does to its streams and on signals.
import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { advisory, errorLines, MAIN, makeFolder, outcomeOf, startProcess, startStella, stella, writeEvidence } from "./stella-fixture.js";

let folder: string;
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const shellLine = (...args: string[]): string => [process.execPath, MAIN, ...args].map(quote).join(" ");
const inShell = (line: string, shell = "sh") => outcomeOf(startProcess(shell, ["-c", line], { cwd: folder }));

beforeAll(async () => {
  folder = makeFolder();
  writeEvidence(folder);
  const lines = Array.from({ length: 20_000 }, (_, i) => advisory(`OSV-${i}`)).join("\n");
  const made = await stella(["export", "run", "--profile", "json:raw", "--from", "osv=-", "--out", "bundle"], {
    cwd: folder,
    input: lines,
  });
  expect(made).toMatchObject({ code: 0, stderr: "" });
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a reader that leaves early ends the writing quietly, and changes no verdict", async () => {
  const [cat, refused] = await Promise.all([
    inShell(`${shellLine("export", "cat", "bundle")} | head -n 1; echo "\${PIPESTATUS[0]}"`, "bash"),
    inShell(`${shellLine("export", "verify", "evidence", "--integrity-only")} | true; echo "\${PIPESTATUS[0]}"`, "bash"),
  ]);
  expect(cat).toMatchObject({ stderr: "", stdout: expect.stringMatching(/^\{.*\}\n0\n$/) });
  expect(refused.stdout).toBe("5\n");
});

test("all records arrive at a slow reader", async () => {
  const { stdout } = await inShell(`${shellLine("export", "cat", "bundle")} | (sleep 0.3; sort -u | wc -l)`);
  expect(Number(stdout)).toBe(20_000);
});

test.skipIf(!existsSync("/dev/full"))("a result that cannot be written is a failure", async () => {
  const { code, stderr } = await inShell(`${shellLine("export", "inspect", "bundle", "-o", "json")} > /dev/full`);
  expect([code, JSON.parse(stderr).code]).toEqual([1, "ERR_EXPORT_DISK_FULL"]);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s: exit 130, and nothing is left", async (signal) => {
  const place = join(folder, signal);
  mkdirSync(place);
  const child = startStella(["export", "run", "--profile", "json:raw", "--from", "osv=-", "--out", "bundle", "-o", "json"], { cwd: place });
  const ended = outcomeOf(child);
  child.stdin?.write(`${advisory("OSV-1")}\n`);
  while (readdirSync(place).length === 0) await sleep(20);
  child.kill(signal);
  const outcome = await ended;
  expect(outcome).toMatchObject({ code: 130, stdout: "" });
  expect(errorLines(outcome)).toMatchObject([{ code: "ERR_EXPORT_INTERRUPTED" }]);
  expect(readdirSync(place)).toEqual([]);
});

test("verify of a stream that never comes can be stopped", async () => {
  const child = startStella(["export", "verify", "-", "--integrity-only", "-o", "json"], { cwd: folder });
  const ended = outcomeOf(child);
  await sleep(500);
  child.kill("SIGINT");
  const outcome = await ended;
  expect([outcome.code, outcome.stdout, errorLines(outcome)[0]?.code]).toEqual([130, "", "ERR_EXPORT_INTERRUPTED"]);
});

const hasPipes = process.platform !== "win32";

test.skipIf(!hasPipes).each([
  ["--profile", "FILE"],
  ["--key", "FILE"],
  ["--probes", "FILE", "--profile", "trivy:db"],
])("a pipe with a silent writer behind %s does not make a run deaf", async (...flags) => {
  const pipe = join(folder, flags[0]);
  expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
  const writer = startProcess("sh", ["-c", 'sleep 60 > "$0"', pipe]);
  const named = flags.map((word) => (word === "FILE" ? pipe : word));
  const args = ["export", "run", ...(flags.includes("--profile") ? [] : ["--profile", "json:raw"]), ...named];
  const child = startStella([...args, "--from", "osv=evidence", "--out", "deaf", "-o", "json"], { cwd: folder });
  const ended = outcomeOf(child);
  await sleep(1500);
  child.kill("SIGTERM");
  const outcome = await ended;
  writer.kill("SIGKILL");
  expect([outcome.code, errorLines(outcome)[0]?.code, existsSync(join(folder, "deaf"))]).toEqual([130, "ERR_EXPORT_INTERRUPTED", false]);
});

test.skipIf(!hasPipes || !existsSync("/dev/zero"))(
  "a pipe that nobody writes to is refused, and what never ends is not read to its end",
  async () => {
    expect(spawnSync("mkfifo", [join(folder, "silent")]).status).toBe(0);
    const { publicKey } = generateKeyPairSync("ed25519");
    writeFileSync(join(folder, "maker.pub"), publicKey.export({ type: "spki", format: "pem" }));
    const run = ["export", "run", "--from", "osv=evidence", "--out", "endless", "-o", "json"];
    const raw = [...run, "--profile", "json:raw"];
    const outcomes = await Promise.all(
      [
        [...run, "--profile", "silent"],
        [...raw, "--key", "silent"],
        [...raw, "--previous", "silent"],
        [...run, "--profile", "trivy:db", "--probes", "silent"],
        [...run, "--profile", "trivy:db", "--probes", "/dev/zero"],
        [...run, "--profile", "/dev/zero"],
        [...raw, "--key", "/dev/zero"],
        ...["--key", "--trust"].map((flag) => ["export", "verify", "bundle", flag, "silent", "-o", "json"]),
        ["export", "verify-receipt", "silent", "--key", "maker.pub", "-o", "json"],
      ].map(async (args) => stella(args, { cwd: folder })),
    );
    expect(outcomes.map((outcome) => [outcome.code, errorLines(outcome)[0]?.code.replace("ERR_EXPORT_", "")])).toEqual([
      [2, "USAGE"],
      [2, "USAGE"],
      [2, "USAGE"],
      [2, "USAGE"],
      [2, "USAGE"],
      [2, "PROFILE_INVALID"],
      [2, "KEY_INVALID"],
      [2, "USAGE"],
      [2, "USAGE"],
      [2, "USAGE"],
    ]);
    expect(existsSync(join(folder, "endless"))).toBe(false);
  },
);

test("no terminal: no progress, no colour", async () => {
  const outcome = await stella(["export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--out", "plain"], { cwd: folder });
  expect(outcome.stderr).toBe("");
  expect(outcome.stdout).not.toContain("\u001b");
});

// `script` of util-linux makes the pseudo-terminal; elsewhere there is none to be had without a native module.
const SCRIPT = "script";
const hasScript =
  spawnSync(SCRIPT, ["-qec", "true", "/dev/null"], { stdio: ["ignore", openSync("/dev/null", "w"), "ignore"] }).status === 0;

test.skipIf(!hasScript)(
  "a terminal: progress on stderr, taken away at the end; unless -q, --no-progress or NO_COLOR say otherwise",
  async () => {
    const line = (out: string, ...more: string[]): string =>
      shellLine("export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--out", out, ...more);
    const onTerminal = (command: string, env = {}) =>
      outcomeOf(startProcess(SCRIPT, ["-qec", `cd ${quote(folder)}; ${command}`, "/dev/null"], { env: { TERM: "xterm", ...env } }));
    const [shown, quiet, off, dumb, plain] = await Promise.all([
      onTerminal(`${line("p1")} > result`),
      onTerminal(`${line("p2", "-q")} > /dev/null`),
      onTerminal(`${line("p3", "--no-progress")} > /dev/null`),
      onTerminal(`${line("p4")} > /dev/null`, { TERM: "dumb" }),
      onTerminal(line("p5", "-q"), { NO_COLOR: "1" }),
    ]);
    expect(shown.stdout).toMatch(/(reading|writing|verifying) +\[=*-*\] \d+% {2}\d/);
    expect(shown.stdout).toContain("\u001b[2K");
    expect([quiet.stdout, off.stdout, dumb.stdout]).toEqual(["", "", ""]);
    expect(plain.stdout).toContain("EXPORTED");
    expect(plain.stdout).not.toContain("\u001b");
  },
);

test.skipIf(!hasScript)("cat: the very bytes into a pipe; on a terminal the same values, with nothing in them that steers it", async () => {
  const details = "\u001b[31m\u009b31m\u202e\u007f\u2028ok";
  mkdirSync(join(folder, "steering"));
  writeFileSync(join(folder, "steering", "a.json"), advisory("OSV-1", { details }));
  const made = await stella(["export", "run", "--profile", "json:raw", "--from", "osv=steering", "--out", "steered"], { cwd: folder });
  expect(made.code).toBe(0);
  const piped = await stella(["export", "cat", "steered"], { cwd: folder });
  expect(piped.stdout).toContain("\u009b31m\u202e\u007f\u2028ok");
  const command = `cd ${quote(folder)}; ${shellLine("export", "cat", "steered")}`;
  const { stdout } = await outcomeOf(startProcess(SCRIPT, ["-qec", command, "/dev/null"], { env: { TERM: "xterm" } }));
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u202e]/);
  expect(JSON.parse(stdout)).toMatchObject({ details });
});

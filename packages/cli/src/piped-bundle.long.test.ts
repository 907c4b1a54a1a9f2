// A named pipe in the place of a bundle, for each command that reads one.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorLines, MAIN, makeFolder, outcomeOf, startProcess, startStella, stella, writeEvidence } from "./stella-fixture.js";

let folder: string;
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const shellLine = (...args: string[]): string => [process.execPath, MAIN, ...args].map(quote).join(" ");
const inShell = (line: string) => outcomeOf(startProcess("sh", ["-c", line], { cwd: folder }));
const hasPipes = process.platform !== "win32";

beforeAll(() => {
  folder = makeFolder();
  writeEvidence(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(!hasPipes)(
  "a pipe as the bundle: refused where nobody writes, heard where somebody is silent, read where somebody writes",
  async () => {
    for (const name of ["unwritten", "mute", "spoken"]) expect(spawnSync("mkfifo", [join(folder, name)]).status).toBe(0);
    const env = { STELLA_KEY_PASSWORD: "" };
    expect((await stella(["export", "keys", "generate", "--out", "pipe"], { cwd: folder, env })).code).toBe(0);
    const install = ["--trivy-cache", "piped", "--allow-unsigned", "--first-use"];
    const commands = (pipe: string): string[][] => [
      ["export", "verify", pipe, "--integrity-only"],
      ["export", "sign", pipe, "--key", "pipe.key"],
      ["export", "install", pipe, ...install],
      ["export", "db", "check", pipe],
    ];
    const refused = await Promise.all(commands("unwritten").map(async (args) => stella([...args, "-o", "json"], { cwd: folder, env })));
    for (const outcome of refused) expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([2, "ERR_EXPORT_USAGE"]);

    const writer = startProcess("sh", ["-c", 'exec 3> "$0"; exec sleep 60', join(folder, "mute")]);
    const deaf = await Promise.all(
      commands("mute")
        .slice(0, 3)
        .map(async (args) => {
          const child = startStella([...args, "-o", "json"], { cwd: folder, env });
          const ended = outcomeOf(child);
          await sleep(4000);
          child.kill("SIGTERM");
          return ended;
        }),
    );
    writer.kill("SIGKILL");
    for (const outcome of deaf) expect([outcome.code, errorLines(outcome)[0]?.code]).toEqual([130, "ERR_EXPORT_INTERRUPTED"]);

    const tar = await stella(["export", "run", "--profile", "json:raw", "--from", "osv=evidence", "--out", "piped.tar"], { cwd: folder });
    expect(tar.code).toBe(0);
    const verify = shellLine("export", "verify", "spoken", "--integrity-only", "-q");
    // In three parts, with silence before and between them.
    const parts = "(sleep 0.5; head -c 700; sleep 0.5; head -c 70000; sleep 0.5; cat) < piped.tar > spoken";
    expect(await inShell(`${parts} & ${verify}`)).toMatchObject({ code: 0, stderr: "" });
    expect(await inShell(`head -c 3000 piped.tar > spoken & ${verify}`)).toMatchObject({ code: 5 });
  },
);

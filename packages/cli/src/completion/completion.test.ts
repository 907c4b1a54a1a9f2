// Completion as the shells ask for it. bash is always there; zsh and fish are tried where they are.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN, makeFolder, outcomeOf, startProcess, stella } from "../stella-fixture.js";
import { afterBreaks, splitLine } from "./bash-line.js";

let folder: string;
beforeAll(() => {
  folder = makeFolder();
  mkdirSync(join(folder, "evidence"));
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "stella"), `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
  chmodSync(join(folder, "bin", "stella"), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a bash would be offered at the end of each line, in one process: what it is told about files and spaces, then the candidates. */
async function inBash(lines: readonly string[]): Promise<string[][]> {
  const script = `
    eval "$(stella completion bash)"; eval "$(stella completion bash)"
    compopt() { echo "$*"; }
    for COMP_LINE in "$@"; do
      COMP_POINT=\${#COMP_LINE}
      _stella_complete stella
      printf '%s\\n' "\${COMPREPLY[@]}" ---
    done`;
  const env = { PATH: `${folder}/bin:/usr/bin:/bin` };
  const { stdout, stderr } = await outcomeOf(startProcess("bash", ["-c", script, "bash", ...lines], { cwd: folder, env }));
  expect(stderr).toBe("");
  const answers = stdout.split("---\n").slice(0, -1);
  return answers.map((answer) => answer.split("\n").filter((word) => word !== ""));
}

const NO_FILES = "+o default";
const NO_SPACE = "-o nospace";
const LINES: readonly (readonly [string, readonly string[]])[] = [
  ["stella exp", [NO_FILES, "export"]],
  ["stella export pl", [NO_FILES, "plan"]],
  ["stella export run --pro", [NO_FILES, "--profile", "--probes"]],
  ["stella export run --profile json:", ["raw", "policy"]],
  ["stella export run --profile=json:r", ["raw"]],
  ["stella export run --from osv=e", [NO_SPACE, "evidence/"]],
  ["stella export run --include advisory,find", [NO_SPACE, NO_FILES, "advisory,finding"]],
  ["stella export run --rejects ", [NO_FILES, "fail", "report"]],
  ["stella export run --as-of ", [NO_FILES]],
  ["stella export run --out ", []],
  ["stella export run --ke", [NO_FILES, "--key"]],
  ["stella export cat bundle --kind vex", [NO_FILES, "vex", "vex-consensus"]],
  ["stella export verify ", []],
  ["stella -o ", [NO_FILES, "table", "json", "yaml"]],
  ["stella export inspect b --format y", [NO_FILES, "yaml"]],
  ["stella completion ", [NO_FILES, "bash", "zsh", "fish"]],
];

test("bash is offered commands, options and values, and else its own files", async () => {
  const answers = await inBash(LINES.map(([line]) => line));
  expect(answers.map((answer, i) => [LINES[i]?.[0], answer])).toEqual(LINES);
});

test("zsh and fish get descriptions", async () => {
  const { stdout } = await stella(["complete", "--", "export", "pl"]);
  expect(stdout).toBe("plan\tsay what a run would do; write nothing\n:4\n");
});

test.each(["bash", "zsh", "fish"])("the %s script is one that its shell reads", async (shell) => {
  const { code, stdout, stderr } = await stella(["completion", shell]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("complete");
  if (spawnSync(shell, ["-c", "true"]).status !== 0) return;
  const file = join(folder, shell);
  writeFileSync(file, stdout);
  expect(spawnSync(shell, ["-n", file], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

test("words of a line are split as bash does, and cut where bash breaks them", () => {
  expect(splitLine(`stella 'a b' "c\\"d" e\\ f  g`)).toEqual(["a b", 'c"d', "e f", "g"]);
  expect(splitLine("stella export ")).toEqual(["export", ""]);
  expect(splitLine("stella '' x 'half")).toEqual(["", "x", "half"]);
  const candidates = [{ value: "json:raw", description: "" }];
  expect(afterBreaks(candidates, "json:r", " :=")).toEqual(["raw"]);
  expect(afterBreaks(candidates, "json:r", " =")).toEqual(["json:raw"]);
});

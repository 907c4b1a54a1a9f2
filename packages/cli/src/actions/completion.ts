// Does `stella completion` and what its scripts ask for on every Tab.
import type { Command } from "commander";
import type { Shell } from "../commands/completion.js";
import { afterBreaks, splitLine } from "../completion/bash-line.js";
import { complete } from "../completion/candidates.js";
import { scriptFor } from "../completion/scripts.js";
import type { StandardOutput } from "../output/standard-output.js";
import type { CommandExit, Session } from "../session.js";

export async function printScript({ stdout }: Session, shell: Shell): Promise<CommandExit> {
  await stdout.write(scriptFor(shell));
  return 0;
}

/**
 * Answers `complete -- WORD…` (zsh, fish) and `complete bash LINE BREAKS`: a candidate a line, with its description after a tab except for
 * bash; last, after a colon, what the shell is to do with them.
 */
export async function printCandidates(stdout: StandardOutput, program: Command, args: readonly string[]): Promise<void> {
  const [shell, ...rest] = args;
  const [line = "", breaks = ""] = rest;
  const { candidates, directive, word } = await complete(program, shell === "bash" ? splitLine(line) : rest);
  const shown =
    shell === "bash"
      ? afterBreaks(candidates, word, breaks)
      : candidates.map(({ value, description }) => (description === "" ? value : `${value}\t${description}`));
  await stdout.write([...shown, `:${directive}`, ""].join("\n"));
}

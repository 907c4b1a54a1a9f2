// Asks a Go program of ours: a line for each question, a line for each answer.
import { spawnSync } from "node:child_process";

/**
 * @param {string} program
 * @param {readonly unknown[]} questions
 * @returns {string[]}
 */
export function askHarness(program, questions) {
  const { status, stdout, stderr } = spawnSync(program, [], {
    input: `${questions.map((question) => JSON.stringify(question)).join("\n")}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** Whether there is a Go to build such programs with. */
export function hasGo() {
  return spawnSync("go", ["version"]).error === undefined;
}

// Runs commands in the repository's root with the project's own programs first on PATH.
// It knows no particular command.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A command that did not end with 0. It has said why itself. */
class CommandFailure extends Error {
  constructor(command, code) {
    super(`${command} ended with ${code}`);
    this.code = code;
  }
}

/** Runs a command to its end, in the foreground unless `stdio` says otherwise. Throws what {@link exitWithCommand} knows. */
export async function runCommand(command, args, { stdio = "inherit", env = {} } = {}) {
  const code = await outcome(start(command, args, stdio, env));
  if (code !== 0) throw new CommandFailure(command, code);
}

/** Ends this process with the code of the command that failed, once everything else has ended. */
export function exitWithCommand(error) {
  if (!(error instanceof CommandFailure)) throw error;
  process.exit(error.code);
}

/** Runs a command to its end and hands back its code with what it wrote to stdout and stderr, in the order in which it came. */
export async function captureCommand(command, args, { env = {} } = {}) {
  const child = start(command, args, ["ignore", "pipe", "pipe"], env);
  const chunks = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(chunk));
  const code = await outcome(child);
  return { code, output: Buffer.concat(chunks).toString() };
}

function start(command, args, stdio, extra) {
  // `node` is the project's Node, and what the dependencies bring is found by its bare name.
  const path = [dirname(process.execPath), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, ...extra };
  return spawn(command, args, { cwd: root, stdio, env, shell: process.platform === "win32" });
}

function outcome(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`export-center: ${child.spawnfile} could not be started: ${error.message}`);
      resolve(1);
    });
    child.on("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 1)));
  });
}

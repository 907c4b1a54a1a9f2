// A process that is killed at a moment chosen beforehand: so long after its first write, or as soon as it has written a certain file.
// The process is killed itself, by its number: no shell stands between.
import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A killed process is waited for at most so long: what hangs is a failure. */
const PATIENCE_MS = 10 * 60 * 1000;

/**
 * Starts `command` and kills it `afterMs` milliseconds after the first entry appeared in `folder`; without `afterMs` it is left to end.
 * `killed` is false where it ended before. `ranMs`: from the first write to the end.
 */
export async function killAfterFirstWrite(command, folder, { afterMs, ...options } = {}) {
  const first = Promise.withResolvers();
  const watcher = watch(folder, () => first.resolve(performance.now()));
  const { child, ended } = start(command, options);
  try {
    const firstMs = await Promise.race([first.promise, ended.then(() => performance.now())]);
    if (afterMs !== undefined) {
      await Promise.race([sleep(afterMs - (performance.now() - firstMs)), ended]);
      child.kill("SIGKILL");
    }
    const outcome = await ended;
    return { ...outcome, killed: outcome.signal === "SIGKILL", ranMs: performance.now() - firstMs };
  } finally {
    watcher.close();
  }
}

/** Starts `command` and kills it as soon as the file is there; false where it ended before that. */
export async function killWhenThere(command, path, options = {}) {
  const { child, ended } = start(command, options);
  let running = true;
  const outcome = ended.then((result) => {
    running = false;
    return result;
  });
  while (running && !existsSync(path)) await sleep(1);
  child.kill("SIGKILL");
  return (await outcome).signal === "SIGKILL";
}

/** Starts the commands at once and waits for all of them. */
export function runTogether(commands, options = {}) {
  return Promise.all(commands.map((command) => start(command, options).ended));
}

function start([program, ...args], { input, ...options }) {
  const child = spawn(program, args, {
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    timeout: PATIENCE_MS,
    ...options,
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
  child.stdin?.on("error", () => {}); // it was killed while it was being fed
  child.stdin?.end(input);
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...said }));
  });
  return { child, ended };
}

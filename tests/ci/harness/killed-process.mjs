// A process that is killed at a moment chosen beforehand: after so much work since its first write, or as soon as it has written a certain file.
// The process is killed itself, by its number: no shell stands between.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A killed process is waited for at most so long: what hangs is a failure. */
const PATIENCE_MS = 10 * 60 * 1000;
const POLL_MS = 2;

/**
 * Starts `command` and kills it when it has computed for `afterCpuMs` milliseconds since the first entry appeared in `folder`; without
 * `afterCpuMs` it is left to end. The clock is the process' own, so that what else the machine does does not move the moment. `killed` is
 * false where it ended before. `ranMs` and `cpuMs`: from the first write to the end.
 */
export async function killAfterFirstWrite(command, folder, { afterCpuMs = Number.POSITIVE_INFINITY, ...options } = {}) {
  let first;
  let cpuMs = 0;
  const { child, ended } = start(command, options);
  const watcher = watch(folder, () => (first ??= { atMs: performance.now(), cpuMs: cpuMsOf(child.pid) ?? 0 }));
  const outcome = running(ended);
  try {
    while (outcome.isRunning) {
      await sleep(POLL_MS);
      if (first === undefined) continue;
      cpuMs = (cpuMsOf(child.pid) ?? first.cpuMs + cpuMs) - first.cpuMs;
      if (cpuMs >= afterCpuMs) break;
    }
    if (cpuMs >= afterCpuMs) child.kill("SIGKILL");
    const { signal, ...rest } = await ended;
    return { ...rest, killed: signal === "SIGKILL", cpuMs, ranMs: performance.now() - (first?.atMs ?? 0) };
  } finally {
    watcher.close();
  }
}

/** Starts `command` and kills it as soon as the file is there; false where it ended before that. */
export async function killWhenThere(command, path, options = {}) {
  const { child, ended } = start(command, options);
  const outcome = running(ended);
  while (outcome.isRunning && !existsSync(path)) await sleep(1);
  child.kill("SIGKILL");
  return (await ended).signal === "SIGKILL";
}

/** Starts the commands at once and waits for all of them. */
export function runTogether(commands, options = {}) {
  return Promise.all(commands.map((command) => start(command, options).ended));
}

function running(ended) {
  const state = { isRunning: true };
  ended.finally(() => (state.isRunning = false)).catch(() => {}); // told to who waits for it
  return state;
}

/** proc_pid_stat(5): user and system time of all threads in ticks of 10 ms; `undefined` where the process is gone. */
function cpuMsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
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

// Starts the fuzzer (libFuzzer under Jazzer.js) on a bundled target and reads what it says. It decides nothing about time or corpora.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fuzzFolder } from "./folders.mjs";
import { settingsOf } from "./target-settings.mjs";

/** What counts as hanging, and as too much memory. */
const TIMEOUT_SECONDS = 10;
const MEMORY_MIB = 1024;
/** On a busy machine, garbage collectors in other threads fall behind, and what is garbage counts as used. */
const MEMORY_OPTIONS = ["--single-threaded-gc", "--max-semi-space-size=4"];

const cli = join(dirname(createRequire(import.meta.url).resolve("@jazzer.js/core")), "cli.js");

/**
 * Runs the fuzzer to its end. `said` is what it printed, which also goes to `log`.
 * @param {{ target: string, bundle: string, environment: object, log: string, options: readonly string[], folders: readonly string[] }} run
 * @returns {Promise<{ code: number, said: string }>}
 */
export async function runFuzzer({ target, bundle, environment, log, options, folders }) {
  const { maxBytes } = settingsOf(target);
  const scratch = mkdtempSync(join(tmpdir(), "stella-fuzz-"));
  const sync = /^export const sync = true/m.test(readFileSync(join(fuzzFolder, "targets", `${target}.mjs`), "utf8")) ? ["--sync"] : [];
  const jazzer = [
    bundle,
    ...sync,
    "-i",
    bundle,
    "--timeout",
    String(TIMEOUT_SECONDS * 1000),
    "--disable_bug_detectors",
    "command-injection",
  ];
  const fuzzer = [...folders, `-max_len=${maxBytes}`, `-rss_limit_mb=${MEMORY_MIB}`, "-print_final_stats=1", ...options];
  try {
    const env = { ...process.env, ...environment, TMPDIR: scratch };
    return await captured(process.execPath, [...MEMORY_OPTIONS, cli, ...jazzer, "--", ...fuzzer], { cwd: scratch, env }, log);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

// Into a file and not through a pipe: the fuzzer loses what a full pipe does not take.
function captured(command, args, options, log) {
  mkdirSync(dirname(log), { recursive: true });
  const draft = `${log}.${process.pid}`; // another run may write the same log
  const file = openSync(draft, "w");
  const child = spawn(command, args, { ...options, stdio: ["ignore", file, file] });
  closeSync(file);
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("exit", stop);
      const said = readFileSync(draft, "utf8");
      renameSync(draft, log);
      resolve({ code: code ?? 128 + constants.signals[signal], said });
    });
  });
}

/** Writes one file of all dictionaries of a target, as libFuzzer takes only one; undefined where it has none. */
export function dictionaryOf(target, folder) {
  const { words } = settingsOf(target);
  if (words.length === 0) return undefined;
  const path = join(folder, `${target}.dict`);
  writeFileSync(path, words.map((name) => readFileSync(join(fuzzFolder, "dictionaries", `${name}.dict`), "utf8")).join("\n"));
  return path;
}

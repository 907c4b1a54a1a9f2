// Fuzzes one target for some time and says how it went. It knows the fuzzer's numbers, not the target.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "./folders.mjs";
import { keepCorpus, keptFolder } from "./corpus.mjs";
import { dictionaryOf, runFuzzer } from "./fuzzer-process.mjs";
import { bundleTarget } from "./target-bundle.mjs";

/** Exit codes of libFuzzer and Jazzer.js. */
const PROBLEMS = { 70: "timeout", 71: "out of memory", 77: "crash", 78: "crash" };

/**
 * @param {{ target: string, seconds: number, keep: boolean, environment: object }} order
 * @returns {Promise<string>} a line `ok TARGET (...)` or `not ok TARGET: ...`
 */
export function fuzzTarget({ target, seconds, keep, environment }) {
  return inFolder(async (folder) => {
    const bundle = await bundleTarget(target, folder);
    const found = join(folder, "found");
    const artifacts = join(cacheFolder, "reproducers", target);
    for (const each of [found, artifacts]) mkdirSync(each, { recursive: true });
    const dictionary = dictionaryOf(target, folder);
    const words = dictionary === undefined ? [] : [`-dict=${dictionary}`];
    const options = [`-max_total_time=${seconds}`, `-artifact_prefix=${artifacts}/`, ...words];
    const kept = keptFolder(target);
    const folders = [found, ...(existsSync(kept) ? [kept] : [])];
    const log = join(cacheFolder, "logs", `${target}.log`);
    const line = report({ target, log, ...(await runFuzzer({ target, bundle, environment, log, options, folders })) });
    if (keep && line.startsWith("ok ")) await keepCorpus({ target, bundle, environment, found });
    return line;
  });
}

/** Runs one input once, in the same words. */
export function replayInput({ target, file, environment }) {
  return inFolder(async (folder) => {
    const bundle = await bundleTarget(target, folder);
    const log = join(cacheFolder, "logs", `${target}-replay.log`);
    const { code, said } = await runFuzzer({ target, bundle, environment, log, options: [], folders: [file] });
    return code === 0 ? `ok ${target} (${file})` : report({ target, code, said: `${said}Test unit written to ${file}\n`, log });
  });
}

// Two runs may go on at the same time, so nothing that is made for one has a name that another would use.
async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "stella-fuzz-target-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report({ target, code, said, log }) {
  const last = (pattern) => [...said.matchAll(pattern)].at(-1)?.[1];
  const execs = last(/stat::number_of_executed_units: (\d+)/g) ?? "0";
  if (code === 0 && execs !== "0") return `ok ${target} (${execs} execs, cov ${last(/ cov: (\d+)/g) ?? "0"})`;
  const problem = PROBLEMS[code] ?? `exit code ${code}`;
  const reproducer = last(/Test unit written to (\S+)/g) ?? log;
  const message = /(?:Uncaught Exception: |ERROR: )(.*)/.exec(said)?.[1] ?? "no message";
  return `not ok ${target}: ${problem} ${reproducer} (${message.trim()}; see ${log})`;
}

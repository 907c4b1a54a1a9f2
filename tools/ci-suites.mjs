// Runs the suites of tests/ci one after the other and counts what they and vitest report.
// A suite is a .sh, .mjs or .py file that prints "ok NAME", "not ok NAME: reason" or "skip NAME: reason", a line for each thing it tested.
// Usage: node tools/ci-suites.mjs [--npm-test EXIT_CODE] [SUITE ...]
import { spawn } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { root } from "./run-command.mjs";

const SUITE_TIMEOUT_MS = 60 * 60 * 1000;
const projectNode = join(root, "node_modules", ".stella", "node");
const INTERPRETERS = { ".sh": "bash", ".mjs": projectNode, ".py": "python3" };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { "npm-test": { type: "string" } } });
/** @type {{ passed: number, failed: string[], skipped: string[] }} */
const results = { passed: 0, failed: [], skipped: [] };

if (values["npm-test"] !== undefined) {
  if (values["npm-test"] === "0") results.passed++;
  else results.failed.push(`npm test: exit code ${values["npm-test"]}`);
}
countVitest(process.env.STELLA_VITEST_JSON);

const folder = join(root, "tests", "ci");
const suites = readdirSync(folder).filter((name) => Object.hasOwn(INTERPRETERS, extname(name)));
for (const name of suites.sort((a, b) => (a < b ? -1 : 1))) {
  if (positionals.length === 0 || positionals.includes(name)) await runSuite(name);
}

for (const line of results.failed) console.log(`FAILED   ${line}`);
for (const line of results.skipped) console.log(`SKIPPED  ${line}`);
console.log(`${results.passed} passed, ${results.failed.length} failed, ${results.skipped.length} skipped`);
const strict = process.env.STELLA_REQUIRE_ALL === "1";
process.exitCode = results.failed.length > 0 || (strict && results.skipped.length > 0) ? 1 : 0;

function countVitest(path) {
  if (path === undefined) return;
  if (!existsSync(path)) {
    results.failed.push("vitest: no report, so it did not run to its end");
    return;
  }
  for (const file of JSON.parse(readFileSync(path, "utf8")).testResults) {
    if (file.assertionResults.length === 0 && file.status === "failed") results.failed.push(`${file.name}: ${file.message}`);
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed") results.passed++;
      else (status === "failed" ? results.failed : results.skipped).push(`${file.name} > ${fullName}`);
    }
  }
}

async function runSuite(name) {
  console.log(`\n=== ${name}`);
  const started = performance.now();
  const before = results.passed + results.failed.length + results.skipped.length;
  // Its own process group, so that whatever it started ends with it.
  const child = spawn(INTERPRETERS[extname(name)], [join(folder, name)], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, STELLA_ROOT: root, STELLA_NODE: projectNode },
  });
  const timer = setTimeout(() => end(child), SUITE_TIMEOUT_MS);
  const failedBefore = results.failed.length;
  const closed = new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : `ended with ${code ?? signal}`));
  });
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    countLine(name, line);
  }
  const problem = await closed;
  clearTimeout(timer);
  end(child);
  const nothing = results.passed + results.failed.length + results.skipped.length === before;
  if (problem !== undefined && results.failed.length === failedBefore) results.failed.push(`${name}: ${problem}`);
  else if (nothing) results.failed.push(`${name}: reported nothing`);
  console.log(`    ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

function countLine(suite, line) {
  const match = /^(ok|not ok|skip) (.+)$/.exec(line);
  if (match === null) return;
  if (match[1] === "ok") results.passed++;
  else (match[1] === "skip" ? results.skipped : results.failed).push(`${suite}: ${match[2]}`);
}

function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // the group is gone already
  }
}

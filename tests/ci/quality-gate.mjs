// The quality gate over real advisories: three dates of the same databases, each a next day, pass; twenty ways to break osv-small are refused,
// each with the number that shows it, and leave nothing behind.
// Usage: node tests/ci/quality-gate.mjs
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BROKEN, PROBES } from "./trivy/broken-databases.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const sets = Object.fromEntries(["osv-small", "osv-delta"].map((name) => [name, join(root, "../shared/data", `${name}.tar.xz`)]));
const missing = Object.values(sets).find((path) => !existsSync(path));
if (missing !== undefined) {
  console.log(`skip quality-gate: ${missing} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "quality-gate-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
for (const path of Object.values(sets)) spawnSync("tar", ["xJf", path, "-C", work], { stdio: "inherit" });

const report = (name, problem) =>
  console.log(problem === undefined ? `ok quality-gate: ${name}` : `not ok quality-gate: ${name}: ${problem}`);

nextDays(["t1", "t2", "t3"]);
brokenOnes();

/** Each date after the one before, and the last one after itself; never back. */
function nextDays(dates) {
  for (const [i, date] of dates.entries()) {
    const before = dates[i - 1];
    const { status, stderr } = run(join(work, date), date, before === undefined ? [] : ["--previous", join(work, "out", before)]);
    if (before === undefined) continue;
    const { verdict, now, before: numbers } = status === 0 ? qualityOf(date) : {};
    const problem = verdict === "passed" ? undefined : `exit ${status}, verdict ${verdict}: ${stderr.slice(0, 400)}`;
    report(`${date} after ${before}: ${numbers?.total.records} advisories, then ${now?.total.records}`, problem);
  }
  const [first, last] = [dates[0], dates.at(-1)];
  const { status, stderr } = run(join(work, first), "back", ["--previous", join(work, "out", last)]);
  const isRefused = status === 5 && /all: records \d+ -> \d+ \(at least \d+\)/.test(stderr);
  report(`${first} after ${last} is refused`, isRefused ? undefined : `exit ${status}: ${stderr.slice(0, 400)}`);
}

function brokenOnes() {
  const documents = documentsOf(join(work, "osv-small"));
  const probes = join(work, "probes.jsonl");
  writeFileSync(probes, PROBES.map((probe) => `${JSON.stringify(probe)}\n`).join(""));
  const lines = join(work, "feed.jsonl");
  const write = (some) => writeFileSync(lines, some.map((document) => `${JSON.stringify(document)}\n`).join(""));
  write(documents);
  const whole = run(lines, "whole", ["--probes", probes]);
  const again = run(lines, "again", ["--probes", probes, "--previous", join(work, "out/whole")]);
  report(
    `osv-small after itself, ${PROBES.length} probes`,
    whole.status === 0 && again.status === 0 ? undefined : `${whole.stderr}${again.stderr}`.slice(0, 400),
  );
  for (const { name, broken, shows } of BROKEN) {
    write(broken(structuredClone(documents)));
    const { status, stderr } = run(lines, "broken", ["--probes", probes, "--previous", join(work, "out/whole")]);
    const left = readdirSync(join(work, "out")).filter((entry) => /broken/.test(entry));
    const { code, message } = status === 5 ? JSON.parse(stderr.trim().split("\n").at(-1)) : {};
    const shown = shows.exec(message ?? "")?.[0];
    const problem =
      status !== 5 || code !== "ERR_EXPORT_QUALITY_GATE"
        ? `exit ${status}: ${stderr.slice(0, 400)}`
        : shown === undefined
          ? `the message does not show it: ${message.slice(0, 1000)}`
          : left.length > 0
            ? `left behind: ${left.join()}`
            : undefined;
    report(`${name}: ${shown}`, problem);
  }
}

function run(evidence, out, flags) {
  mkdirSync(join(work, "out"), { recursive: true });
  const args = ["--profile", "trivy:db", "--rejects", "report", "--redact", "off", "--as-of", "2026-11-01T00:00:00Z", "-o", "json"];
  return spawnSync(
    join(root, "stella"),
    ["export", "run", ...args, "--from", `osv=${evidence}`, "--out", join(work, "out", out), ...flags],
    {
      encoding: "utf8",
    },
  );
}

function qualityOf(out) {
  return JSON.parse(readFileSync(join(work, "out", out, "reports/quality.json"), "utf8"));
}

function documentsOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

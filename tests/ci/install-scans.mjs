// Real scans, eight at a time, while install after install, and rollbacks, change the cache under them: each finds what it should.
// Usage: node tests/ci/install-scans.mjs [VERSION]   (default 0.69.3; before 0.68 scans wait for each other)
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { stella, writeAdvisories } from "./install/bundles.mjs";

const version = process.argv[2] ?? "0.69.3";
/** At least so many; more where the machine scans faster than it installs. */
const SCANS = 100;
const MOST_SCANS = 1000;
const CHANGES = 5;
const AT_A_TIME = 8;
const PACKAGES = 40;
const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const work = mkdtempSync(join(tmpdir(), "install-scans-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const at = (name) => join(work, name);
const trivy = await goTool(`trivy-${version}`);
const report = (name, problem) => {
  console.log(problem === undefined ? `ok install-scans ${version}: ${name}` : `not ok install-scans ${version}: ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};

// The next day has a few advisories more: a scan that finds the old number met the old database, and one that finds the new number the new one.
writeAdvisories(at("today"), PACKAGES);
writeAdvisories(at("tomorrow"), PACKAGES + 2);
const make = (out, from, sequence) =>
  // prettier-ignore
  stella(["run", "--profile", "trivy:db", "--from", `acme=${at(from)}`, "--out", at(out), "--sequence", String(sequence), "-q"]);
make("first", "today", 1);
make("second", "tomorrow", 2);
const cache = at("cache");
const install = (...args) => run(join(root, "stella"), ["export", "install", ...args, "--trivy-cache", cache, "-o", "json"]);
const first = await install(at("first"), "--allow-unsigned", "--first-use");
if (first.status !== 0) throw new Error(first.stderr);
writeProject(at("project"));

/** The command line that install prints, for this project. */
const [, ...words] = JSON.parse(first.stdout).command.split(" ");
const args = ["-q", ...words.slice(0, -1), "--format", "json", "--scanners", "vuln", at("project")];

let scanning = true;
const counts = { installs: 0, rollbacks: 0, failures: [] };
const changing = change();
const found = new Map();
const wrong = [];
let next = 0;
await Promise.all(Array.from({ length: AT_A_TIME }, scanInTurn));
scanning = false;
await changing;

const seen = [...found].map(([count, scans]) => `${scans} found ${count}`).join(", ");
const isRight = wrong.length === 0 && [...found.keys()].every((count) => count === PACKAGES || count === PACKAGES + 2);
report(
  `${next} scans, ${AT_A_TIME} at a time: ${seen}`,
  isRight ? undefined : wrong.slice(0, 3).join("; ") || "other numbers than expected",
);
const both = found.size === 2 && counts.installs >= CHANGES && counts.rollbacks >= CHANGES;
report(`${counts.installs} installs and ${counts.rollbacks} rollbacks beside them, both databases met`, both ? undefined : "too few");
report("no install failed beside scans", counts.failures.length === 0 ? undefined : counts.failures[0]);

async function scanInTurn() {
  while (next < SCANS || (counts.rollbacks < CHANGES && next < MOST_SCANS)) {
    next++;
    const { status, stdout, stderr } = await run(trivy, args);
    if (status !== 0) {
      wrong.push(`exit ${status}: ${stderr.slice(-300)}`);
      continue;
    }
    const findings = (JSON.parse(stdout).Results ?? []).flatMap(({ Vulnerabilities = [] }) => Vulnerabilities);
    found.set(findings.length, (found.get(findings.length) ?? 0) + 1);
  }
}

/** Installs the second, goes back to the first, over and over; the second may always be installed again. */
async function change() {
  while (scanning) {
    for (const [kind, ...given] of [
      ["installs", at("second"), "--allow-unsigned"],
      ["rollbacks", "--rollback"],
    ]) {
      const { status, stderr } = await install(...given);
      if (status === 0) counts[kind]++;
      else counts.failures.push(`${kind}: exit ${status}: ${stderr}`);
    }
  }
}

function writeProject(folder) {
  mkdirSync(folder);
  const names = Array.from({ length: PACKAGES + 2 }, (_, i) => `p${i}`);
  const packages = Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: "1.0.0" }]));
  const dependencies = Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  const lock = {
    name: "project",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: { "": { name: "project", version: "1.0.0", dependencies }, ...packages },
  };
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
}

function run(command, given) {
  const child = spawn(command, given, { cwd: work, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: work } });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
  return new Promise((resolve, reject) => child.on("error", reject).on("close", (status) => resolve({ status, ...said })));
}

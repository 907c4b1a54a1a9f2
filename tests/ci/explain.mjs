// For 1,000 random (package, vulnerability) pairs of osv-large, what `explain` prints is what others see: the source document has
// that SHA-256 (sha256sum) and names the vulnerability, and real bbolt finds those bytes under that bucket, package and key. Line 7: how long it takes.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";

const PAIRS = 1000;
const MAX_SECONDS = 0.3;
const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const archive = join(root, "../shared/data/osv-large.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip explain: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "explain-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const report = (name, problems) => {
  console.log(
    problems.length === 0
      ? `ok explain: ${name}`
      : `not ok explain: ${name}: ${problems.length}, such as ${problems.slice(0, 3).join("; ")}`,
  );
  if (problems.length > 0) process.exitCode = 1;
};
const run = (command, args, options = {}) =>
  execFileSync(command, args, { encoding: "utf8", cwd: work, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "pipe"], ...options });
const stella = (...args) => run(join(root, "stella"), ["export", ...args]);

mkdirSync(join(work, "osv"));
run("tar", ["xJf", archive, "-C", "osv"]);
stella("run", "--profile", "trivy:db", "--from", "osv=osv", "--rejects", "report", "--out", "bundle");
run("tar", ["xzf", "bundle/trivy/db.tar.gz"]);

// The pairs come from the database, not from the index that is tested.
const pairs = chosenPairs(JSON.parse(stella("db", "dump", "trivy.db")), PAIRS);
// With the database out of reach, nothing can come from it.
rmSync(join(work, "bundle/trivy"), { recursive: true });
const answers = pairs.map(({ name, key }) => {
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(
    join(root, "stella"),
    ["export", "explain", "bundle", "--vuln", key, "--package", name, "-o", "json"],
    {
      cwd: work,
      encoding: "utf8",
      maxBuffer: 1 << 30,
    },
  );
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { name, key, seconds, status, stderr, rows: status === 0 ? JSON.parse(stdout) : [] };
});
const rows = answers.flatMap((answer) => answer.rows);
report(
  `${answers.length} pairs answered, each with its bucket`,
  answers
    .map((answer, i) =>
      answer.rows.some((row) => row.bucket === pairs[i].bucket)
        ? ""
        : `${answer.name} ${answer.key}: exit ${answer.status} ${answer.stderr}`,
    )
    .filter((problem) => problem !== ""),
);
report("bbolt reads those bytes", await foreignDisagreements(rows));
report("sha256sum prints those digests", digestDisagreements(rows));
report(
  "the documents name the vulnerability and the package",
  rows.filter((row) => !isNamed(row)).map(({ path, key }) => `${path} ${key}`),
);
const times = answers.map(({ seconds }) => seconds).sort((a, b) => a - b);
const [median, slowest] = [times[times.length >> 1], times[Math.floor(times.length * 0.99)]];
report(
  `an answer takes ${median.toFixed(3)} s, one in a hundred more than ${slowest.toFixed(3)} s`,
  median < MAX_SECONDS ? [] : [`more than ${MAX_SECONDS} s`],
);

/** Evenly over the database; which ones changes with the day, so that in time all are looked at. */
function chosenPairs(tree, count) {
  const all = [];
  for (const [bucket, packages] of Object.entries(tree)) {
    if (["Red Hat CPE", "data-source", "vulnerability"].includes(bucket)) continue;
    for (const [name, values] of Object.entries(packages)) for (const key of Object.keys(values)) all.push({ bucket, name, key });
  }
  const random = generator(Number(process.env.STELLA_SEED ?? Math.floor(Date.now() / 86_400_000)));
  return Array.from({ length: count }, () => all[Math.floor(random() * all.length)]);
}

function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function foreignDisagreements(all) {
  const input = all.map((row) => JSON.stringify([row.bucket, row.package, row.key])).join("\n");
  const { values } = JSON.parse(run(await goTool("bolt-peer-1.4"), ["get", "trivy.db"], { input }));
  return all
    .filter((row, i) => values[i] !== JSON.stringify(row.value))
    .map((row) => `${row.package} ${row.key}: ${JSON.stringify(row.value)}`);
}

function digestDisagreements(all) {
  const byPath = new Map(all.map(({ path, sourceDigest }) => [path, sourceDigest]));
  const lines = run("xargs", ["-0", "sha256sum", "--"], { cwd: join(work, "osv"), input: [...byPath.keys()].join("\0") })
    .trimEnd()
    .split("\n");
  const printed = new Map(lines.map((line) => [line.slice(66), `sha256:${line.slice(0, 64)}`]));
  return all.filter(({ path, sourceDigest }) => printed.get(path) !== sourceDigest).map(({ path }) => path);
}

/** Names are normalized in some buckets: compared without case and punctuation. */
function isNamed({ path, key, package: name }) {
  const text = readFileSync(join(work, "osv", path), "utf8");
  const plain = (value) => value.toLowerCase().replaceAll(/[-_.]+/g, "-");
  return text.includes(key) && plain(text).includes(plain(name.split("::").at(-1)));
}

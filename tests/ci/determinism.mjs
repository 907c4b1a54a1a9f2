// Issue 3, line 4: the same evidence gives one contentDigest and one export.json in separate processes that differ in everything that
// must not matter. Two groups, since a path is part of a record's key: one folder, and one JSON Lines file whose lines change order.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const archive = join(root, "../shared/data/osv-small.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip determinism: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "determinism-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const evidence = join(work, "evidence");
mkdirSync(evidence);
spawnSync("tar", ["xJf", archive, "-C", evidence], { stdio: "inherit" });

const files = readdirSync(evidence, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort((a, b) => (a < b ? -1 : 1));
const lines = files.filter((path) => path.endsWith(".json")).map((path) => JSON.stringify(JSON.parse(readFileSync(path, "utf8"))));
const shuffled = (items, seed) => items.toSorted((a, b) => (mix(a, seed) < mix(b, seed) ? -1 : 1));

const SPACED = join(work, "a folder with späces ☃");
mkdirSync(SPACED);
/** What differs from run to run. Each line is one process. */
const ENVIRONMENTS = [
  {},
  { env: { TZ: "GMT+12" } },
  { env: { TZ: "GMT-14", LANG: "tr_TR.UTF-8" } },
  { env: { TZ: "Asia/Kolkata", LC_ALL: "et_EE.UTF-8" }, workers: 1 },
  { env: { LC_ALL: "C" }, umask: "077" },
  { env: { LANG: "ar_EG.UTF-8" }, umask: "000", workers: 2 },
  { env: { HOME: "/nonexistent" }, workers: 7 },
  { env: { HOME: SPACED, TZ: "UTC" }, cwd: SPACED },
  { cwd: "/", workers: 16, umask: "022" },
  { env: { USER: "somebody", UNRELATED: "x".repeat(4096) }, cpus: "0" },
  { env: { NODE_OPTIONS: "--max-semi-space-size=2" }, cpus: "0", workers: 3 },
  { env: { COLUMNS: "40", NO_COLOR: "1", CI: "" } },
];

const jsonl = (order) => {
  const folder = join(work, `jsonl-${order}`);
  mkdirSync(folder);
  const texts =
    { sorted: lines.toSorted((a, b) => (a < b ? -1 : 1)), reversed: lines.toSorted((a, b) => (a < b ? 1 : -1)) }[order] ??
    shuffled(lines, order);
  writeFileSync(join(folder, "all.jsonl"), `${texts.join("\n")}\n`);
  return join(folder, "all.jsonl");
};
/** The same tree, its entries created in another order, so that the file system lists them in another one. */
const copied = (seed) => {
  const folder = join(work, `copy-${seed}`);
  for (const path of shuffled(files, seed)) {
    const target = join(folder, path.slice(evidence.length));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
  return folder;
};

compare("a folder", [...ENVIRONMENTS.map((environment) => [evidence, environment]), [copied("one"), {}], [copied("two"), { workers: 5 }]]);
compare(
  "a JSON Lines file, its lines in any order",
  ["sorted", "reversed", "one", "two", "three"].map((order, i) => [jsonl(order), ENVIRONMENTS[i * 2]]),
);

function compare(name, runs) {
  const outcomes = runs.map(([path, environment], i) => once(path, environment, join(work, `out-${name.length}-${i}`)));
  const kinds = new Set(outcomes.map((outcome) => `${outcome.contentDigest} ${outcome.manifest}`));
  const failed = outcomes.find((outcome) => outcome.error !== undefined);
  if (failed !== undefined) console.log(`not ok determinism of ${name}: ${failed.error}`);
  else if (kinds.size === 1)
    console.log(`ok determinism of ${name}: ${runs.length} processes, one export.json (${outcomes[0].contentDigest})`);
  else console.log(`not ok determinism of ${name}: ${kinds.size} different outcomes in ${runs.length} processes`);
}

function once(path, { env = {}, cwd = work, umask = "022", workers, cpus }, out) {
  const stella = [join(root, "stella"), "export", "run", "--profile", "json:raw", "--from", `osv=${path}`, "--out", out, "-o", "json"];
  if (workers !== undefined) stella.push("--workers", String(workers));
  const command = [
    "sh",
    "-c",
    'umask "$1"; shift; exec "$@"',
    "sh",
    umask,
    ...(cpus === undefined ? [] : ["taskset", "-c", cpus]),
    ...stella,
  ];
  const result = spawnSync(command[0], command.slice(1), {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0) return { error: `exit ${result.status}: ${result.stderr.slice(0, 300)}` };
  return { contentDigest: JSON.parse(result.stdout).contentDigest, manifest: mix(readFileSync(join(out, "export.json")), "") };
}

function mix(text, seed) {
  return createHash("sha256").update(seed).update(text).digest("hex");
}

// SIGKILL at 100 moments spread evenly over what a run computes between its first write and its exit, in five forms of
// output. After each the same command gives the same bundle and leaves nothing behind; where the killed run had read everything, it does not
// open the source again.
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killAfterFirstWrite, killWhenThere, runTogether } from "./harness/killed-process.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const node = process.env.STELLA_NODE ?? join(root, "node_modules/.stella/node");
const main = join(root, "packages/cli/dist/main.js");
const archive = join(root, "../shared/data/osv-small.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip killed: ${archive} is not there`);
  process.exit(0);
}
const KILLS = Number(process.env.STELLA_KILLS ?? 100); // for trying this script out
const MIN_RUN_MS = 2000;
const work = mkdtempSync(join(tmpdir(), "killed-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const [place, scratch, temporary, kept] = ["place", "scratch", "temporary", "kept"].map((name) => join(work, name));
for (const folder of [place, scratch, temporary, kept]) mkdirSync(folder);
const options = { env: { ...process.env, TMPDIR: temporary }, cwd: work };

const SERIES = [
  { name: "a directory", file: "bundle", flags: [] },
  { name: "a tar", file: "bundle.tar", flags: [] },
  { name: "a directory over another one", file: "bundle", flags: ["--force"] },
  { name: "a tar over another one", file: "bundle.tar", flags: ["--force"] },
  { name: "a directory, its spool elsewhere", file: "bundle", flags: ["--scratch", scratch] },
];

// Whole seconds, so that they can be set again exactly; long ago, so that a change could not hide behind them.
const CHANGED_AT = new Date("2026-01-05T06:07:08Z");
const source = join(work, "evidence.jsonl");
const unreadable = join(work, "unreadable.jsonl");
const command = ({ file, flags }, from = source) => [
  node,
  main,
  "export",
  "run",
  "--profile",
  "json:raw",
  "--from",
  `osv=${from}`,
  "--out",
  join(place, file),
  "-o",
  "json",
  ...flags,
];
const partialOf = ({ file }) => join(place, `.${file}.stella-partial`);
/** The records that the main thread reads: there as soon as anything is. */
const RECORDS = "spool/records-0";

const problems = [];
const counts = { killed: 0, late: 0, named: 0, tidy: 0 };
const rerunMs = { early: [], late: [] };
const usual = await prepare();
for (const series of SERIES) await reference(series);
control();
for (let i = 0; i < KILLS && problems.length < 5; i++) await kill(SERIES[i % SERIES.length], (i + 0.5) / KILLS);
for (const problem of problems) console.log(`not ok killed: ${problem}`);
if (problems.length === 0) {
  const mean = (times) => (times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length) / 1000).toFixed(2);
  console.log(
    `ok ${counts.killed} kills of a run of ${(usual.ranMs / 1000).toFixed(2)} s (${(usual.cpuMs / 1000).toFixed(2)} s of CPU), each followed by the same bundle and nothing left`,
  );
  console.log(`#  reruns of ${mean(rerunMs.early)} s after an early kill, of ${mean(rerunMs.late)} s after a late one (mean)`);
  const enough = counts.late >= KILLS / 10 && counts.killed === KILLS;
  console.log(
    `${enough ? "ok" : "not ok"} ${counts.late} kills after the snapshot was complete: the rerun did not read the source${enough ? "" : ": too few to tell"}`,
  );
  console.log(`#  ${counts.named} of them after the bundle had its name, and ${counts.tidy} more when there was nothing left to tidy up`);
}
await afterTheName();
await fromStandardInput();
await together();

/** Real records often enough that a run takes the time that is asked for, and as many bytes that nobody can read. */
async function prepare() {
  const evidence = join(work, "evidence");
  mkdirSync(evidence);
  spawnSync("tar", ["xJf", archive, "-C", evidence], { stdio: "inherit" });
  const records = readdirSync(evidence, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8")));
  let usual;
  for (let times = 8; ; times = Math.ceil(times * Math.min(4, Math.max(1.15, (1.1 * MIN_RUN_MS) / Math.min(usual.ranMs, usual.cpuMs))))) {
    const file = openSync(source, "w");
    for (let i = 0; i < times; i++)
      writeSync(file, records.map((record) => `${JSON.stringify({ ...record, id: `${record.id}-${i}` })}\n`).join(""));
    closeSync(file);
    utimesSync(source, CHANGED_AT, CHANGED_AT);
    const outcomes = [];
    for (let i = 0; i < 3; i++) outcomes.push(await undisturbed(SERIES[0]));
    usual = outcomes.toSorted((a, b) => a.cpuMs - b.cpuMs)[1];
    if (Math.min(usual.ranMs, usual.cpuMs) >= MIN_RUN_MS) break;
  }
  writeFileSync(unreadable, Buffer.alloc(statSync(source).size, "x"));
  utimesSync(unreadable, CHANGED_AT, CHANGED_AT);
  return usual;
}

async function undisturbed(series) {
  clear();
  const outcome = await killAfterFirstWrite(command(series), place, options);
  if (outcome.status !== 0) throw new Error(`an undisturbed run ended with ${outcome.status}: ${outcome.stderr.slice(0, 300)}`);
  return outcome;
}

/** What the series gives when nothing happens to it, and a bundle for it to replace. */
async function reference(series) {
  const { stdout } = await undisturbed(series);
  series.result = JSON.parse(stdout);
  series.identity = identityAt(series);
  if (series.flags[0] !== "--force") return;
  series.older = join(kept, series.name);
  clear();
  spawnSync(node, [...command(series).slice(1), "--tenant", "older"], options);
  renameSync(join(place, series.file), series.older);
}

/** Without this the proof would prove nothing: a run that reads the source while it is unreadable fails. */
function control() {
  clear();
  renameSync(source, join(work, "good.jsonl"));
  renameSync(unreadable, source);
  const { status } = spawnSync(node, command(SERIES[0]).slice(1), options);
  if (status !== 2) problems.push(`a run over the unreadable source ended with ${status}`);
  renameSync(source, unreadable);
  renameSync(join(work, "good.jsonl"), source);
}

async function kill(series, share) {
  let { cpuMs } = usual;
  for (let attempt = 1; ; attempt++) {
    clear();
    if (series.older !== undefined) cpSync(series.older, join(place, series.file), { recursive: true });
    const outcome = await killAfterFirstWrite(command(series), place, { ...options, afterCpuMs: share * cpuMs });
    if (outcome.killed) break;
    // It had less to do than the usual one: that run tells how much.
    cpuMs = outcome.cpuMs;
    if (outcome.status !== 0 || attempt === 5)
      return problems.push(`${series.name} at ${share}: ended with ${outcome.status} before the kill (${outcome.stderr.slice(0, 200)})`);
  }
  counts.killed++;
  const where = `${series.name}, killed at ${(share * 100).toFixed(1)} %`;
  const out = join(place, series.file);
  const isNamed = existsSync(out) && identityAt(series) === series.identity;
  if (existsSync(out) && !isNamed && (series.older === undefined || identityAt(series) !== identityOf(series.older)))
    return problems.push(`${where}: something else stands at the output`);
  const left = (name) => existsSync(join(partialOf(series), name));
  const isLate = left("snapshot.json") || left("result.json");
  await again(series, where, { isLate, isNamed });
}

async function again(series, where, { isLate, isNamed }) {
  if (isLate) {
    renameSync(source, join(work, "good.jsonl"));
    renameSync(unreadable, source);
  }
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(node, command(series).slice(1), { ...options, encoding: "utf8" });
  rerunMs[isLate ? "late" : "early"].push(performance.now() - startedMs);
  if (isLate) {
    renameSync(source, unreadable);
    renameSync(join(work, "good.jsonl"), source);
    counts.late++;
    if (isNamed) counts.named++;
  }
  const isDone = status === 7 && isNamed && !isLate && series.older === undefined;
  if (isDone) counts.tidy++;
  else if (status !== 0) return problems.push(`${where}: the next run ended with ${status}: ${stderr.slice(0, 300)}`);
  else if (JSON.stringify(JSON.parse(stdout)) !== JSON.stringify(series.result))
    return problems.push(`${where}: the next run gave another result: ${stdout.slice(0, 300)}`);
  if (identityAt(series) !== series.identity) return problems.push(`${where}: the next run made another bundle`);
  const listing = [place, scratch, temporary].map((folder) => readdirSync(folder).join());
  if (listing.join("|") !== `${series.file}||`) problems.push(`${where}: left behind: ${listing.join(" | ")}`);
}

/** Between its name and its exit a run only tidies up. That takes too little time to be met by chance. */
async function afterTheName() {
  const [series] = SERIES;
  let wrong;
  let met = 0;
  for (let round = 0; round < 5; round++) {
    clear();
    if (!(await killWhenThere(command(series), join(place, series.file, "export.json"), options))) continue;
    const isLeft = existsSync(join(partialOf(series), "result.json"));
    const { status, stdout } = spawnSync(node, command(series).slice(1), { ...options, encoding: "utf8" });
    if (isLeft) met++;
    if (isLeft && (status !== 0 || JSON.stringify(JSON.parse(stdout)) !== JSON.stringify(series.result)))
      wrong ??= `exit ${status}: ${stdout}`;
    if (!isLeft && status !== 7) wrong ??= `exit ${status} where there was nothing left to do`;
    if (identityAt(series) !== series.identity || readdirSync(place).join() !== series.file) wrong ??= `left ${readdirSync(place).join()}`;
  }
  if (met === 0) wrong ??= "no run was met";
  console.log(
    wrong === undefined ? `ok ${met} kills after the bundle had its name: the next run reported it` : `not ok after the name: ${wrong}`,
  );
}

/** A run that was told its evidence through a pipe is never gone on with: what comes through it now may be something else. */
async function fromStandardInput() {
  const [series] = SERIES;
  const lines = readFileSync(source, "utf8").split("\n").slice(0, 40_000);
  const [one, other] = [lines, lines.slice(1000)].map((some) => `${some.join("\n")}\n`);
  const run = (input) => spawnSync(node, command(series, "-").slice(1), { ...options, input, encoding: "utf8", maxBuffer: 1 << 26 });
  clear();
  const expected = run(other);
  const identity = identityAt(series);
  let wrong;
  let killed = 0;
  for (const file of [RECORDS, "store/blobs", "store/ingest/0", "store/ingest/3", "tree", "tree/export.json"]) {
    clear();
    if (!(await killWhenThere(command(series, "-"), join(partialOf(series), file), { ...options, input: one }))) continue;
    killed++;
    const { status, stderr } = run(other);
    if (status !== 0 || identityAt(series) !== identity) wrong ??= `after a kill at ${file}: exit ${status}, ${stderr.slice(0, 200)}`;
    if (readdirSync(place).join() !== series.file) wrong ??= `after a kill at ${file}: left ${readdirSync(place).join()}`;
  }
  if (expected.status !== 0) wrong = `an undisturbed run from standard input ended with ${expected.status}`;
  if (killed < 4) wrong ??= `only ${killed} runs were killed`;
  console.log(
    wrong === undefined
      ? `ok ${killed} kills of a run from standard input: the next one took what came then`
      : `not ok standard input: ${wrong}`,
  );
}

/** Several runs at once over what a killed one left: at most one takes it, and the others leave it alone. */
async function together() {
  const [series] = SERIES;
  const few = join(work, "few.jsonl");
  writeFileSync(few, `${readFileSync(source, "utf8").split("\n").slice(0, 20_000).join("\n")}\n`);
  utimesSync(few, CHANGED_AT, CHANGED_AT);
  clear();
  spawnSync(node, command(series, few).slice(1), options);
  const identity = identityAt(series);
  const ends = { 0: 0, 7: 0 };
  let wrong;
  for (let round = 1; round <= 6; round++) {
    clear();
    const file = round % 2 === 0 ? "snapshot.json" : RECORDS;
    if (!(await killWhenThere(command(series, few), join(partialOf(series), file), options))) wrong ??= `round ${round}: no run was killed`;
    const outcomes = await runTogether(
      Array.from({ length: 4 }, () => command(series, few)),
      options,
    );
    for (const { status, stderr } of outcomes) {
      if (status === 0 || status === 7) ends[status]++;
      else wrong ??= `round ${round}: exit ${status}, ${stderr.slice(0, 300)}`;
    }
    // They may all have given way to each other.
    if (!existsSync(join(place, series.file))) spawnSync(node, command(series, few).slice(1), options);
    if (identityAt(series) !== identity) wrong ??= `round ${round}: another bundle`;
    if (readdirSync(place).join() !== series.file) wrong ??= `round ${round}: left ${readdirSync(place).join()}`;
  }
  if (ends[0] === 0 || ends[7] === 0) wrong ??= `${ends[0]} runs made the bundle, ${ends[7]} were refused`;
  console.log(
    wrong === undefined
      ? `ok 6 times 4 runs at once after a kill: ${ends[0]} made the bundle, ${ends[7]} were refused, one identity`
      : `not ok runs at once: ${wrong}`,
  );
}

function clear() {
  for (const folder of [place, scratch, temporary]) for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

function identityAt(series) {
  return identityOf(join(place, series.file));
}

/** All bytes of a tar, the manifest of a directory: it names all others by their digests, and `run` has checked them. */
function identityOf(path) {
  const file = statSync(path).isDirectory() ? join(path, "export.json") : path;
  return existsSync(file) ? hash("sha256", readFileSync(file)) : "none";
}

// Over the same OSV documents, our database and that of Trivy's own builder (trivy-db as a Go module) agree key by key and member
// by member, but for the differences that tests/ci/trivy/differences.mjs names with their reasons.
// Usage: node tests/ci/trivy-db-differential.mjs [osv-small|osv-large ...]   (default both; `--list RULE` prints what a rule allowed)
import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { goTool } from "../../tools/go-tool.mjs";
import { layOutEvidence } from "./trivy/builder-evidence.mjs";
import { KEY_RULES, MEMBER_RULES } from "./trivy/differences.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { list: { type: "string" } } });
const work = mkdtempSync(join(tmpdir(), "trivy-db-differential-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

for (const set of positionals.length === 0 ? ["osv-small", "osv-large"] : positionals) {
  const archive = join(root, "../shared/data", `${set}.tar.xz`);
  if (!existsSync(archive)) console.log(`skip trivy-db-differential ${set}: ${archive} is not there`);
  else await compare(set, archive);
}

async function compare(set, archive) {
  const builder = await goTool("tests/ci/reference-builder");
  const folder = join(work, set);
  const evidence = layOutEvidence(archive, folder);
  const theirs = await dump(builder, buildTheirs(builder, evidence.theirs, join(folder, "reference")));
  const made = buildOurs(evidence.ours, join(folder, "bundle"));
  const ours = await dump(builder, made.database);
  const { counts, failures } = judge({ theirs, ours, records: readRecords(evidence.ours), reported: reportedIn(made.unmappable) });
  for (const [name, count] of counts) console.log(`     ${set}: ${name}: ${count}`);
  for (const failure of failures.slice(0, 40)) console.log(`     ${set}: ${failure}`);
  const what = `trivy-db-differential ${set}`;
  if (theirs.size === 0 || ours.size === 0) console.log(`not ok ${what}: a database is empty`);
  else if (failures.length === 0)
    console.log(`ok ${what}: ${theirs.size} values of theirs, ${ours.size} of ours, every difference has its rule`);
  else console.log(`not ok ${what}: ${failures.length} differences without a rule`);
}

/** Only the databases that the builder reads, in a folder of their own. */
function buildTheirs(builder, evidence, out) {
  must(builder, ["build", evidence, out]);
  return join(out, "trivy.db");
}

function buildOurs(evidence, bundle) {
  must(join(root, "stella"), ["export", "run", "--profile", "trivy:db", "--from", `osv=${evidence}`, "--out", bundle, "-q"]);
  writeFileSync(`${bundle}.tar`, gunzipSync(readFileSync(join(bundle, "trivy/db.tar.gz"))));
  must("tar", ["xf", `${bundle}.tar`, "-C", dirname(bundle)]);
  return { database: join(dirname(bundle), "trivy.db"), unmappable: join(bundle, "reports/unmappable.jsonl") };
}

/** Every value, by its place as JSON. */
async function dump(builder, database) {
  const path = `${database}.jsonl`;
  must("sh", ["-c", '"$1" dump "$2" > "$3"', "sh", builder, database, path]);
  const values = new Map();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const place = JSON.parse(line);
    const value = place.pop();
    values.set(JSON.stringify(place), JSON.parse(value));
  }
  return values;
}

/** Of each id: how many records name it, and their texts. */
function readRecords(evidence) {
  const records = new Map();
  for (const entry of readdirSync(evidence, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const { id, aliases, upstream, summary, details } = JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8"));
    for (const each of new Set([id, ...(aliases ?? []), ...(upstream ?? [])].map((name) => name.trim()))) {
      const known = records.get(each) ?? { documents: 0, texts: new Set() };
      records.set(each, known);
      known.documents++;
      known.texts.add(summary).add(details);
    }
  }
  return records;
}

/** Whether the report names a package and one of the ids, or with no package one of the ids. */
function reportedIn(path) {
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const fold = (name) => name.toLowerCase().replaceAll("_", "-");
  const aliases = new Map();
  for (const line of lines) aliases.set(line.id, (aliases.get(line.id) ?? new Set()).add(fold(line.package)));
  return (name, ids, records) =>
    ids.some((id) => aliases.has(id) && (name === undefined || aliases.get(id).has(fold(name)))) ||
    (name === undefined && lines.some((line) => records?.get(ids[0])?.ids.has(line.id)));
}

function judge({ theirs, ours, records, reported }) {
  const counts = new Map([...KEY_RULES, ...MEMBER_RULES].map(({ name }) => [name, 0]));
  const failures = [];
  const ids = (values) =>
    new Set(
      [...values.keys()]
        .map((key) => JSON.parse(key))
        .filter((place) => place.length === 3)
        .map((place) => place[2]),
    );
  const rootsOf = (values) => new Set([...values.keys()].map((key) => JSON.parse(key)[0]));
  const [ourIds, theirIds] = [ids(ours), ids(theirs)];
  const packages = new Map();
  for (const [key, value] of theirs) {
    const [bucket, name, id] = JSON.parse(key);
    if (id !== undefined) packages.set(`${bucket}\0${name}`, [...(packages.get(`${bucket}\0${name}`) ?? []), value]);
  }
  const missing = [...theirs.keys()]
    .filter((key) => !ours.has(key))
    .map((key) => JSON.parse(key))
    .filter((place) => place.length === 3);
  const context = {
    // Details of an id are missing where its only advisory is.
    reported: (name, names) =>
      name === undefined ? missing.some((place) => names.includes(place[2])) && !ourIds.has(names[0]) : reported(name, names),
    siblings: ([bucket, name]) => packages.get(`${bucket}\0${name}`) ?? [],
    isOurs: (id) => ourIds.has(id),
    isTheirs: (id) => theirIds.has(id),
    roots: { ours: rootsOf(ours), theirs: rootsOf(theirs) },
  };
  const decide = (rules, difference, describe) => {
    const rule = rules.find(({ allows }) => allows({ ...context, ...difference }));
    if (rule === undefined) failures.push(describe());
    else counts.set(rule.name, counts.get(rule.name) + 1);
    if (rule !== undefined && rule.name === flags.list) console.log(`     ${rule.name}: ${describe()}`);
  };
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    const place = JSON.parse(key);
    const [a, b] = [theirs.get(key), ours.get(key)];
    if (a === undefined || b === undefined) {
      decide(
        KEY_RULES,
        { place, theirs: a, ours: b },
        () => `${a === undefined ? "only ours" : "only theirs"}: ${place.join(" | ")}: ${text(a ?? b)}`,
      );
      continue;
    }
    const { documents = 0, texts = new Set() } = records.get(place.at(-1)) ?? {};
    for (const member of new Set([...Object.keys(a), ...Object.keys(b)])) {
      if (JSON.stringify(a[member]) === JSON.stringify(b[member])) continue;
      decide(
        MEMBER_RULES,
        { place, member, theirs: a[member], ours: b[member], documents, texts, value: a },
        () => `${place.join(" | ")}: ${member}: theirs ${text(a[member])}, ours ${text(b[member])}`,
      );
    }
  }
  return { counts, failures };
}

function text(value) {
  return (JSON.stringify(value) ?? "none").slice(0, 200);
}

function must(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`${program} ${args.slice(0, 2).join(" ")}: ${error?.message ?? stderr.slice(-1000)}`);
}

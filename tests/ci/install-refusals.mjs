// A database that was cut, at every page boundary and 1,000 other places, or is empty, older, foreign, unsigned, expired or
// shrunken, is refused with its code, and the cache is what it was. The cuts are sealed again, so that no digest gives them away.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pack, resealer, stella, unpack, writeAdvisories } from "./install/bundles.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const dist = (path) => import(join(root, "packages", path));
const { systemClock } = await dist("core/dist/index.js");
const { openFolderState } = await dist("core/dist/node/index.js");
const { installBundle } = await dist("adapter-trivy/dist/tools/index.js");
const PAGE = 4096;
const CUTS = 1000;
const work = mkdtempSync(join(tmpdir(), "install-refusals-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const report = (name, problem) => {
  console.log(problem === undefined ? `ok install-refusals: ${name}` : `not ok install-refusals: ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};

const cache = join(work, "cache");
const at = (name) => join(work, name);
writeAdvisories(at("many"), 500);
writeAdvisories(at("few"), 200);
const make = (out, from, ...more) =>
  stella(["run", "--profile", "trivy:db", "--from", `acme=${at(from)}`, "--out", at(out), "-q", ...more]);
make("older", "many", "--sequence", "1");
make("installed", "many", "--sequence", "2", "--as-of", "2026-03-05T00:00:00Z");
make("next", "many", "--sequence", "3", "--as-of", "2026-03-06T00:00:00Z");
make("shrunken", "few", "--sequence", "3");
make("expired", "many", "--sequence", "3", "--expires-in", "1d");
make("foreign", "many", "--sequence", "3", "--tenant", "somebody-else");
stella(["run", "--profile", "json:raw", "--from", `acme=${at("few")}`, "--out", at("other-kind"), "-q"]);

const ANYBODY = { kind: "integrity-only" };
const install = (bundle, { firstUse = false, mode = ANYBODY } = {}) =>
  installBundle({ bundle: at(bundle), cache, mode, state: openFolderState(join(cache, "stella"), { firstUse }), clock: systemClock });
await install("older", { firstUse: true });
await install("installed");
const before = cacheState();

/** Undefined where the bundle is refused with one of the codes, and the cache is what it was. */
async function wrongWith(bundle, codes, options) {
  let code = "installed";
  try {
    await install(bundle, options);
  } catch (error) {
    code = error.code ?? error.stack;
  }
  const now = cacheState();
  if (now !== before) return `the cache has changed (${code})`;
  return codes.map((each) => `ERR_EXPORT_${each}`).includes(code) ? undefined : String(code);
}

const NOBODY = { kind: "signed", policy: { keys: [], threshold: 1 } };
for (const { bundle, code, options } of [
  { bundle: "older", code: "ROLLBACK" },
  { bundle: "shrunken", code: "QUALITY_GATE" },
  { bundle: "expired", code: "EXPIRED" },
  { bundle: "foreign", code: "FIRST_USE" },
  { bundle: "other-kind", code: "FIRST_USE" },
  { bundle: "other-kind", code: "PROFILE_MISMATCH", options: { firstUse: true } },
  { bundle: "next", code: "SIGNATURE_MISSING", options: { mode: NOBODY } },
])
  report(`${bundle}: ${code}`, await wrongWith(bundle, [code], options));

const { database, metadata, tar } = await unpack(at("next"));
cpSync(at("next"), at("changed"), { recursive: true });
const reseal = resealer(at("changed"));
const changed = async (files, codes) => {
  reseal(await pack(files));
  return wrongWith("changed", codes);
};

// The whole one first: what refuses the others is that they are not whole.
reseal(tar);
report("sealed again and whole passes", await dryRun());
report("no metadata.json", await changed({ "trivy.db": database }, ["DATABASE_SCHEMA"]));
for (const version of [1, 3]) {
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(metadata.toString()), Version: version }));
  report(`schema ${version}`, await changed({ "metadata.json": other, "trivy.db": database }, ["DATABASE_SCHEMA"]));
}
for (const [UpdatedAt, NextUpdate] of [
  ["2999-01-01T00:00:00Z", "2999-01-02T00:00:00Z"],
  ["2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"],
  ["2026-03-06T00:00:00Z", "9999-01-01T00:00:00Z"],
]) {
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(metadata.toString()), UpdatedAt, NextUpdate }));
  report(
    `updated at ${UpdatedAt}, next at ${NextUpdate}`,
    await changed({ "metadata.json": other, "trivy.db": database }, ["DATABASE_SCHEMA"]),
  );
}
report("no database", await changed({ "metadata.json": metadata }, ["DATABASE_DAMAGED"]));
report("a Java database in its place", await changed({ "metadata.json": metadata, "trivy-java.db": database }, ["DATABASE_DAMAGED"]));
report("an empty file", await changed({ "metadata.json": metadata, "trivy.db": Buffer.alloc(0) }, ["DATABASE_DAMAGED"]));
for (const [name, tree] of [
  ["no bucket at all", "{}"],
  ["no advisory", '{"vulnerability":{"CVE-2026-1":"{}"},"data-source":{}}'],
])
  report(name, await changed({ "metadata.json": metadata, "trivy.db": load(tree) }, ["QUALITY_GATE", "DATABASE_DAMAGED"]));

const pages = database.length / PAGE;
const boundaries = Array.from({ length: pages }, (_, i) => i * PAGE);
await sweep(`the database cut at each of ${pages} page boundaries`, boundaries, (offset) =>
  changed({ "metadata.json": metadata, "trivy.db": database.subarray(0, offset) }, ["DATABASE_DAMAGED"]),
);
const random = numbers(CUTS);
await sweep(
  `the database cut at ${CUTS} random offsets`,
  random.map((number) => number % database.length),
  (offset) => changed({ "metadata.json": metadata, "trivy.db": database.subarray(0, offset) }, ["DATABASE_DAMAGED"]),
);
const stored = readFileSync(join(at("next"), "trivy/db.tar.gz"));
await sweep(
  "the archive cut at 100 random offsets and sealed again",
  random.slice(0, 100).map((number) => number % stored.length),
  (offset) => {
    reseal(tar, stored.subarray(0, offset));
    return wrongWith("changed", ["DATABASE_DAMAGED", "DATABASE_SCHEMA"]);
  },
);

async function sweep(name, offsets, look) {
  const wrong = [];
  const began = performance.now();
  for (const offset of offsets) {
    const problem = await look(offset);
    if (problem !== undefined) wrong.push(`${offset}: ${problem}`);
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  report(`${name} (${offsets.length} refused, ${seconds} s)`, wrong.length === 0 ? undefined : wrong.slice(0, 3).join("; "));
}

async function dryRun() {
  const { cache: _, ...result } = await installBundle({
    bundle: at("changed"),
    cache,
    mode: ANYBODY,
    state: openFolderState(join(cache, "stella"), { firstUse: false }),
    clock: systemClock,
    dryRun: true,
  }).catch((error) => ({ error }));
  return result.error?.message ?? (cacheState() === before ? undefined : "the cache has changed");
}

function load(tree) {
  const out = at(`tree-${tree.length}.db`);
  writeFileSync(at("tree.json"), tree);
  stella(["db", "load", at("tree.json"), "--out", out, "-q"]);
  return readFileSync(out);
}

/** Everything in the cache: paths, bytes, and what is no file. */
function cacheState() {
  const entries = readdirSync(cache, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${path} ${entry.isFile() ? readFileSync(path, "base64") : entry.isDirectory() ? "folder" : "other"}`;
  });
  return entries.sort((a, b) => (a < b ? -1 : 1)).join("\n");
}

/** The same each time: a failure can be repeated. */
function numbers(count) {
  let seed = 20260304;
  return Array.from({ length: count }, () => (seed = (seed * 1103515245 + 12345) % 2 ** 31));
}

// The same evidence gives one contentDigest and one export.json in processes that differ in everything that must not matter.
// Which differences, the harness knows; here is what is run in them and what is compared.
// Usage: node tests/ci/determinism.mjs [WORD]   (only the comparisons whose name has the word)
import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROCESS_AXES, removeOutput, runIn, witness } from "./harness/environments.mjs";
import { evidenceAs, FORMS, linesOf, ORDERS } from "./harness/evidence-forms.mjs";
import { layOutArtifacts } from "./harness/java-artifacts.mjs";
import { pairwise } from "./harness/pairwise.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const main = join(root, "packages/cli/dist/main.js");
const driver = join(import.meta.dirname, "harness/batched-run.mjs");
const sets = Object.fromEntries(["osv-small", "vex", "osv-large"].map((name) => [name, join(root, "../shared/data", `${name}.tar.xz`)]));
const missing = Object.values(sets).find((path) => !existsSync(path));
if (missing !== undefined) {
  console.log(`skip determinism: ${missing} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "determinism-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const MIN_ENVIRONMENTS = 32;

/** What of the command may differ, beside what is around it. */
const AXES = {
  ...PROCESS_AXES,
  workers: ["", "1", "2", "16"],
  /** Documents that a source hands over at a time; as many as it likes, where none is said. */
  batch: ["", "1", "7", "100"],
  form: FORMS,
  order: ORDERS,
  out: ["bundle", "bundle.tar"],
};

const [word = ""] = process.argv.slice(2);
const [osv, vex] = ["osv-small", "vex"].map(unpacked);
const rows = pairwise(AXES, MIN_ENVIRONMENTS);
const { met, open } = pairsIn(AXES, rows);
const isPairwise = open === 0 && rows.length >= MIN_ENVIRONMENTS;
console.log(
  `${isPairwise ? "ok" : "not ok"} determinism: ${rows.length} environments over ${Object.keys(AXES).length} axes, ${met} pairs of values met, ${open} not${isPairwise ? "" : ": too few"}`,
);
await compare("osv-small + vex as folders and archives", rows, ({ form, order }) => [
  ["osv", evidenceAs(form, order, osv, work)],
  ["vex", evidenceAs(form, order, vex, work)],
]);

// A line's path is its file's, so these records are others than those above.
const { node, attempt, cpus, clock } = PROCESS_AXES;
const lineOrders = [...ORDERS, "shuffled again", "shuffled once more"];
await compare(
  "osv-small + vex as JSON Lines",
  pairwise({ order: lineOrders, node, attempt, cpus, clock, workers: AXES.workers, batch: AXES.batch }),
  ({ order }) => [
    ["osv", linesOf(order, osv, work)],
    ["vex", linesOf(order, vex, work)],
  ],
);

const large = "osv-large".includes(word) ? unpacked("osv-large") : "";
await compare(
  "osv-large",
  [
    { form: "folder", order: "sorted" },
    {
      form: "zip",
      order: "reversed",
      node: "22.22.2",
      tz: "GMT-14",
      locale: "tr_TR.UTF-8",
      clock: "+399d",
      workers: "1",
      out: "bundle.tar",
    },
    { form: "tar.zst", order: "shuffled", node: "26.10.0", cpus: "one", workers: "16", umask: "0077", batch: "7", cwd: "späced ☃" },
    { form: "tar.gz", order: "shuffled", attempt: "resumed", home: "/nonexistent", noise: "loud", locale: "ar_EG.UTF-8" },
  ],
  ({ form, order }) => [["osv", evidenceAs(form, order, large, work)]],
);

// What a database is made of is sorted and joined on scratch of its own, which a killed run leaves behind. contentDigest is that of the tar in
// db.tar.gz: one digest, one trivy.db.
await compare(
  "osv-small as a Trivy database",
  pairwise({ order: ORDERS, form: ["folder", "tar.gz"], node, attempt, cpus, clock, workers: AXES.workers }),
  ({ form, order }) => [["osv", evidenceAs(form, order, osv, work)]],
  "trivy:db",
);

// SQLite itself differs from Node to Node.
const artifacts = join(work, "artifacts");
layOutArtifacts(artifacts, join(root, "samples/evidence"));
await compare(
  "artifacts as a Java database",
  pairwise({ order: ORDERS, form: ["folder", "tar.gz"], node, attempt, cpus, clock, workers: AXES.workers }),
  ({ form, order }) => [["maven", evidenceAs(form, order, artifacts, work)]],
  "trivy:java-db",
);

async function compare(name, environments, sourcesOf, profile = "json:raw") {
  if (!name.includes(word)) return;
  const outcomes = [];
  const problems = [];
  for (const [i, environment] of environments.entries()) {
    const seen = await witness(environment, work);
    if (seen.wrong !== undefined) problems.push(`${describe(environment)} did not take effect: ${seen.wrong}`);
    const outcome = await once(environment, sourcesOf(environment), join(work, "out", String(i)), profile);
    if (outcome.error === undefined) outcomes.push(outcome);
    else problems.push(`${describe(environment)}: ${outcome.error}`);
  }
  const digests = new Set(outcomes.map(({ contentDigest }) => contentDigest));
  const manifests = Object.groupBy(outcomes, ({ codec }) => codec);
  for (const [codec, some] of Object.entries(manifests)) {
    const count = new Set(some.map(({ manifest }) => manifest)).size;
    if (count !== 1) problems.push(`${count} different export.json with zstd ${codec}`);
  }
  if (digests.size !== 1) {
    const odd = outcomes.find(({ contentDigest }) => contentDigest !== outcomes[0].contentDigest);
    problems.push(
      `${digests.size} different contentDigests; ${describe(odd.environment)} differs from ${describe(outcomes[0].environment)}`,
    );
  }
  for (const problem of problems.slice(0, 5)) console.log(`not ok determinism of ${name}: ${problem}`);
  if (problems.length > 0) return;
  const codecs = Object.keys(manifests).map((codec) => `zstd ${codec}`);
  const resumed = outcomes.filter(({ environment }) => environment.attempt === "resumed").length;
  console.log(
    `ok determinism of ${name}: ${outcomes.length} environments (${resumed} killed and resumed), ${digests.size} contentDigest, ` +
      `${codecs.length} export.json (${codecs.join(", ")}): ${[...digests].join()}`,
  );
}

async function once(environment, from, folder, profile) {
  const { workers = "", batch = "", out: file = "bundle" } = environment;
  mkdirSync(folder, { recursive: true });
  const out = join(folder, file);
  const partial = join(folder, `.${file}.stella-partial`);
  const request = { root, profile, from, out, ...(workers === "" ? {} : { workers: Number(workers) }), batch: Number(batch) };
  const flags = [
    "--profile",
    profile,
    "--rejects",
    "report",
    ...from.flatMap(([name, path]) => ["--from", `${name}=${path}`]),
    "--out",
    out,
    "-o",
    "json",
  ];
  const args =
    batch === "" ? [main, "export", "run", ...flags, ...(workers === "" ? [] : ["--workers", workers])] : [driver, JSON.stringify(request)];
  const kill = { when: join(partial, "snapshot.json"), reset: () => removeOutput(out, partial) };
  const { status, stdout, stderr } = await runIn(environment, { args, work, kill });
  if (status !== 0) return { error: `exit ${status}: ${stderr.slice(0, 300)}` };
  const manifest = manifestOf(out);
  const { tool } = JSON.parse(manifest);
  removeOutput(folder, partial);
  return { environment, contentDigest: JSON.parse(stdout).contentDigest, manifest: hash("sha256", manifest), codec: tool.codec.version };
}

/** export.json of a directory, or of a tar, whose first file it is. */
function manifestOf(out) {
  if (statSync(out).isDirectory()) return readFileSync(join(out, "export.json"));
  const tar = readFileSync(out);
  const sizeBytes = Number.parseInt(tar.toString("latin1", 124, 135), 8);
  return tar.subarray(512, 512 + sizeBytes);
}

function unpacked(name) {
  const folder = join(work, name);
  mkdirSync(folder);
  spawnSync("tar", ["xJf", sets[name], "-C", folder], { stdio: "inherit" });
  return folder;
}

/** How many pairs of values the rows have and how many they lack, counted without regard to how they were made. */
function pairsIn(axes, rows) {
  const names = Object.keys(axes);
  const pairs = names.flatMap((a, i) => names.slice(i + 1).flatMap((b) => axes[a].flatMap((x) => axes[b].map((y) => ({ a, b, x, y })))));
  const met = pairs.filter(({ a, b, x, y }) => rows.some((row) => row[a] === x && row[b] === y)).length;
  return { met, open: pairs.length - met };
}

function describe(environment) {
  return Object.entries(environment)
    .filter(([, value]) => value !== "")
    .map(([axis, value]) => `${axis} ${value}`)
    .join(", ");
}

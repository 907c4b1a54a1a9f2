// `diff` of two dates of osv-delta is the one that an independent script makes of the dumps, and has the shape of its schema; its
// flips are those between two scans by real Trivy of all SBOMs of data/sbom that Trivy can read.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const archive = join(root, "../shared/data/osv-delta.tar.xz");
if (!existsSync(archive)) {
  console.log(`skip diff: ${archive} is not there`);
  process.exit(0);
}
const work = mkdtempSync(join(tmpdir(), "diff-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const report = (name, problem) => {
  console.log(problem === "" ? `ok diff: ${name}` : `not ok diff: ${name}: ${problem}`);
  if (problem !== "") process.exitCode = 1;
};
const run = (command, args) =>
  execFileSync(command, args, { encoding: "utf8", cwd: work, maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
const stella = (...args) => run(join(root, "stella"), ["export", ...args]);

run("tar", ["xJf", archive]);
const dates = ["t1", "t2", "t3"];
for (const date of dates) {
  stella("run", "--profile", "trivy:db", "--from", `osv=${date}`, "--rejects", "report", "--out", `${date}-bundle`);
  run("tar", ["xzf", `${date}-bundle/trivy/db.tar.gz`, "--transform", `s/^trivy/${date}/`, "trivy.db"]);
  writeFileSync(join(work, `${date}.json`), stella("db", "dump", `${date}.db`));
}
for (const [from, to] of [
  ["t1", "t2"],
  ["t2", "t3"],
  ["t3", "t1"],
]) {
  // prettier-ignore
  writeFileSync(join(work, "diff.json"), stella("diff", `${from}-bundle`, `${to}-bundle`, "-o", "json"));
  const peer = spawnSync("python3", [join(import.meta.dirname, "diff-peer/diff.py"), `${from}.json`, `${to}.json`, "diff.json"], {
    cwd: work,
    encoding: "utf8",
  });
  report(`${from} to ${to}: ${peer.stdout.trim()}`, peer.status === 0 ? "" : `${peer.stdout}${peer.stderr}`.slice(0, 1000));
}
const schema = spawnSync("python3", ["-m", "jsonschema", "-i", join(work, "diff.json"), join(root, "docs/schemas/diff-v1.schema.json")], {
  encoding: "utf8",
});
if (/No module named/.test(schema.stderr)) console.log("skip diff: the schema: python3 has no module jsonschema");
else report("the result fits its schema", schema.status === 0 ? "" : schema.stderr.slice(0, 500));

const sboms = join(root, "../shared/data/sbom.tar.xz");
if (existsSync(sboms)) await compareFlips();
else console.log(`skip diff: flips: ${sboms} is not there`);

async function compareFlips() {
  const trivy = await goTool("trivy-0.69.3");
  run("tar", ["xJf", sboms]);
  const folder = join(work, "sbom");
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  for (const date of dates) makeCache(date);
  const scans = Object.fromEntries(
    dates.map((date) => [date, new Map(names.map((name) => [name, scan(trivy, date, join(folder, name))]))]),
  );
  const readable = names.filter((name) => dates.every((date) => scans[date].get(name) !== undefined));
  for (const [from, to] of [
    ["t1", "t2"],
    ["t2", "t3"],
    ["t1", "t3"],
  ]) {
    // prettier-ignore
    const theirs = readable.flatMap((name) => flipsOf(name, scans[from].get(name), scans[to].get(name)));
    const { flips } = JSON.parse(stella("diff", `${from}-bundle`, `${to}-bundle`, "--sbom", folder, "-o", "json"));
    const ours = flips
      .filter(({ sbom }) => readable.includes(sbom))
      .map(({ sbom, purl, vuln, to: verdict }) => `${sbom} ${plainPurl(purl)} ${vuln} ${verdict}`);
    const [a, b] = [new Set(theirs), new Set(ours)];
    const wrong = [
      ...[...a].filter((flip) => !b.has(flip)).map((flip) => `- ${flip}`),
      ...[...b].filter((flip) => !a.has(flip)).map((flip) => `+ ${flip}`),
    ];
    report(
      `${from} to ${to}: ${a.size} flips in ${readable.length} of ${names.length} SBOMs, as two scans by Trivy`,
      a.size === 0 ? "no flip" : wrong.length === 0 ? "" : `${wrong.length} differ:\n${wrong.slice(0, 20).join("\n")}`,
    );
  }
}

function makeCache(date) {
  const db = join(work, `cache-${date}`, "db");
  mkdirSync(db, { recursive: true });
  run("tar", ["xzf", `${date}-bundle/trivy/db.tar.gz`, "-C", db]);
  const metadata = JSON.parse(readFileSync(join(db, "metadata.json"), "utf8"));
  writeFileSync(join(db, "metadata.json"), JSON.stringify({ ...metadata, DownloadedAt: metadata.UpdatedAt }));
}

/** What Trivy reports, `purl id`; undefined for what it does not read. */
function scan(trivy, date, sbom) {
  const args = [
    "sbom",
    "--cache-dir",
    `cache-${date}`,
    "-q",
    "--skip-db-update",
    "--skip-java-db-update",
    "--skip-version-check",
    "--offline-scan",
  ];
  const { status, stdout } = spawnSync(trivy, [...args, "--format", "json", "--scanners", "vuln", "--list-all-pkgs=false", sbom], {
    cwd: work,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { PATH: process.env.PATH, HOME: work, TMPDIR: work },
  });
  if (status !== 0) return undefined;
  const results = JSON.parse(stdout).Results ?? [];
  return new Set(
    results.flatMap(({ Vulnerabilities = [] }) =>
      Vulnerabilities.map(({ PkgIdentifier, VulnerabilityID }) => `${plainPurl(PkgIdentifier?.PURL ?? "")} ${VulnerabilityID}`),
    ),
  );
}

function flipsOf(name, before, after) {
  return [
    ...[...after].filter((finding) => !before.has(finding)).map((finding) => `${name} ${finding} affected`),
    ...[...before].filter((finding) => !after.has(finding)).map((finding) => `${name} ${finding} not_affected`),
  ];
}

/** Trivy writes a purl anew: escapes, case and the order of qualifiers are its own. */
function plainPurl(text) {
  const [path, query = ""] = decodeURIComponent(text.replaceAll("+", "%2B")).toLowerCase().split("?");
  return [
    path,
    ...query
      .split("&")
      .filter((each) => each !== "")
      .sort(),
  ].join(" ");
}

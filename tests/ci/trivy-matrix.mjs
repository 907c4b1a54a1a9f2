// A database made from OSV documents through the whole pipeline finds, in real Trivy, what it should in projects of every
// language and in SBOMs of every operating system, and nothing one version below and at each fixed bound. Findings are compared, never exit
// codes: older versions turn a bad database into an empty one without a word.
// Usage: node tests/ci/trivy-matrix.mjs [VERSION ...]   (default 0.69.3; a name "trivy-VERSION" of tools/go-tools.json)
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { goTool } from "../../tools/go-tool.mjs";
import { digestOf, disagreement, ourProblem, treeOf } from "./bolt-cases/agreement.mjs";
import { languageCases } from "./trivy/language-cases.mjs";
import { cyclonedx, systemCases } from "./trivy/system-cases.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const given = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "trivy-matrix-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const cache = makeCache();
const database = join(cache, "db", "trivy.db");
const digest = digestOf(treeOf(database));
for (const version of given.length === 0 ? ["0.69.3"] : given) await check(version);

/** The bundle of all cases' advisories, unpacked as a cache that Trivy takes. */
function makeCache() {
  const evidence = join(work, "evidence");
  for (const { id, advisory } of [...languageCases, ...systemCases]) writeText(join(evidence, `${id}.json`), JSON.stringify(advisory));
  const bundle = join(work, "bundle");
  const made = run(join(root, "stella"), [
    "export",
    "run",
    "--profile",
    "trivy:db",
    "--from",
    `acme=${evidence}`,
    "--out",
    bundle,
    "--format",
    "json",
  ]);
  if (made.status !== 0) throw new Error(`stella: ${made.stderr}`);
  const unmappable = readFileSync(join(bundle, "reports/unmappable.jsonl"), "utf8");
  console.log(
    unmappable === "" ? "ok trivy-matrix: nothing is unmappable" : `not ok trivy-matrix: unmappable: ${unmappable.slice(0, 500)}`,
  );
  const db = join(work, "cache", "db");
  mkdirSync(db, { recursive: true });
  writeFileSync(join(work, "db.tar"), gunzipSync(readFileSync(join(bundle, "trivy/db.tar.gz"))));
  const unpacked = run("tar", ["xf", join(work, "db.tar"), "-C", db]);
  if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.stderr}`);
  // As a client that downloads does: without it, Trivy from 0.63 on takes the database for one that was cut off.
  const metadata = JSON.parse(readFileSync(join(db, "metadata.json"), "utf8"));
  writeFileSync(join(db, "metadata.json"), JSON.stringify({ ...metadata, DownloadedAt: metadata.UpdatedAt }));
  return dirname(db);
}

async function check(version) {
  const trivy = await goTool(`trivy-${version}`);
  const isFrom = (since) => since === undefined || compareVersions(version, since) >= 0;
  const isKnown = ({ since }) => isFrom(since);
  const found = languageFindings(trivy, version);
  for (const each of languageCases.filter(isKnown)) {
    const wrong = [];
    for (const [installed, isInRange, since] of each.versions) {
      const isAffected = isInRange && isFrom(since);
      const ids = found.get(`${each.id}/${installed}`) ?? new Set();
      if (ids.has(each.id) !== isAffected || ids.size > (isAffected ? 1 : 0))
        wrong.push(`${installed}: ${[...ids].join(" ") || "nothing"}`);
    }
    report(version, each.name, wrong);
  }
  for (const each of systemCases.filter(isKnown)) {
    const findings = sbomFindings(trivy, each.id, each.sbom(!isFrom("0.60.0")));
    const wrong = each.versions
      .filter(
        ([installed, isAffected]) =>
          findings.some((one) => one.InstalledVersion === installed && one.VulnerabilityID === each.id) !== isAffected,
      )
      .map(([installed]) => installed);
    report(version, each.name, wrong);
  }
  // Before 0.68 Trivy opens it for writing.
  const problem = ourProblem(database) ?? disagreement(await goTool("bolt-peer-1.4"), database, digest, work);
  report(version, "left the database sound, with the same entries", problem === undefined ? [] : [problem]);
}

/** Of versions of Trivy. */
function compareVersions(a, b) {
  const [x, y] = [a, b].map((text) => text.split(".").map(Number));
  const at = x.findIndex((number, i) => number !== y[i]);
  return at < 0 ? 0 : x[at] - y[at];
}

function report(version, name, wrong) {
  const what = `trivy-matrix ${version} ${name}`;
  console.log(wrong.length === 0 ? `ok ${what}` : `not ok ${what}: wrong at ${wrong.join(", ")}`);
}

/** Ids found in each project, by `<case's id>/<version>`: one scan of a tree of projects, and one for each SBOM. */
function languageFindings(trivy, version) {
  const projects = join(work, `projects-${version}`);
  const found = new Map();
  const note = (key, id) => found.set(key, (found.get(key) ?? new Set()).add(id));
  for (const each of languageCases) {
    for (const [installed] of each.versions) {
      if (each.sbom !== undefined) {
        const purl = each.sbom(each.packageName, installed);
        for (const finding of sbomFindings(trivy, `${each.id}-${installed}`, librarySbom(each.packageName, installed, purl)))
          note(`${each.id}/${installed}`, finding.VulnerabilityID);
      } else
        for (const [path, text] of Object.entries(each.files(each.packageName, installed)))
          writeText(join(projects, each.id, installed, path), text);
    }
  }
  const report = scan(trivy, ["fs"], projects);
  for (const { Target, Vulnerabilities = [] } of report.Results ?? [])
    for (const { VulnerabilityID } of Vulnerabilities) note(Target.split("/").slice(0, 2).join("/"), VulnerabilityID);
  return found;
}

function librarySbom(name, version, purl) {
  return cyclonedx([{ "bom-ref": purl, type: purl.startsWith("pkg:k8s") ? "application" : "library", name, version, purl }]);
}

function sbomFindings(trivy, name, sbom) {
  const path = join(work, `${name.replaceAll(/[^\w.-]/g, "_")}.cdx.json`);
  writeText(path, JSON.stringify(sbom));
  return (scan(trivy, ["sbom"], path).Results ?? []).flatMap(({ Vulnerabilities = [] }) => Vulnerabilities);
}

function scan(trivy, command, target) {
  const flags = [
    "--cache-dir",
    cache,
    "-q",
    "--skip-db-update",
    "--offline-scan",
    "--format",
    "json",
    "--scanners",
    "vuln",
    "--list-all-pkgs=false",
  ];
  const { status, stdout, stderr } = run(trivy, [...command, ...flags, target], {
    HOME: work,
    XDG_DATA_HOME: cache,
    GOPATH: work,
    NUGET_PACKAGES: join(work, "nuget"),
  });
  if (status !== 0) throw new Error(`trivy ${command.join(" ")} ${target}: ${stderr.slice(-500)}`);
  return JSON.parse(stdout);
}

function run(program, args, env = {}) {
  return spawnSync(program, args, { cwd: work, encoding: "utf8", env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
}

function writeText(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

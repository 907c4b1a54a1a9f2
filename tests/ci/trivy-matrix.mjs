// A database made from OSV documents through the whole pipeline finds, in real Trivy, what it should in projects of every
// language and in SBOMs of every operating system, and nothing one version below and at each fixed bound. Findings are compared, never exit
// codes: older versions turn a bad database into an empty one without a word.
// Usage: node tests/ci/trivy-matrix.mjs [VERSION ...]   (default 0.69.3; a name "trivy-VERSION" of tools/go-tools.json)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { digestOf, disagreement, ourProblem, treeOf } from "./bolt-cases/agreement.mjs";
import { languageCases } from "./trivy/language-cases.mjs";
import { rangeCases } from "./trivy/range-cases.mjs";
import { compareVersions, librarySbom, makeDatabase, sbomFindings, scan, writeText } from "./trivy/real-trivy.mjs";
import { systemCases } from "./trivy/system-cases.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const given = process.argv.slice(2);
const projectCases = [...languageCases, ...rangeCases];
const work = mkdtempSync(join(tmpdir(), "trivy-matrix-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

/** Where the type is not the ecosystem's name in lower case. */
const PURL_TYPES = {
  Packagist: "composer",
  ConanCenter: "conan",
  "crates.io": "cargo",
  Go: "golang",
  RubyGems: "gem",
  SwiftURL: "swift",
  Kubernetes: "k8s",
};

const cache = makeCache();
const database = join(cache, "db", "trivy.db");
const digest = digestOf(treeOf(database));
probesAgree();
for (const version of given.length === 0 ? ["0.69.3"] : given) await check(version);

/** How a component of an SBOM writes a package of an OSV ecosystem. */
function purlsOf({ ecosystem, name }) {
  const type = PURL_TYPES[ecosystem] ?? ecosystem.toLowerCase();
  const path = name
    .replace(/^https:\/\/|\.git$/g, "")
    .replace(":", "/")
    .replaceAll("@", "%40");
  return (_, version) => `pkg:${type}/${path}@${encodeURIComponent(type === "golang" ? `v${version.replace(/^v/, "")}` : version)}`;
}

/** Probes of the quality gate (`run --probes`) answer each case as each Trivy below does. */
function probesAgree() {
  const probes = [];
  for (const { id, packageName, versions, advisory, sbom } of projectCases) {
    const purlOf = sbom ?? purlsOf(advisory.affected[0].package);
    for (const [installed, found] of versions) probes.push({ purl: purlOf(packageName, installed), vulnerabilityId: id, found });
  }
  for (const { id, versions, sbom } of systemCases)
    for (const { version, purl } of sbom(false).components)
      for (const [installed, found] of versions)
        if (version === installed && purl !== undefined) probes.push({ purl, vulnerabilityId: id, found });
  const path = join(work, "probes.jsonl");
  writeText(path, probes.map((probe) => `${JSON.stringify(probe)}\n`).join(""));
  const args = ["--profile", "trivy:db", "--from", `acme=${join(work, "evidence")}`, "--probes", path, "--out", join(work, "probed"), "-q"];
  const { status, stderr } = spawnSync(join(root, "stella"), ["export", "run", ...args], { encoding: "utf8" });
  console.log(status === 0 ? `ok trivy-matrix: ${probes.length} probes` : `not ok trivy-matrix: probes: ${stderr.slice(0, 2000)}`);
}

/** The bundle of all cases' advisories, unpacked as a cache that Trivy takes. */
function makeCache() {
  const evidence = join(work, "evidence");
  for (const { id, advisory } of [...projectCases, ...systemCases]) writeText(join(evidence, `${id}.json`), JSON.stringify(advisory));
  const made = makeDatabase(work, "trivy:db", { acme: evidence });
  // Whatever range it is, of ConanCenter the database may hold more: its comparer takes 1.2.0a for a pre-release of 1.2.0.
  const isWiderOnly = ({ code, ecosystem, message }) =>
    code === "ERR_EXPORT_UNMAPPABLE_BOUND" &&
    ecosystem === "ConanCenter" &&
    message.includes("may hold more of that release than the range");
  const lines = made.lines("unmappable.jsonl");
  const unmappable = lines.filter((line) => !isWiderOnly(line));
  console.log(
    unmappable.length === 0 && lines.length === 2
      ? "ok trivy-matrix: nothing is unmappable, and two ranges of ConanCenter are told to be wider"
      : `not ok trivy-matrix: unmappable: ${JSON.stringify(lines).slice(0, 500)}`,
  );
  return made.cache;
}

async function check(version) {
  const trivy = await goTool(`trivy-${version}`);
  const isFrom = (since) => since === undefined || compareVersions(version, since) >= 0;
  const isKnown = ({ since }) => isFrom(since);
  const found = languageFindings(trivy, version);
  for (const each of projectCases.filter(isKnown)) {
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
    const findings = sbomFindings(trivy, cache, each.id, each.sbom(!isFrom("0.60.0")));
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

function report(version, name, wrong) {
  const what = `trivy-matrix ${version} ${name}`;
  console.log(wrong.length === 0 ? `ok ${what}` : `not ok ${what}: wrong at ${wrong.join(", ")}`);
}

/** Ids found in each project, by `<case's id>/<version>`: one scan of a tree of projects, and one for each SBOM. */
function languageFindings(trivy, version) {
  const projects = join(work, `projects-${version}`);
  const found = new Map();
  const note = (key, id) => found.set(key, (found.get(key) ?? new Set()).add(id));
  for (const each of projectCases) {
    for (const [installed] of each.versions) {
      if (each.sbom !== undefined) {
        const purl = each.sbom(each.packageName, installed);
        for (const finding of sbomFindings(trivy, cache, `${each.id}-${installed}`, librarySbom(each.packageName, installed, purl)))
          note(`${each.id}/${installed}`, finding.VulnerabilityID);
      } else
        for (const [path, text] of Object.entries(each.files(each.packageName, installed)))
          writeText(join(projects, each.id, installed, path), text);
    }
  }
  const report = scan(trivy, cache, ["fs"], projects);
  for (const { Target, Vulnerabilities = [] } of report.Results ?? [])
    for (const { VulnerabilityID } of Vulnerabilities) note(Target.split("/").slice(0, 2).join("/"), VulnerabilityID);
  return found;
}

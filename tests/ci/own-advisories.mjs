// Private, overriding and suppressing sources in every language that Trivy reads and every operating system, by findings of real Trivy at each
// version inside and outside; two sources of one id do not hide each other; what a database cannot leave out is found and reported. VEX
// statements and policy decisions about packages; one about an image silences nothing.
// Usage: node tests/ci/own-advisories.mjs [VERSION]   (default 0.69.3)
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";
import { languageCases } from "./trivy/language-cases.mjs";
import { LANGUAGE_VERSIONS, languageStories, statementStories, systemStatement, systemStories } from "./trivy/own-cases.mjs";
import { compareVersions, librarySbom, makeDatabase, sbomFindings, scan, writeText } from "./trivy/real-trivy.mjs";
import { systemCases } from "./trivy/system-cases.mjs";

/** Of which release more or less is in the database than the document says. */
const OTHER_ORDER = "Trivy's comparer has versions of a release in another order";
const [version = "0.69.3"] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "own-advisories-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const PROFILE = `apiVersion: stellaops.io/export.v1
kind: ExportProfile
metadata: { name: own }
spec:
  kind: trivy
  variant: db
  options:
    vex: apply
    policy: apply
    sources:
      acme: { role: private }
      fixes: { role: override }
      quiet: { role: suppress }
`;
/** Over no inputs: of no bytes, the digest. */
const SNAPSHOT = {
  schema: "https://stellaops.io/export-center/policy-snapshot/v1",
  policyId: "own",
  policyVersion: "1",
  asOf: "2026-01-02T03:04:05Z",
  inputs: [],
  inputsHash: "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
};

/** What is decided about each story of statements. */
const WORDS = new Set([
  "VEX about the package: removed",
  "VEX about one version: narrowed",
  "VEX about a mended version: narrowed",
  "VEX about an image: undefined",
  "VEX about a part of the package: undefined",
  "VEX taken back: contradicted",
  "policy: not affected: removed",
  "policy: one version suppressed: narrowed",
  "policy: affected: undefined",
]);
/** Public first or last by name: which one Trivy sees last must not matter. */
const SOURCES = { public: "osv", private: "acme", override: "fixes", suppress: "quiet" };

const languages = languageCases.map((each, i) => ({ each, stories: [...languageStories(each, i), ...statementStories(each, i)] }));
// Roles speak in OSV.
const systems = systemCases
  .filter(({ isNamed }) => isNamed)
  .map((each, i) => ({ each, stories: [...systemStories(each, i), systemStatement(each, i)] }));

const database = makeOf("first");
const trivy = await goTool(`trivy-${version}`);
checkLanguages();
checkSystems();
checkReports();

function makeOf(name) {
  const folder = join(work, name);
  for (const { stories } of [...languages, ...systems])
    for (const { id, documents } of stories)
      for (const { role, body } of documents) writeText(join(folder, SOURCES[role], `${id}.json`), JSON.stringify(body));
  const stories = [...languages, ...systems].flatMap((each) => each.stories);
  for (const { id, vex } of stories) if (vex !== undefined) writeText(join(folder, "vex", `${id}.json`), JSON.stringify(vex));
  const evaluations = stories.flatMap(({ evaluation }) => evaluation ?? []);
  writeText(join(folder, "policy/evaluations.jsonl"), evaluations.map((each) => `${JSON.stringify(each)}\n`).join(""));
  writeText(join(folder, "policy/snapshot.json"), JSON.stringify(SNAPSHOT));
  writeText(join(folder, "own.yaml"), PROFILE);
  const names = [...Object.values(SOURCES), "vex"];
  return makeDatabase(folder, join(folder, "own.yaml"), Object.fromEntries(names.map((each) => [each, join(folder, each)])), [
    "--policy",
    join(folder, "policy"),
  ]);
}

function checkLanguages() {
  const projects = join(work, "projects");
  const found = new Map();
  const note = (key, id) => found.set(key, (found.get(key) ?? new Set()).add(id));
  languages.forEach(({ each }, i) => {
    for (const installed of LANGUAGE_VERSIONS) {
      if (each.sbom === undefined)
        for (const [path, text] of Object.entries(each.files(each.packageName, installed)))
          writeText(join(projects, String(i), installed, path), text);
      else {
        const sbom = librarySbom(each.packageName, installed, each.sbom(each.packageName, installed));
        for (const { VulnerabilityID } of sbomFindings(trivy, database.cache, `${i}-${installed}`, sbom))
          note(`${i}/${installed}`, VulnerabilityID);
      }
    }
  });
  for (const { Target, Vulnerabilities = [] } of scan(trivy, database.cache, ["fs"], projects).Results ?? [])
    for (const { VulnerabilityID } of Vulnerabilities) note(Target.split("/").slice(0, 2).join("/"), VulnerabilityID);
  languages.forEach(({ each, stories }, i) => {
    if (!isFrom(each.since)) return;
    for (const story of stories)
      report(
        each.name,
        story,
        LANGUAGE_VERSIONS.filter((installed) => found.get(`${i}/${installed}`)?.has(story.reportedAs)),
      );
  });
}

function checkSystems() {
  for (const { each, stories } of systems.filter((one) => isFrom(one.each.since))) {
    const findings = sbomFindings(trivy, database.cache, each.name, each.sbom(!isFrom("0.60.0")));
    for (const story of stories)
      report(
        each.name,
        story,
        each.versions
          .map(([installed]) => installed)
          .filter((installed) => findings.some((one) => one.InstalledVersion === installed && one.VulnerabilityID === story.id)),
      );
  }
}

function checkReports() {
  const stories = [...languages, ...systems].flatMap(({ stories: all }) => all);
  const kept = new Set(stories.filter(({ isKept }) => isKept).map(({ id }) => id));
  const lines = database.lines("unmappable.jsonl");
  const unmappable = lines.filter(({ message }) => !message.startsWith(OTHER_ORDER));
  const isRight =
    unmappable.length === kept.size && unmappable.every(({ id, code }) => kept.has(id) && code === "ERR_EXPORT_UNMAPPABLE_BOUND");
  say(isRight, `what the database cannot leave out is reported: ${kept.size} times`, JSON.stringify(unmappable.slice(0, 2)));
  const others = new Set(lines.filter(({ message }) => message.startsWith(OTHER_ORDER)).map(({ ecosystem }) => ecosystem));
  const isForeign = [...others].every((each) => ["Packagist", "NuGet", "ConanCenter", "Bitnami"].includes(each));
  say(isForeign && others.has("ConanCenter"), "ranges that the comparer has in another order are reported", [...others].join(", "));
  const decisions = database.lines("decisions.jsonl");
  const wordOf = (id, by) => decisions.find((line) => line.id === id && line.by === by)?.what;
  const wrong = stories
    .filter(({ name }) => name.startsWith("VEX") || name.startsWith("policy"))
    .map(({ name, id }) => `${name}: ${wordOf(id, name.startsWith("VEX") ? "vex" : "policy")}`)
    .filter((text) => !WORDS.has(text));
  say(wrong.length === 0, "statements have the decisions that they should", [...new Set(wrong)].join(", "));
  const silent = stories.flatMap(({ id, documents }) =>
    documents
      .filter(({ role }) => role !== "public" && !decisions.some((line) => line.id === id && line.by === role))
      .map(({ role }) => `${id} ${role}`),
  );
  say(silent.length === 0, `each deciding document has a decision (${decisions.length} lines)`, silent.slice(0, 5).join(", "));
}

/** Whether this Trivy has what came with version `since`. */
function isFrom(since) {
  return since === undefined || compareVersions(version, since) >= 0;
}

function report(name, { name: story, found }, actual) {
  say(
    JSON.stringify(actual) === JSON.stringify(found),
    `${version} ${name}: ${story}`,
    `found at ${actual.join(" ") || "nothing"}, not ${found.join(" ") || "nothing"}`,
  );
}

function say(isRight, what, otherwise) {
  console.log(isRight ? `ok own-advisories ${what}` : `not ok own-advisories ${what}: ${otherwise}`);
}

// Real Trivy, without network, names a jar that holds no pom.properties by its SHA-1, with a Java database of ours: from CSV,
// from JSONL and from a bill of materials. Without the artifact in the database it stays nameless.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goTool } from "../../tools/go-tool.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const version = process.argv[2] ?? "0.69.3";
const work = mkdtempSync(join(tmpdir(), "trivy-java-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const report = (name, problem) => {
  console.log(problem === undefined ? `ok trivy-java ${version}: ${name}` : `not ok trivy-java ${version}: ${name}: ${problem}`);
  if (problem !== undefined) process.exitCode = 1;
};
function run(command, args, options = {}) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28, cwd: work, ...options });
  if (status !== 0) throw new Error(`${command} ${args[0]}: exit ${status}: ${stderr.slice(0, 500)}`);
  return stdout;
}
const stella = (...args) => run(join(root, "stella"), ["export", ...args]);

// A jar of one file, named like nothing, and the fixtures' vulnerability in it.
const project = join(work, "project");
mkdirSync(project);
writeFileSync(join(work, "content"), "nothing that says what this is");
run("python3", [
  "-c",
  "import zipfile; z = zipfile.ZipFile('project/x.jar', 'w'); z.writestr(zipfile.ZipInfo('content'), open('content').read()); z.close()",
]);
const sha1 = createHash("sha1")
  .update(readFileSync(join(project, "x.jar")))
  .digest("hex");
const group = "com.example.exportcenter";
const advisory = {
  id: "GHSA-test-java-0001",
  modified: "2026-01-02T03:04:05Z",
  affected: [
    {
      package: { ecosystem: "Maven", name: `${group}:nameless` },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "2.0" }] }],
    },
  ],
};
mkdirSync(join(work, "osv"));
writeFileSync(join(work, "osv", "advisory.json"), JSON.stringify(advisory));

const hash = { alg: "SHA-1", content: sha1 };
const INPUTS = {
  "artifacts.csv": `group_id,artifact_id,version,sha1\n${group},nameless,1.5,${sha1}\n`,
  "artifacts.jsonl": `${JSON.stringify({ group_id: group, artifact_id: "nameless", version: "1.5", sha1 })}\n`,
  "bom.json": JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    metadata: { timestamp: "2026-01-02T03:04:05Z" },
    components: [{ type: "library", name: "nameless", group, version: "1.5", purl: `pkg:maven/${group}/nameless@1.5`, hashes: [hash] }],
  }),
};
const OTHER = `group_id,artifact_id,version,sha1\n${group},nameless,1.5,${"0".repeat(40)}\n`;

const trivy = await goTool(`trivy-${version}`);
stella("run", "--profile", "trivy:db", "--from", "osv=osv", "--out", "db-bundle");
unpack("db", "db-bundle/trivy/db.tar.gz");
for (const [name, content] of Object.entries(INPUTS)) {
  const found = scan(name, content);
  report(`a jar is named by ${name}`, found === `${group}:nameless 1.5 ${advisory.id}` ? undefined : `found ${found}`);
}
report("a jar that is not in the database stays nameless", scan("other.csv", OTHER) === "" ? undefined : "found something");

function scan(name, content) {
  writeFileSync(join(work, name), content);
  const bundle = `bundle-${name}`;
  stella("run", "--profile", "trivy:java-db", "--from", `maven=${name}`, "--as-of", "2026-01-02T03:04:05Z", "--out", bundle);
  stella("verify", bundle, "--integrity-only", "--deep");
  unpack("java-db", `${bundle}/trivy/javadb.tar.gz`);
  const args = [
    "--cache-dir",
    "cache",
    "rootfs",
    "--skip-db-update",
    "--skip-java-db-update",
    "--offline-scan",
    "--scanners",
    "vuln",
    "--list-all-pkgs=false",
  ];
  const scanned = ["-n", trivy, "-q", ...args, "--format", "json", "project"];
  const { Results = [] } = JSON.parse(run("unshare", scanned, { env: { PATH: process.env.PATH, HOME: work } }));
  return Results.flatMap(({ Vulnerabilities = [] }) => Vulnerabilities)
    .map(({ PkgName, InstalledVersion, VulnerabilityID }) => `${PkgName} ${InstalledVersion} ${VulnerabilityID}`)
    .join();
}

/** As Trivy's own download does it, with the time of now in its metadata. */
function unpack(folder, archive) {
  const target = join(work, "cache", folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  run("tar", ["xzf", archive, "-C", target]);
  const path = join(target, "metadata.json");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), DownloadedAt: new Date().toISOString() }));
}

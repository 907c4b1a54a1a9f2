// Runs real Trivy over what a test has made: a database out of a run of ours, projects and SBOMs out of its cases. It knows no case.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { cyclonedx } from "./system-cases.mjs";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../../..");

/**
 * A bundle of `sources` (name → folder), and a Trivy cache of it; `work` is a folder of the test's own.
 * @returns {{ bundle: string, cache: string, lines: (report: string) => object[] }}
 */
export function makeDatabase(work, profile, sources, flags = []) {
  const bundle = join(work, "bundle");
  const from = Object.entries(sources).flatMap(([name, path]) => ["--from", `${name}=${path}`]);
  const made = run(join(root, "stella"), ["export", "run", "--profile", profile, ...from, ...flags, "--out", bundle, "-o", "json"], work);
  if (made.status !== 0) throw new Error(`stella: ${made.stderr}`);
  const cache = join(work, "cache");
  const db = join(cache, "db");
  mkdirSync(db, { recursive: true });
  writeFileSync(join(work, "db.tar"), gunzipSync(readFileSync(join(bundle, "trivy/db.tar.gz"))));
  const unpacked = run("tar", ["xf", join(work, "db.tar"), "-C", db], work);
  if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.stderr}`);
  // As a client that downloads does: without it, Trivy from 0.63 on takes the database for one that was cut off.
  const metadata = JSON.parse(readFileSync(join(db, "metadata.json"), "utf8"));
  writeFileSync(join(db, "metadata.json"), JSON.stringify({ ...metadata, DownloadedAt: metadata.UpdatedAt }));
  const lines = (report) =>
    readFileSync(join(bundle, "reports", report), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  return { bundle, cache, lines };
}

/** Trivy's report of a target. `command`: `["fs"]`, `["sbom"]`. */
export function scan(trivy, cache, command, target) {
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
  const home = dirname(cache);
  const { status, stdout, stderr } = run(trivy, [...command, ...flags, target], home, {
    HOME: home,
    XDG_DATA_HOME: cache,
    GOPATH: home,
    NUGET_PACKAGES: join(home, "nuget"),
  });
  if (status !== 0) throw new Error(`trivy ${command.join(" ")} ${target}: ${stderr.slice(-500)}`);
  return JSON.parse(stdout);
}

/** Findings in a CycloneDX document, all results together. */
export function sbomFindings(trivy, cache, name, sbom) {
  const path = join(dirname(cache), `${name.replaceAll(/[^\w.-]/g, "_")}.cdx.json`);
  writeText(path, JSON.stringify(sbom));
  return (scan(trivy, cache, ["sbom"], path).Results ?? []).flatMap(({ Vulnerabilities = [] }) => Vulnerabilities);
}

/** An SBOM of one package of a language that has no project files. */
export function librarySbom(name, version, purl) {
  return cyclonedx([{ "bom-ref": purl, type: purl.startsWith("pkg:k8s") ? "application" : "library", name, version, purl }]);
}

/** Of versions of Trivy. */
export function compareVersions(a, b) {
  const [x, y] = [a, b].map((text) => text.split(".").map(Number));
  const at = x.findIndex((number, i) => number !== y[i]);
  return at < 0 ? 0 : x[at] - y[at];
}

export function writeText(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function run(program, args, cwd, env = {}) {
  return spawnSync(program, args, { cwd, encoding: "utf8", env: { ...process.env, ...env }, maxBuffer: 1 << 28 });
}

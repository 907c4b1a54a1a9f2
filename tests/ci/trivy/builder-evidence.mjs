// The OSV documents that Trivy's own builder reads, laid out for it and for us. It knows folders, not what is in the documents.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/** Folders of the evidence that the builder reads as OSV → where it wants them (tests/ci/reference-builder/main.go). */
const DATABASES = {
  "bitnami-vulndb": "bitnami-vulndb/data",
  "drupal-advisory-database": "drupal-advisory-database",
  "github-advisory-database": "ghsa/advisories/github-reviewed",
  "golang-vulndb": "govulndb/data/osv",
  "ossf-malicious-packages": "ossf-malicious-packages",
  "pypa-advisory-database": "pypa-advisory-database",
  "rustsec-advisory-db": "rustsec-advisory-db",
};

/**
 * Unpacks an archive of shared/data into `folder`, which may not be there.
 * @returns {{ ours: string, theirs: string }} folders of the same documents; theirs is in the form that the builder reads
 */
export function layOutEvidence(archive, folder) {
  const [all, ours, theirs] = ["all", "ours", "theirs"].map((name) => join(folder, name));
  // The builder stops where this folder is not.
  for (const path of [all, ours, join(theirs, "cocoapods-specs/Specs")]) mkdirSync(path, { recursive: true });
  execFileSync("tar", ["-xJf", archive, "-C", all]);
  const top = existsSync(join(all, "golang-vulndb")) ? all : join(all, readdirSync(all)[0]);
  for (const [name, place] of Object.entries(DATABASES)) {
    renameSync(join(top, name), join(ours, name));
    mkdirSync(dirname(join(theirs, place)), { recursive: true });
    execFileSync("cp", ["-al", join(ours, name), join(theirs, place)]);
  }
  rmSync(all, { recursive: true });
  return { ours, theirs };
}

// Every real document of ../shared/data is what it is known to be: counts to the unit, and the files of unknown shape by name.
// The large sets of VEX and SBOM are read by hand (docs: formats.md).
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeDocument, facetsOf } from "./describe.js";
import { documentOf } from "./document-fixture.js";
import { MAX_ALIASES } from "./lookup-texts.js";

const data = join(import.meta.dirname, "../../../../shared/data");
const SETS = ["osv-small", "vex", "sbom", "findings", "policy", "intel"];
const isHere = SETS.every((set) => existsSync(join(data, `${set}.tar.xz`)));
const title = isHere ? "real data" : "real data (skipped: ../shared/data is not there)";

describe.skipIf(!isHere && process.env.STELLA_REQUIRE_ALL !== "1")(title, () => {
  const folder = mkdtempSync(join(tmpdir(), "formats-data-"));
  beforeAll(() => {
    for (const set of SETS) execFileSync("tar", ["-xJf", join(data, `${set}.tar.xz`), "-C", folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each<[string, Record<string, number>, string[]]>([
    ["osv-small", { "osv advisory": 2263 }, []],
    ["vex", { "openvex vex": 64, "csaf vex": 42, "csaf advisory": 8, "cyclonedx vex": 25 }, []],
    ["sbom", { "cyclonedx sbom": 29, "spdx sbom": 19 }, []],
    [
      "findings",
      { "trivy finding": 88, "grype finding": 10, "sarif finding": 26 },
      [
        "osv-scanner/dd__many_findings.json",
        "osv-scanner/dd__some_findings.json",
        "other-scanners/alma-errata.json",
        "other-scanners/dd__appcheck_web_application_scanner_many_vul.json",
        "other-scanners/dd__aws_inspector2_package_vuln_metadata.json",
        "other-scanners/dd__checkmarx_one_sca_10770.json",
        "other-scanners/dd__issue_9848.json",
        "other-scanners/dd__js.com.afr.json",
        "other-scanners/dd__many_findings.json",
        "other-scanners/dd__one_target_one_vuln_new.json",
        "trivy-k8s/dd__kubernetes.json",
        "trivy-operator/dd__vulnerabilityreport_extended.json",
        "trivy-operator/dd__vulnerabilityreport_many.json",
      ],
    ],
    [
      "policy",
      {},
      [
        "all_reports_in_dict.json",
        "cis_benchmark.json",
        "clustercompliancereport.json",
        "configauditreport_many.json",
        "kube-slsa-v1.24.6.json",
        "kube-slsa-v1.25.2.json",
        "openreports_list_format.json",
        "openreports_single_report.json",
        "scorecard-kubernetes-aaf024b5e8dc5e08e4414583203968ca0a5ec043.json",
      ],
    ],
    ["intel", {}, ["known_exploited_vulnerabilities.json"]],
  ])("%s", (set, counts, unknown) => {
    const found: Record<string, number> = {};
    const refused: string[] = [];
    for (const path of documentsBelow(join(folder, set))) {
      const document = documentOf(readFileSync(path));
      const description = describeDocument(document);
      if ("refused" in description) {
        expect(description).toMatchObject({ refused: "ERR_EXPORT_SHAPE_UNKNOWN" });
        refused.push(relative(join(folder, set), path));
        continue;
      }
      const key = `${description.format} ${description.kind}`;
      found[key] = (found[key] ?? 0) + 1;
      expect(description.aliases.length).toBeLessThan(MAX_ALIASES);
      expect(facetsOf(document, description).dates?.modified).toBe(description.date);
    }
    expect(found).toEqual(counts);
    expect(refused.sort((a, b) => (a < b ? -1 : 1))).toEqual(unknown);
  });
});

/** Files that a source would read: the archive's own lists are of other kinds. */
function documentsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:json|sarif)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

// A record of which one part was rated by nobody may be of any severity, however the rest of it is rated.
import { expect, test } from "vitest";
import { facetsIn } from "./document-fixture.js";

const LOW = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";

const vex = (vulnerability: object): object => ({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  vulnerabilities: [vulnerability, { id: "CVE-2", ratings: [{ severity: "low" }] }],
});
const low = { cvss_v3: { baseScore: 2, baseSeverity: "LOW" } };
const csaf = (vulnerability: object, meta = {}, score: object = low): object => ({
  document: { category: "csaf_vex", csaf_version: "2.0", tracking: { id: "A" }, ...meta },
  vulnerabilities: [vulnerability, { cve: "CVE-2", scores: [score] }],
});
const trivy = (result: object): object => ({
  SchemaVersion: 2,
  Results: [
    { Target: "t", Vulnerabilities: [{ Severity: "LOW" }] },
    { Target: "u", ...result },
  ],
});
const rule = (id: string, severity?: string): object => ({ id, properties: { tags: [], "security-severity": severity } });
const sarif = (results: readonly object[], rules: readonly object[] = [rule("a"), rule("b", "2.0")], extra: object = {}): object => ({
  version: "2.1.0",
  runs: [{ tool: { driver: { rules }, ...extra }, results }],
});
const affected = (name: string, more = {}): object => ({ package: { ecosystem: "npm", name }, ...more });
const osv = (more: object, ...list: readonly object[]): object => ({ id: "A", modified: "2025-01-01T00:00:00Z", affected: list, ...more });
const grype = (vulnerability: object): object => ({
  descriptor: {},
  matches: [{ vulnerability }, { vulnerability: { severity: "Low" } }],
});

const extension = { extensions: [{ rules: [rule("c"), rule("d", "2.0")] }] };

test.each([
  ["CycloneDX, no ratings", vex({ id: "CVE-1" })],
  ["CycloneDX, an empty list of ratings", vex({ id: "CVE-1", ratings: [] })],
  ["CycloneDX, null for ratings", vex({ id: "CVE-1", ratings: null })],
  ["CycloneDX, no object", { ...vex({}), vulnerabilities: [null, { ratings: [{ severity: "low" }] }] }],
  ["CSAF, no scores", csaf({ cve: "CVE-1" })],
  ["CSAF, an empty list of scores", csaf({ cve: "CVE-1", scores: [] })],
  ["CSAF, a score without a rating", csaf({ cve: "CVE-1", scores: [{ products: [] }] })],
  [
    "CSAF, an affected product without a score",
    csaf({ scores: [{ products: ["p"], ...low }], product_status: { known_affected: ["p", "q"] } }),
  ],
  [
    "CSAF, a product looked into, without a score",
    csaf({ scores: [{ products: ["p"], ...low }], product_status: { under_investigation: ["q"] } }),
  ],
  ["CSAF, an impact that is no score", csaf({ threats: [{ category: "impact", details: "Low" }] })],
  ["CSAF, rated as a document only", csaf({ cve: "CVE-1" }, { aggregate_severity: { text: "Low" } })],
  ["Trivy, no severity of a vulnerability", trivy({ Vulnerabilities: [{ VulnerabilityID: "CVE-1" }] })],
  ["Trivy, null for a severity", trivy({ Vulnerabilities: [{ Severity: null }] })],
  ["Trivy, no severity of a secret", trivy({ Secrets: [{ RuleID: "x" }] })],
  ["Trivy, no severity of what was modified", trivy({ ExperimentalModifiedFindings: [{ Finding: { VulnerabilityID: "CVE-1" } }] })],
  ["Trivy, the old array", [{ Target: "t", Vulnerabilities: [{ Severity: "LOW" }, {}] }]],
  ["Grype, no severity", grype({ id: "CVE-1" })],
  ["SARIF, a rule without a score", sarif([{ ruleId: "a" }, { ruleId: "b" }])],
  ["SARIF, the same by its place", sarif([{ ruleIndex: 0 }])],
  ["SARIF, the same by reference", sarif([{ rule: { index: 0 } }])],
  ["SARIF, one of its descendants", sarif([{ ruleId: "a/1" }])],
  ["SARIF, without results", sarif([])],
  ["SARIF, a result without a rule", sarif([{ message: {} }])],
  ["SARIF, a result of a rule that is not there", sarif([{ ruleId: "z" }])],
  ["SARIF, a rule of an extension", sarif([{ ruleId: "c" }], undefined, extension)],
  ["SARIF, a place in an extension", sarif([{ rule: { index: 1, toolComponent: { index: 0 } } }], undefined, extension)],
  ["SARIF, no rules", { version: "2.1.0", runs: [{ results: [{ properties: { "security-severity": "1" } }, {}] }] }],
  ["SARIF, results that are elsewhere", { ...sarif([{ ruleId: "b" }]), inlineExternalProperties: [{ results: [{}] }] }],
  ["OSV, one package of two", osv({}, affected("a", { severity: [{ score: LOW }] }), affected("b"))],
  ["OSV, one by its database's word", osv({ severity: [] }, affected("a", { database_specific: { severity: "low" } }), affected("b"))],
])("%s: none is named", (_, document) => {
  expect(facetsIn(document).severities).toEqual([]);
});

test.each([
  ["CSAF, a score of version 4", csaf({ scores: [{ cvss_v4: { baseScore: 9.8 } }] }), ["low", "critical"]],
  ["CSAF, a word of version 4", csaf({ scores: [{ cvss_v4: { baseScore: 9.8, baseSeverity: "HIGH" } }] }), ["low", "high"]],
  [
    "CSAF, a vector of version 4",
    csaf({ scores: [{ cvss_v4: { vectorString: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" } }] }),
    ["low", "critical"],
  ],
  ["CSAF, an impact beside a score", csaf({ scores: [low], threats: [{ category: "impact", details: "Critical" }] }), ["low", "critical"]],
  ["CSAF, an impact in prose", csaf({ scores: [low], threats: [{ category: "impact", details: "Remote Code Execution" }] }), ["low"]],
  [
    "CSAF, every affected product",
    csaf({ scores: [{ products: ["p"], ...low }], product_status: { known_affected: ["p"], fixed: ["q"], known_not_affected: ["r"] } }),
    ["low"],
  ],
  ["Trivy, licences of a package", trivy({ Packages: [{ Licenses: ["MIT"] }] }), ["low"]],
  ["SARIF, by the id", sarif([{ ruleId: "b" }]), ["low"]],
  ["SARIF, by the place", sarif([{ ruleIndex: 1 }]), ["low"]],
  ["SARIF, by the id of a reference", sarif([{ rule: { id: "d" } }], undefined, extension), ["low"]],
  ["SARIF, by the result itself", sarif([{ ruleId: "a", properties: { "security-severity": 5 } }]), ["low", "medium"]],
  [
    "OSV, the record for all packages",
    osv({ severity: [{ score: LOW }] }, affected("a", { ecosystem_specific: { severity: "high" } }), affected("b")),
    ["low", "high"],
  ],
  [
    "OSV, its database's word for all",
    osv({ database_specific: { severity: "LOW" } }, affected("a", { severity: [{ score: LOW }] }), affected("b")),
    ["low"],
  ],
  [
    "OSV, each package",
    osv({}, affected("a", { severity: [{ score: LOW }] }), affected("b", { ecosystem_specific: { severity: "high" } })),
    ["low", "high"],
  ],
])("%s: all that rate it", (_, document, severities) => {
  expect(facetsIn(document).severities).toEqual(severities);
});

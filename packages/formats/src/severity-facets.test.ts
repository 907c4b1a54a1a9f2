// What a record is rated by where words, scores and vectors stand side by side, and that what is not understood may be anything.
import { expect, test } from "vitest";
import { facetsIn } from "./document-fixture.js";

const LOW = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";
const CRITICAL = "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

const osv = (change: object): object => ({ id: "A", modified: "2025-01-01T00:00:00Z", severity: [{ score: LOW }], ...change });
const csaf = (scores: readonly object[], text = "low"): object => ({
  document: { category: "csaf_base", csaf_version: "2.0", tracking: { id: "A" }, aggregate_severity: { text } },
  vulnerabilities: [{ scores }],
});
const vex = (...ratings: readonly object[]): object => ({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  vulnerabilities: [{ ratings: [{ severity: "low" }] }, { ratings }],
});
const trivy = (...found: readonly object[]): object => ({
  SchemaVersion: 2,
  Results: [{ Target: "t", Vulnerabilities: [{ Severity: "LOW", CVSS: { nvd: { V3Score: 9.8 } } }, ...found] }],
});
const grype = (vulnerability: object): object => ({
  descriptor: {},
  matches: [{ vulnerability: { severity: "Low" } }, { vulnerability: { severity: "Unknown", ...vulnerability } }],
});
const sarif = (severity: unknown): object => ({
  version: "2.1.0",
  runs: [{ results: [1, severity].map((value) => ({ properties: { "security-severity": value } })) }],
});

test.each([
  ["OSV, a vector", osv({ affected: [{ severity: [{ score: `CVSS:3.1/${CRITICAL}` }] }] }), ["low", "critical"]],
  ["OSV, a score", osv({ database_specific: { severity: 9.8, cvss: "5.0" } }), ["low", "medium", "critical"]],
  ["OSV, nobody's word", osv({ database_specific: { severity: "Unknown", cvss: null } }), ["low"]],
  ["CSAF, a score without its word", csaf([{ cvss_v3: { baseScore: 9.8 } }]), ["low", "critical"]],
  ["CSAF, the word before the score", csaf([{ cvss_v3: { baseScore: 9.8, baseSeverity: "HIGH" } }]), ["low", "high"]],
  ["CSAF, a vector alone", csaf([{ cvss_v3: { vectorString: `CVSS:3.1/${CRITICAL}` } }]), ["low", "critical"]],
  [
    "CSAF, CVSS 2",
    csaf([{ cvss_v2: { baseScore: 9.8 } }, { cvss_v2: { vectorString: "AV:N/AC:M/Au:N/C:N/I:P/A:N" } }]),
    ["low", "medium", "high"],
  ],
  ["CycloneDX, a score where the word is none", vex({ severity: "unknown", score: 9.8 }), ["low", "critical"]],
  ["CycloneDX, a vector alone", vex({ method: "CVSSv31", vector: CRITICAL }), ["low", "critical"]],
  ["CycloneDX, a vector with its version", vex({ vector: `CVSS:3.1/${CRITICAL}` }), ["low", "critical"]],
  ["CycloneDX, a vector of version 4", vex({ vector: "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" }), ["low", "critical"]],
  ["CycloneDX, one of several that rated", vex({ severity: "unknown" }, { severity: "high" }), ["low", "high"]],
  [
    "Trivy, a score where the word is none",
    trivy({ Severity: "UNKNOWN", CVSS: { a: { V2Score: 5 }, nvd: { V3Score: 9.8 } } }),
    ["low", "medium", "critical"],
  ],
  [
    "Grype, a score where the word is none",
    grype({ cvss: [{ metrics: { baseScore: 5 } }, { metrics: { baseScore: 9.8 } }] }),
    ["low", "medium", "critical"],
  ],
  ["Grype, a vector where the word is none", grype({ cvss: [{ vector: `CVSS:3.1/${CRITICAL}` }] }), ["low", "critical"]],
  ["SARIF", sarif("9.8"), ["low", "critical"]],
])("%s", (_, document, severities) => {
  expect(facetsIn(document).severities).toEqual(severities);
});

test.each([
  ["OSV, half a vector", osv({ affected: [{ severity: [{ score: "CVSS:3.1/AV:N" }] }] })],
  ["OSV, a vector of a version to come", osv({ affected: [{ severity: [{ score: "CVSS:5.0/AV:N" }] }] })],
  ["OSV, no score", osv({ affected: [{ severity: [{ type: "CVSS_V3" }] }] })],
  ["OSV, not an object", osv({ affected: [{ severity: ["CRITICAL"] }] })],
  ["OSV, a word nobody knows", osv({ database_specific: { severity: "spicy" } })],
  ["OSV, an object", osv({ database_specific: { cvss: { score: 9.8 } } })],
  ["OSV, a number that is no score", osv({ database_specific: { severity: 98 } })],
  ["OSV, too long a text", osv({ database_specific: { severity: "x".repeat(2000) } })],
  ["CSAF, nothing in it", csaf([{ cvss_v3: {} }])],
  ["CSAF, a number that is no score", csaf([{ cvss_v2: { baseScore: 98 } }])],
  ["CSAF, a word of another language", csaf([], "kritisch")],
  ["CycloneDX, nobody rated", vex({ severity: "unknown" })],
  ["CycloneDX, half a vector", vex({ vector: "AV:N/AC:L" })],
  ["Trivy, nobody rated", trivy({ Severity: "UNKNOWN" }, { Severity: "UNKNOWN", CVSS: { nvd: { V3Score: 2 } } })],
  ["Trivy, nobody rated a licence", { ...trivy(), Results: [{ Licenses: [{ Severity: "UNKNOWN" }] }, { Secrets: [{ Severity: "LOW" }] }] }],
  ["Grype, nobody rated", grype({ cvss: [] })],
  ["Grype, half a vector", grype({ cvss: [{ vector: "CVSS:3.1/AV:N" }, { metrics: { baseScore: 2 } }] })],
  ["Grype, no word", grype({ severity: undefined })],
  ["SARIF", sarif("high?")],
])("%s: not understood, so none is named", (_, document) => {
  expect(facetsIn(document).severities).toEqual([]);
});

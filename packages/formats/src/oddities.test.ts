// The oddities of real data (reference/data.md, by their numbers there) that concern formats, each with its stated outcome.
// Numbers 10, 11, 21, 22 and 25 concern paths, bytes and archives, which formats do not see.
import { parseInstant } from "@stella-export/core";
import { expect, test } from "vitest";
import { describedAs, documentOf, facetsIn, refusedAs } from "./document-fixture.js";

const advisory = { id: "A-1", modified: "2025-01-01T00:00:00Z", summary: "s" };
const vex = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://example.org/shared",
  statements: [{ vulnerability: { name: "CVE-1" } }],
};
const csaf = {
  document: { category: "csaf_vex", csaf_version: "2.0", tracking: { id: "CVE-1", current_release_date: "2025-01-01T00:00:00Z" } },
};
const bom = { bomFormat: "CycloneDX", specVersion: "1.6", components: [] as object[] };

test("1–3: one id on different documents is the same id on each; telling them apart is the record key's", () => {
  expect(describedAs({ ...vex, author: "A" }).id).toBe(describedAs({ ...vex, author: "B" }).id);
  expect(describedAs({ ...advisory, affected: [] }).id).toBe(describedAs({ ...advisory, affected: [{}] }).id);
  expect(describedAs({ ...csaf, vulnerabilities: [] }).id).toBe(describedAs(csaf).id);
});

test("4: aliases of OSV stay as they are, repeats and lower case too", () => {
  expect(describedAs({ ...advisory, aliases: ["ghsa-a", "CVE-1", "CVE-1"] }).aliases).toEqual(["ghsa-a", "CVE-1", "CVE-1"]);
});

test("5: repeated package URLs are one product; absent serial number, timestamp, bom-ref and version are absent", () => {
  const components = [{ name: "a", purl: "pkg:npm/a@1" }, { name: "a", purl: "pkg:npm/a@1", "bom-ref": "2" }, { name: "os" }];
  expect(facetsIn({ ...bom, components, metadata: { tools: { components: [] } } })).toMatchObject({
    products: ["pkg:npm/a@1"],
    subjects: [],
  });
  expect(describedAs({ ...bom, metadata: { tools: [] } })).toEqual({
    kind: "sbom",
    format: "cyclonedx",
    formatVersion: "1",
    id: "",
    aliases: [],
  });
});

test("6: the year 1 is a date that is handed over and does not count", () => {
  const { date } = describedAs({ ...advisory, modified: "0001-01-01T00:00:00Z" });
  expect(date).toBe("0001-01-01T00:00:00Z");
  expect(parseInstant(date ?? "")).toBeUndefined();
});

test.each(["", ".1", ".12", ".123", ".1234", ".12345", ".123456", ".1234567", ".12345678", ".690079200"])(
  "7: fraction %j of a second stays as it is written",
  (fraction) => {
    const modified = `2025-01-01T00:00:00${fraction}Z`;
    expect(describedAs({ ...advisory, modified }).date).toBe(modified);
  },
);

test.each([
  ["2025-01-01T00:00:00Z", true],
  ["2025-01-01T00:00:00+00:00", true],
  ["2025-01-01T00:00:00+04:00", true],
  ["2025-01-01T00:00:00-03:00", true],
  ["2019-09-02T12:56:18.824770", false],
  ["2025-12-09 19:15:56+01:00", false],
  ["2021-03-18 10:29:55 +0100", false],
  ["Thu, 18 Mar 2021 08:58:10 GMT", false],
  ["2021-03-18", false],
])("8: the date %j refuses nothing; counts: %j", (date, counts) => {
  const documents = [
    { ...advisory, modified: date },
    { ...vex, timestamp: date },
    { document: { ...csaf.document, tracking: { id: "A", current_release_date: date } } },
    { ...bom, metadata: { timestamp: date } },
    { spdxVersion: "SPDX-2.3", creationInfo: { created: date } },
    { SchemaVersion: 2, ArtifactName: "a", CreatedAt: date },
    { matches: [], descriptor: { timestamp: date } },
    { version: "2.1.0", runs: [{ invocations: [{ endTimeUtc: date }] }] },
  ];
  for (const document of documents) expect(describedAs(document).date).toBe(date);
  expect(parseInstant(date) !== undefined).toBe(counts);
});

test("9: published after modified: both are handed over", () => {
  expect(facetsIn({ ...advisory, published: "2026-01-01T00:00:00Z" }).dates).toEqual({
    modified: advisory.modified,
    published: "2026-01-01T00:00:00Z",
  });
});

test("12: an integral float is a score", () => {
  expect(
    facetsIn(`{"document":${JSON.stringify(csaf.document)},"vulnerabilities":[{"scores":[{"cvss_v2":{"baseScore":10.0}}]}]}`).severities,
  ).toEqual(["high"]);
});

test("13: letters that only look Latin, invisible and formula-like texts are texts", () => {
  for (const id of ["Nеwtonsoft.Json", "=cmd|' /C calc'!A0", "a\u200bb", "\u202eabc", "<script>", "𝄞", "a\r\nb"]) {
    expect(describedAs({ ...advisory, id, aliases: [id] })).toMatchObject({ id, aliases: [id] });
  }
});

test("13: NUL and escape sequences stay in ids and aliases, and never reach a message", () => {
  const hostile = "\u001b[31m\u0000\u009b\u202e";
  expect(describedAs({ ...advisory, id: hostile }).id).toBe(hostile);
  for (const document of [
    { ...bom, specVersion: hostile },
    { ...vex, "@context": `https://openvex.dev/ns/v${hostile}` },
    { document: { ...csaf.document, csaf_version: hostile } },
    { spdxVersion: hostile },
    { version: `2.1${hostile}`, runs: [] },
    { findingId: "f", vulnerabilityId: "v", purl: "p", ruleId: "r", decision: hostile },
  ]) {
    expect(refusedAs(document).message).toMatch(/^[ -~…]*$/);
  }
});

test("14: a text of 53,029 characters is no alias, and a message is short", () => {
  const long = "x".repeat(53_029);
  expect(describedAs({ spdxVersion: "SPDX-2.3", name: long }).aliases).toEqual([]);
  expect(refusedAs({ spdxVersion: long }).message.length).toBeLessThan(200);
});

test("14: 22,677 entries in one array are products, once each", () => {
  const branches = Array.from({ length: 22_677 }, (_, i) => ({
    product: { product_identification_helper: { purl: `pkg:rpm/redhat/p${i % 20_000}@1` } },
  }));
  expect(facetsIn({ ...csaf, product_tree: { branches } }).products).toHaveLength(20_000);
});

test("15: keys that look like integers are members as others are", () => {
  expect(describedAs('{"version":"2.1.0","2":{},"10":{},"runs":[{"1":{},"automationDetails":{"0":1,"guid":"g"}}]}').id).toBe("g");
});

test("16–19: tombstones, no severity, null lists and packages without versions", () => {
  expect(facetsIn({ ...advisory, withdrawn: "2025-01-01T00:00:00Z" })).toMatchObject({ products: [], ecosystems: [], severities: [] });
  expect(describedAs({ ...advisory, aliases: null, nvd_published_at: null }).aliases).toEqual([]);
  expect(facetsIn({ ...advisory, affected: [{ package: { ecosystem: "crates.io", name: "a" }, cvss: null }, {}] }).products).toEqual([
    "pkg:cargo/a",
  ]);
});

test("20: an ecosystem keeps its suffix, colons and slashes included", () => {
  const affected = ["AlmaLinux:9", "Packagist:https://packages.drupal.org/8"].map((ecosystem) => ({ package: { ecosystem, name: "a/b" } }));
  expect(facetsIn({ ...advisory, affected }).ecosystems).toEqual(["AlmaLinux:9", "Packagist:https://packages.drupal.org/8"]);
});

test("23: a vulnerability without scores has none; a null list of results is a report", () => {
  expect(facetsIn({ ...csaf, vulnerabilities: [{ cve: "CVE-2" }] }).severities).toEqual([]);
  expect(describedAs({ SchemaVersion: 2, ArtifactName: "a", Results: null }).format).toBe("trivy");
});

test.each<[string, unknown]>([
  ["Trivy k8s", { ClusterName: "c", Vulnerabilities: [{ Results: [] }], Misconfigurations: [] }],
  [
    "Trivy operator",
    { apiVersion: "aquasecurity.github.io/v1alpha1", kind: "VulnerabilityReport", metadata: {}, report: { vulnerabilities: [] } },
  ],
  ["osv-scanner", { results: [{ packages: [{ vulnerabilities: [advisory] }] }], experimental_config: {} }],
  ["PolicyReport", { apiVersion: "wgpolicyk8s.io/v1alpha2", kind: "PolicyReport", results: [], summary: {} }],
  ["CISA KEV", { title: "t", catalogVersion: "2025.08.25", count: 1, vulnerabilities: [{ cveID: "CVE-1" }] }],
  [
    "SLSA provenance",
    { _type: "https://in-toto.io/Statement/v0.1", predicateType: "https://slsa.dev/provenance/v0.2", subject: [], predicate: {} },
  ],
  [
    "OpenVEX in an in-toto statement",
    { _type: "https://in-toto.io/Statement/v1", predicateType: "https://openvex.dev/ns", predicate: vex },
  ],
  ["SPDX as GitHub's API wraps it", { sbom: { spdxVersion: "SPDX-2.3" } }],
  ["Scorecard", { date: "2025-01-01", repo: {}, scorecard: {}, score: 7, checks: [] }],
  ["OSV without `modified`", { id: "A-1", affected: [], aliases: [] }],
  ["a CVE record 5", { dataType: "CVE_RECORD", cveMetadata: {}, containers: {} }],
  ["an array of OSV", [advisory]],
  ["an empty array", []],
  ["an empty object", {}],
  ["a text", '"CVE-2025-0001"'],
  ["a number", "12956636075206043460"],
  ["null", "null"],
])("24: %s is of no known format", (_, document) => {
  expect(refusedAs(document)).toMatchObject({ refused: "ERR_EXPORT_SHAPE_UNKNOWN" });
  expect(refusedAs(document)).not.toHaveProperty("kind");
});

test("members that only a canonical document has in this order are found in any order of the source", () => {
  const source =
    '{ "vulnerabilities" : [ { "id" : "CVE-1" } ] , "specVersion" : "1.6", "metadata" : { "timestamp" : "2025-01-01T00:00:00Z" }, "bomFormat" : "CycloneDX" }';
  expect(describedAs(source)).toMatchObject({ kind: "vex", aliases: ["CVE-1"], date: "2025-01-01T00:00:00Z" });
  expect(documentOf(source).isObject).toBe(true);
});

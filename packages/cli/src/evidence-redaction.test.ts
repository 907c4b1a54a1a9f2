// That what redaction takes out of a record is nowhere else in the bundle: ids and aliases of a document stand in indexes, keys and provenance too.
import { expect, test } from "vitest";
import { bundleOf } from "./evidence-bundle-fixture.js";

const MODIFIED = "2025-01-01T00:00:00Z";
// In two pieces, so that no scanner takes this file for a leak.
const SECRET = `${"ghp_"}ghijABCDEFGHIJ012345`;
const MARKER = "[redacted:github-token]";
const DATED = { id: "DATE", modified: MODIFIED, summary: "s" };

/** A document of each format with the secret wherever an id or alias of it is taken from. */
const DOCUMENTS: readonly (readonly [kind: string, format: string, document: object])[] = [
  ["advisory", "osv", { id: SECRET, modified: MODIFIED, summary: "s", aliases: [SECRET, "CVE-1"] }],
  [
    "vex",
    "openvex",
    { "@context": "https://openvex.dev/ns/v0.2.0", "@id": SECRET, timestamp: MODIFIED, statements: [{ vulnerability: { name: SECRET } }] },
  ],
  [
    "vex",
    "csaf",
    {
      document: { category: "csaf_vex", csaf_version: "2.0", tracking: { id: SECRET, aliases: [SECRET], current_release_date: MODIFIED } },
    },
  ],
  [
    "sbom",
    "cyclonedx",
    {
      bomFormat: "CycloneDX",
      specVersion: "1.6",
      serialNumber: SECRET,
      components: [],
      metadata: { timestamp: MODIFIED, component: { name: SECRET } },
    },
  ],
  ["sbom", "spdx", { spdxVersion: "SPDX-2.3", documentNamespace: SECRET, name: SECRET, creationInfo: { created: MODIFIED } }],
  ["finding", "trivy", { SchemaVersion: 2, ReportID: SECRET, ArtifactName: SECRET, CreatedAt: MODIFIED, Results: [{ Target: SECRET }] }],
  ["finding", "grype", { matches: [], source: { target: { userInput: SECRET } }, descriptor: { timestamp: MODIFIED } }],
  [
    "finding",
    "sarif",
    {
      version: "2.1.0",
      runs: [{ automationDetails: { guid: SECRET }, invocations: [{ endTimeUtc: MODIFIED }], results: [{ ruleId: SECRET }] }],
    },
  ],
  ["vex-consensus", "consensus", { consensusId: SECRET, vulnerabilityId: SECRET, purl: "pkg:npm/a@1", consensus_state: "fixed" }],
  ["maven-artifact", "maven", { group_id: "g", artifact_id: SECRET, version: "1", sha1: "0".repeat(40) }],
];

test.each(DOCUMENTS)("edit leaves no secret of a %s (%s) in an id or alias, and the record is still one", async (kind, _, document) => {
  const files = { "a.json": document, "date.json": DATED };
  const before = await bundleOf(files, { redact: "report" });
  const after = await bundleOf(files, { redact: "edit", trace: [SECRET] });
  expect(JSON.stringify(before.entries)).toContain(SECRET);
  expect(JSON.stringify(after)).not.toContain(SECRET);
  expect(JSON.stringify(after.entries)).toContain(MARKER);
  expect(after.counts).toEqual(before.counts);
  expect(after.manifest.redactions.map((row) => [row.kind, row.rule])).toEqual([[kind, "github-token"]]);
  expect(after.traced).toEqual([0]);
});

test("what an edit takes out of an alias, or a member with it, is out of the index", async () => {
  const { counts, entries, records } = await bundleOf(
    { "a.json": { id: "A-1", modified: MODIFIED, [`${SECRET}`]: "x", summary: "s", aliases: [`x ${SECRET}`] } },
    { redact: "edit" },
  );
  expect(counts).toEqual(["advisory 1 1 0 0 0"]);
  expect(entries).toMatchObject([{ id: "A-1", aliases: [`x ${MARKER}`] }]);
  expect(JSON.parse(records[0] ?? "")).toEqual({ id: "A-1", modified: MODIFIED, summary: "s", aliases: [`x ${MARKER}`] });
});

test("evaluations of findings that are named by addresses stay as many as they are", async () => {
  const evaluation = (findingId: string): object => {
    return { findingId, vulnerabilityId: "V-1", purl: "pkg:npm/a", decision: "affected", ruleId: "r", evidence: [] };
  };
  const { counts, entries, manifest } = await bundleOf(
    { "a.json": evaluation("jane@example.com"), "b.json": evaluation("john@example.com"), "date.json": DATED },
    { redact: "edit" },
  );
  expect(counts).toContain("policy-evaluation 2 2 0 0 0");
  expect(JSON.stringify(entries)).toContain("jane@example.com");
  expect(JSON.stringify(entries)).toContain("john@example.com");
  expect(manifest.redactions).toMatchObject([{ kind: "policy-evaluation", rule: "email", count: 2, records: 2 }]);
});

test("the reason of a reject tells no secret of the document", async () => {
  const { rejects } = await bundleOf(
    {
      "a.json": { bomFormat: "CycloneDX", specVersion: SECRET, components: [] },
      "b.json": { "@context": `https://openvex.dev/ns/v9-jane@example.com`, statements: [] },
      "c.json": {
        findingId: "f",
        vulnerabilityId: "V",
        purl: "p",
        decision: `${"x".repeat(30)} password=C4nary12`,
        ruleId: "r",
        evidence: [],
      },
      "date.json": DATED,
    },
    { redact: "edit" },
  );
  expect(rejects.map(({ path }) => path)).toEqual(["a.json", "b.json", "c.json"]);
  expect(rejects[0]?.message).toContain(MARKER);
  expect(JSON.stringify(rejects)).not.toMatch(/ghp_|jane|C4n/);
});

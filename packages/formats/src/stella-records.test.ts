// The records of Stella's own services, whose shapes are ours: consensus, evaluations, Maven coordinates.
import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const consensus = {
  consensusId: "cons-1",
  vulnerabilityId: "CVE-2025-0001",
  purl: "pkg:npm/a@1",
  consensus_state: "not_affected",
  confidence: 0.97,
  weights: { "vendor-a": 0.6 },
  issuers: ["vendor-a"],
  rationale: "…",
};
const digest = `sha256:${"ab".repeat(32)}`;
const evaluation = {
  findingId: "f-1",
  vulnerabilityId: "CVE-2025-0001",
  purl: "pkg:npm/a@1",
  decision: "suppressed",
  severity: "high",
  ruleId: "r-7",
  evidence: [digest],
};
const maven = { group_id: "org.apache", artifact_id: "commons", version: "1.0", sha1: "DA39a3ee5e6b4b0d3255bfef95601890afd80709" };

test("a consensus", () => {
  expect(describedAs(consensus)).toEqual({
    kind: "vex-consensus",
    format: "vex-consensus",
    formatVersion: "1",
    id: "cons-1",
    aliases: ["CVE-2025-0001", "pkg:npm/a@1"],
  });
  expect(facetsIn({ ...consensus, tenant: "acme" })).toEqual({
    products: ["pkg:npm/a@1"],
    ecosystems: ["npm:"],
    tenant: "acme",
    dates: {},
  });
});

test("an evaluation", () => {
  expect(describedAs(evaluation)).toEqual({
    kind: "policy-evaluation",
    format: "policy-evaluation",
    formatVersion: "1",
    id: "f-1",
    aliases: ["CVE-2025-0001", "pkg:npm/a@1"],
  });
  expect(facetsIn(evaluation)).toEqual({ products: ["pkg:npm/a@1"], ecosystems: ["npm:"], severities: ["high"], dates: {} });
  expect(describedAs({ ...evaluation, severity: undefined, evidence: [] }).id).toBe("f-1");
  expect(describedAs({ ...evaluation, tenant: null }).id).toBe("f-1");
  expect(facetsIn({ ...evaluation, tenant: null })).not.toHaveProperty("tenant");
});

test("Maven coordinates", () => {
  expect(describedAs(maven)).toEqual({
    kind: "maven-artifact",
    format: "maven-artifact",
    formatVersion: "1",
    id: "org.apache:commons:1.0",
    aliases: [maven.sha1, "pkg:maven/org.apache/commons@1.0"],
  });
  expect(facetsIn(maven)).toEqual({ products: ["pkg:maven/org.apache/commons@1.0"], ecosystems: ["Maven:"], dates: {} });
});

test.each([
  ["vex-consensus", { ...consensus, consensusId: 7 }, "consensusId"],
  ["vex-consensus", { ...consensus, consensusId: "" }, "consensusId"],
  ["vex-consensus", { ...consensus, consensus_state: "maybe" }, '"maybe"'],
  ["vex-consensus", { ...consensus, purl: undefined }, "purl"],
  ["vex-consensus", { ...consensus, tenant: 7 }, "tenant"],
  ["vex-consensus", { ...consensus, tenant: ["acme"] }, "tenant"],
  ["policy-evaluation", { ...evaluation, tenant: { id: "acme" } }, "tenant"],
  ["vex-consensus", { ...consensus, vulnerabilityId: null }, "vulnerabilityId"],
  ["policy-evaluation", { ...evaluation, findingId: 7 }, "findingId"],
  ["policy-evaluation", { ...evaluation, ruleId: undefined }, "ruleId"],
  ["policy-evaluation", { ...evaluation, decision: "allow" }, '"allow"'],
  ["policy-evaluation", { ...evaluation, severity: 9 }, "severity"],
  ["policy-evaluation", { ...evaluation, evidence: undefined }, "evidence"],
  ["policy-evaluation", { ...evaluation, evidence: ["sha256:ab"] }, "evidence"],
  ["policy-evaluation", { ...evaluation, evidence: [digest, 7] }, "evidence"],
  ["maven-artifact", { ...maven, version: 1 }, "version"],
  ["maven-artifact", { ...maven, group_id: "" }, "group_id"],
  ["maven-artifact", { ...maven, sha1: "da39" }, "sha1"],
  ["maven-artifact", { ...maven, artifact_id: "a\0b" }, "artifact_id"],
])("%s refused: %j", (kind, document, word) => {
  expect(refusedAs(document)).toMatchObject({ refused: "ERR_EXPORT_FORMAT_INVALID", kind, message: expect.stringContaining(word) });
});

test.each([
  [{ ...consensus, consensus_state: undefined }],
  [{ ...evaluation, decision: undefined }],
  [{ ...maven, artifact_id: undefined }],
])("of no known format: %j", (document) => {
  expect(refusedAs(document).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

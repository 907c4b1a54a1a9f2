// Which format a document is of that has the shapes of several (docs: formats.md, whose table is in this order).
import { expect, test } from "vitest";
import { describedAs } from "./document-fixture.js";

/** What makes a document be of a format. */
const SHAPES: Readonly<Record<string, object>> = {
  osv: { id: "A-1", modified: "2025-01-01T00:00:00Z", summary: "s" },
  cyclonedx: { bomFormat: "CycloneDX", specVersion: "1.6" },
  spdx: { spdxVersion: "SPDX-2.3" },
  openvex: { "@context": "https://openvex.dev/ns/v0.2.0", statements: [] },
  csaf: { document: { category: "csaf_base", csaf_version: "2.0", tracking: { id: "A-1" } } },
  trivy: { SchemaVersion: 2, Results: [] },
  grype: { matches: [], descriptor: {} },
  sarif: { version: "2.1.0", runs: [] },
  "vex-consensus": { consensusId: "c", consensus_state: "fixed", vulnerabilityId: "CVE-1", purl: "pkg:npm/a" },
  "policy-evaluation": { findingId: "f", decision: "fixed", ruleId: "r", vulnerabilityId: "CVE-1", purl: "pkg:npm/a", evidence: [] },
  "maven-artifact": { group_id: "g", artifact_id: "a", version: "1", sha1: "0".repeat(40) },
};

test.each(Object.keys(SHAPES).map((format, i, all) => [format, all.slice(i)] as const))(
  "of all from %s on it is of that",
  (format, shapes) => {
    const document = Object.assign({}, ...shapes.toReversed().map((shape) => SHAPES[shape]));
    expect(describedAs(document).format).toBe(format);
  },
);

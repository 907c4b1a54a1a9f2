import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const metadata = {
  timestamp: "2025-01-01T00:00:00-04:00",
  tools: { components: [] },
  component: { type: "container", name: "image:latest", purl: "pkg:oci/image@sha256%3Aab" },
};
const components = [
  {
    type: "library",
    name: "a",
    purl: "pkg:npm/a@1",
    "bom-ref": "pkg:npm/a@1?package-id=7",
    components: [{ name: "b", purl: "pkg:deb/debian/b@2" }],
  },
  { type: "library", name: "a", purl: "pkg:npm/a@1" },
  { type: "operating-system", name: "debian" },
];
const vulnerabilities = [
  {
    id: "CVE-2025-0001",
    references: [{ id: "GHSA-1", source: {} }],
    ratings: [{ severity: "high", score: 3 }, { score: 9.8 }],
    affects: [{ ref: "pkg:npm/a@1" }],
  },
  {
    id: "CVE-2025-0001",
    ratings: [{ severity: "unknown", score: 5 }, { severity: "unknown" }],
    affects: [{ ref: "pkg:npm/a@1" }],
  },
  { "bom-ref": "no id" },
];
const bom = { bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: "urn:uuid:1", version: 3, metadata, components, vulnerabilities };

test.each([
  ["components", { vulnerabilities: undefined }, "sbom"],
  ["components and vulnerabilities", {}, "sbom"],
  ["no components left", { components: [] }, "sbom"],
  ["vulnerabilities alone", { components: undefined }, "vex"],
  // The contract's rule has no third case.
  ["nothing but metadata", { components: undefined, vulnerabilities: undefined }, "vex"],
])("%s: %s", (_, change, kind) => {
  expect(describedAs({ ...bom, ...change }).kind).toBe(kind);
});

test("the serial number without the version, the subject, and the vulnerabilities with what else they are called", () => {
  expect(describedAs(bom)).toEqual({
    kind: "sbom",
    format: "cyclonedx",
    formatVersion: "1",
    id: "urn:uuid:1",
    aliases: ["pkg:oci/image@sha256%3Aab", "image:latest", "CVE-2025-0001", "GHSA-1"],
    date: "2025-01-01T00:00:00-04:00",
  });
});

test("what real documents leave out leaves the rest", () => {
  expect(describedAs({ bomFormat: "CycloneDX", specVersion: "1.4", version: 1, components })).toEqual({
    kind: "sbom",
    format: "cyclonedx",
    formatVersion: "1",
    id: "",
    aliases: [],
  });
  expect(describedAs({ bomFormat: "CycloneDX", specVersion: "1.4", vulnerabilities }).aliases).toEqual(["CVE-2025-0001", "GHSA-1"]);
  expect(describedAs({ ...bom, metadata: { tools: [] } })).not.toHaveProperty("date");
});

test.each(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])("version %s is read", (specVersion) => {
  expect(describedAs({ ...bom, specVersion }).format).toBe("cyclonedx");
});

test.each(["1.0", "1.1", "1.8", "1.10", "2.0", "1.6.1", ""])("version %s is refused by its name", (specVersion) => {
  expect(refusedAs({ ...bom, specVersion })).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "sbom",
    message: expect.stringContaining(`"${specVersion}"`),
  });
});

test.each([
  ["a number for a version", { specVersion: 1.6 }],
  ["no version", { specVersion: undefined }],
  ["a number for a serial number", { serialNumber: 7 }],
])("refused: %s", (_, change) => {
  expect(refusedAs({ ...bom, ...change, components: undefined })).toMatchObject({ refused: "ERR_EXPORT_FORMAT_INVALID", kind: "vex" });
});

test("another bomFormat is of no known format", () => {
  expect(refusedAs({ ...bom, bomFormat: "cyclonedx" }).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test("facets of an SBOM: components at every depth and the subject", () => {
  expect(facetsIn({ ...bom, vulnerabilities: undefined })).toEqual({
    products: ["pkg:deb/debian/b@2", "pkg:npm/a@1", "pkg:oci/image@sha256%3Aab"],
    ecosystems: ["Debian:", "npm:"],
    subjects: ["pkg:oci/image@sha256%3Aab", "image:latest"],
    dates: { modified: metadata.timestamp },
  });
});

test("facets of VEX: what is affected, and of each rating the word or else the score", () => {
  const facets = facetsIn({ ...bom, components: undefined, vulnerabilities: vulnerabilities.slice(0, 2) });
  expect(facets.severities).toEqual(["medium", "high", "critical"]);
  expect(facets.products).toContain("pkg:npm/a@1");
  expect(facets).not.toHaveProperty("subjects");
});

test("what nobody looked at whole, or can read, says nothing of packages that others are named beside", () => {
  const facetsOf = (purl: string) =>
    facetsIn({ ...bom, metadata: undefined, vulnerabilities: undefined, components: [{ purl: "pkg:npm/a" }, { purl }] });
  expect(facetsOf(`pkg:npm/${"b".repeat(1024)}`)).toEqual({ subjects: [], dates: {} });
  expect(facetsOf("pkg:npm")).toMatchObject({ products: ["pkg:npm/a", "pkg:npm"], ecosystems: [] });
  expect(facetsOf("pkg:pypi/b@%zz")).toMatchObject({ ecosystems: ["npm:", "PyPI:"] });
});

import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const match = {
  vulnerability: {
    id: "GHSA-1",
    severity: "Negligible",
    cvss: [{ source: "nvd@nist.gov", vector: "CVSS:3.1/…" }],
    advisories: [{ id: "not this" }],
  },
  relatedVulnerabilities: [{ id: "CVE-2025-0001", severity: "Critical" }],
  artifact: { id: "nor this", name: "a", purl: "pkg:deb/debian/a@1" },
};
const report = {
  matches: [match, match, { ...match, vulnerability: { id: "CVE-2025-0002", severity: "High" } }],
  source: { type: "image", target: { userInput: "image:latest", imageID: "sha256:ab" } },
  distro: { name: "debian", version: "12" },
  descriptor: { name: "grype", version: "[not provided]", timestamp: "2024-02-22T19:46:26.372724916+01:00", db: {} },
};

test("what was scanned, and vulnerabilities with what else they are called", () => {
  expect(describedAs(report)).toEqual({
    kind: "finding",
    format: "grype",
    formatVersion: "1",
    id: "",
    aliases: ["image:latest", "sha256:ab", "CVE-2025-0001", "GHSA-1", "CVE-2025-0002"],
    date: "2024-02-22T19:46:26.372724916+01:00",
  });
});

test.each([
  ["a directory", { source: { type: "directory", target: "." } }, ["."]],
  ["no source", { source: undefined }, []],
])("of %s", (_, change, aliases) => {
  expect(describedAs({ ...report, ...change, matches: [] }).aliases).toEqual(aliases);
});

test("0.7 has no timestamp, and no date", () => {
  expect(describedAs({ ...report, descriptor: { name: "grype", version: "0.7.0" } })).not.toHaveProperty("date");
});

test("Xeol's reports have the same shape, and cycles in place of vulnerabilities", () => {
  const matches = [{ Cycle: { ProductName: "Perl" }, artifact: { name: "perl", purl: "pkg:apk/alpine/perl@5" } }];
  expect(describedAs({ ...report, matches, descriptor: { name: "xeol" } })).toMatchObject({
    format: "grype",
    aliases: ["image:latest", "sha256:ab"],
  });
});

test.each([
  ["no descriptor", { descriptor: undefined }],
  ["a text for one", { descriptor: "grype" }],
  ["no matches", { matches: undefined }],
])("%s is of no known format", (_, change) => {
  expect(refusedAs({ ...report, ...change }).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test("facets: the severity of the match, not of the related", () => {
  expect(facetsIn(report)).toEqual({
    products: ["pkg:deb/debian/a@1"],
    ecosystems: ["Debian:"],
    severities: ["low", "high"],
    dates: { modified: report.descriptor.timestamp },
  });
});

import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const result = {
  Target: "alpine:3.20 (alpine 3.20.1)",
  Class: "os-pkgs",
  Type: "alpine",
  Vulnerabilities: [
    { VulnerabilityID: "CVE-2025-0001", PkgIdentifier: { PURL: "pkg:apk/alpine/musl@1?distro=3.20.1" }, Severity: "HIGH" },
    {
      VulnerabilityID: "CVE-2025-0001",
      PkgIdentifier: { PURL: "pkg:apk/alpine/musl@1?distro=3.20.1" },
      Severity: "UNKNOWN",
      CVSS: { nvd: { V3Score: 5 } },
    },
  ],
};
const report = {
  SchemaVersion: 2,
  ReportID: "019c8e79-cf0f-75cc-8c6e-b806652074c5",
  CreatedAt: "2024-01-15T08:58:29.82753744Z",
  ArtifactID: "sha256:ab",
  ArtifactName: "alpine:3.20",
  ArtifactType: "container_image",
  Results: [result, { Target: "Dockerfile", Class: "config", Misconfigurations: [{ ID: "DS002", Severity: "LOW" }] }],
};

test("report id, artifact and vulnerabilities, and when it was created", () => {
  expect(describedAs(report)).toEqual({
    kind: "finding",
    format: "trivy",
    formatVersion: "1",
    id: "019c8e79-cf0f-75cc-8c6e-b806652074c5",
    aliases: ["alpine:3.20", "sha256:ab", "CVE-2025-0001"],
    date: "2024-01-15T08:58:29.82753744Z",
  });
});

test.each([
  ["no Results", { Results: undefined }],
  ["null for Results", { Results: null }],
  ["a clean target", { Results: [{ Target: "t", Class: "os-pkgs", Type: "alpine" }] }],
  ["an empty artifact name", { ArtifactName: "", Results: [] }],
])("%s is a report all the same", (_, change) => {
  expect(describedAs({ ...report, ...change }).format).toBe("trivy");
});

test("older reports have no id and no date", () => {
  expect(describedAs({ ...report, ReportID: undefined, CreatedAt: undefined })).toEqual({
    kind: "finding",
    format: "trivy",
    formatVersion: "1",
    id: "",
    aliases: ["alpine:3.20", "sha256:ab", "CVE-2025-0001"],
  });
});

test("the bare array of before 0.20 is a report without id and date", () => {
  expect(describedAs([result, { Target: "package-lock.json", Type: "npm", Vulnerabilities: null }])).toEqual({
    kind: "finding",
    format: "trivy",
    formatVersion: "1",
    id: "",
    aliases: ["alpine:3.20 (alpine 3.20.1)", "package-lock.json", "CVE-2025-0001"],
  });
});

test.each([
  ["empty", []],
  ["of something else", [{ Target: "a" }]],
  ["of results and something else", [result, { a: 1 }]],
  ["of texts", ["Target"]],
])("an array that is %s is of no known format", (_, array) => {
  expect(refusedAs(array).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test.each([
  ["schema 1", { SchemaVersion: 1 }, '"1"'],
  ["schema 3", { SchemaVersion: 3 }, '"3"'],
  ["an object for a schema", { SchemaVersion: {} }, "version"],
  ["a number for an artifact", { ArtifactName: 7 }, "ArtifactName"],
  ["a number for a report id", { ReportID: 7 }, "ReportID"],
])("refused: %s", (_, change, word) => {
  expect(refusedAs({ ...report, ...change })).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "finding",
    message: expect.stringContaining(word),
  });
});

test("facets", () => {
  expect(facetsIn(report)).toEqual({
    products: ["pkg:apk/alpine/musl@1?distro=3.20.1"],
    ecosystems: ["Alpine:"],
    severities: ["low", "medium", "high"],
    dates: { modified: "2024-01-15T08:58:29.82753744Z" },
  });
  expect(facetsIn([result])).toEqual({ severities: ["medium", "high"], dates: {} });
});

import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const purl = (referenceLocator: string): object => ({ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator });
const image = {
  SPDXID: "SPDXRef-image",
  name: "image",
  externalRefs: [{ referenceType: "cpe23Type", referenceLocator: "cpe:2.3:a:x" }, purl("pkg:oci/image@sha256%3Aab")],
};
const library = { SPDXID: "SPDXRef-a", name: "a", externalRefs: [purl("pkg:npm/a@1")], licenseComments: '{"SPDXID":"SPDXRef-image"}' };
const spdx = {
  spdxVersion: "SPDX-2.3",
  SPDXID: "SPDXRef-DOCUMENT",
  name: "image:latest",
  documentNamespace: "https://example.org/spdx/1",
  creationInfo: { created: "2025-01-01T00:00:00Z", creators: [] },
  packages: [library, image],
  relationships: [{ spdxElementId: "SPDXRef-image", relatedSpdxElement: "SPDXRef-a", relationshipType: "CONTAINS" }],
};
const describes = (relatedSpdxElement: string): object => ({
  spdxElementId: "SPDXRef-DOCUMENT",
  relatedSpdxElement,
  relationshipType: "DESCRIBES",
});

test("namespace, name and date", () => {
  expect(describedAs(spdx)).toEqual({
    kind: "sbom",
    format: "spdx",
    formatVersion: "2",
    id: "https://example.org/spdx/1",
    aliases: ["image:latest"],
    date: "2025-01-01T00:00:00Z",
  });
});

test.each([
  ["documentDescribes", { documentDescribes: ["SPDXRef-image"] }],
  ["a relationship", { relationships: [...spdx.relationships, describes("SPDXRef-image")] }],
  ["both", { documentDescribes: ["SPDXRef-image"], relationships: [describes("SPDXRef-image")] }],
])("what the document describes, by %s, is an alias by package URL and name", (_, change) => {
  expect(describedAs({ ...spdx, ...change }).aliases).toEqual(["image:latest", "pkg:oci/image@sha256%3Aab", "image"]);
  expect(facetsIn({ ...spdx, ...change }).subjects).toEqual(["pkg:oci/image@sha256%3Aab", "image", "image:latest"]);
});

test.each([
  ["two packages", ["SPDXRef-image", "SPDXRef-a"], ["pkg:npm/a@1", "a", "pkg:oci/image@sha256%3Aab", "image"]],
  ["itself (syft)", ["SPDXRef-DOCUMENT"], []],
  ["nothing that is there", ["SPDXRef-gone"], []],
])("a document that describes %s", (_, documentDescribes, aliases) => {
  expect(describedAs({ ...spdx, documentDescribes }).aliases).toEqual(["image:latest", ...aliases]);
});

test("another's relationship describes nothing of this document", () => {
  const relationships = [{ ...describes("SPDXRef-image"), spdxElementId: "SPDXRef-a" }];
  expect(describedAs({ ...spdx, relationships }).aliases).toEqual(["image:latest"]);
});

test.each([
  ["SPDX-2.1", { spdxVersion: "SPDX-2.1" }, '"2.1"'],
  ["SPDX-3.0", { spdxVersion: "SPDX-3.0" }, '"3.0"'],
  ["a number for a version", { spdxVersion: 2.3 }, "version"],
  ["a number for a namespace", { documentNamespace: 7 }, "documentNamespace"],
])("refused: %s", (_, change, word) => {
  expect(refusedAs({ ...spdx, ...change })).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "sbom",
    message: expect.stringContaining(word),
  });
});

test("SPDX 3 is refused by its name", () => {
  const document = { "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [] };
  expect(refusedAs(document)).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "sbom",
    message: expect.stringContaining('"3.0.1"'),
  });
});

test("2.2 is read, and neither namespace nor date is missed", () => {
  expect(describedAs({ spdxVersion: "SPDX-2.2", SPDXID: "SPDXRef-DOCUMENT" })).toEqual({
    kind: "sbom",
    format: "spdx",
    formatVersion: "2",
    id: "",
    aliases: [],
  });
});

test("products are the package URLs, and there is no severity", () => {
  expect(facetsIn(spdx)).toEqual({
    products: ["pkg:npm/a@1", "pkg:oci/image@sha256%3Aab"],
    ecosystems: ["npm:"],
    dates: { modified: "2025-01-01T00:00:00Z" },
  });
});

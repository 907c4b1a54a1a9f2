import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";
import { MAX_ALIASES } from "./lookup-texts.js";

const statement = {
  vulnerability: {
    "@id": "https://example.org/1",
    name: "CVE-2025-0001",
    aliases: ["GHSA-1", "GO-1"],
    description: '"vulnerability":{"name":"CVE-0000-0000"}',
  },
  products: [{ "@id": "pkg:oci/image@sha256%3Aab", subcomponents: [{ "@id": "pkg:golang/github.com/a/b@v1" }] }],
  status: "not_affected",
};
const vex = {
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://openvex.dev/docs/public/vex-1",
  author: "A",
  timestamp: "2025-01-01T00:00:00Z",
  version: 1,
  statements: [statement, statement, { ...statement, vulnerability: { name: "CVE-2025-0002" } }],
};

test("names and aliases of the vulnerabilities, each once, in order", () => {
  expect(describedAs(vex)).toEqual({
    kind: "vex",
    format: "openvex",
    formatVersion: "1",
    id: "https://openvex.dev/docs/public/vex-1",
    aliases: ["CVE-2025-0001", "GHSA-1", "GO-1", "CVE-2025-0002"],
    date: "2025-01-01T00:00:00Z",
  });
});

test.each([
  ["last_updated wins", { last_updated: "2025-02-01T00:00:00-03:00" }, "2025-02-01T00:00:00-03:00"],
  ["an older last_updated wins too", { last_updated: "2024-02-01T00:00:00Z" }, "2024-02-01T00:00:00Z"],
  ["one that does not count loses", { last_updated: "0001-01-01T00:00:00Z" }, "2025-01-01T00:00:00Z"],
  ["one that is no string loses", { last_updated: 7 }, "2025-01-01T00:00:00Z"],
  ["alone and odd it stands as it is", { timestamp: undefined, last_updated: "yesterday" }, "yesterday"],
  ["none", { timestamp: undefined }, undefined],
])("date: %s", (_, change, date) => {
  expect(describedAs({ ...vex, ...change }).date).toBe(date);
});

test("a document without `@id` has an empty id, and is no less VEX", () => {
  expect(describedAs({ ...vex, "@id": undefined }).id).toBe("");
});

test("a context without a version is read where its statements have the form of 0.2", () => {
  expect(describedAs({ ...vex, "@context": "https://openvex.dev/ns" }).format).toBe("openvex");
  expect(describedAs({ ...vex, "@context": "https://openvex.dev/ns", statements: [] }).format).toBe("openvex");
  const old = {
    ...vex,
    "@context": "https://openvex.dev/ns",
    statements: [{ vulnerability: "CVE-2025-0001", products: ["pkg:npm/a"], status: "fixed" }],
  };
  expect(refusedAs(old)).toMatchObject({ refused: "ERR_EXPORT_FORMAT_INVALID", kind: "vex", message: expect.stringContaining('"0.0.1"') });
});

test.each(["/v0.0.1", "/v0.3.0", "/v1.0.0", "/v0.20.0", "/0.2.0"])("context …ns%s is refused by its version", (version) => {
  expect(refusedAs({ ...vex, "@context": `https://openvex.dev/ns${version}` })).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "vex",
    message: expect.stringContaining(version.replace(/^\/v?/, "")),
  });
});

test.each([
  ["`@id` is a number", { "@id": 7 }],
  ["no statements", { statements: undefined }],
])("refused: %s", (_, change) => {
  expect(refusedAs({ ...vex, ...change })).toMatchObject({ refused: "ERR_EXPORT_FORMAT_INVALID", kind: "vex" });
});

test.each([[["https://openvex.dev/ns/v0.2.0"]], ["https://schema.org"], [7]])("context %j is of no known format", (context) => {
  expect(refusedAs({ ...vex, "@context": context }).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test("aliases are bounded", () => {
  const statements = Array.from({ length: MAX_ALIASES + 5 }, (_, i) => ({ ...statement, vulnerability: { name: `CVE-2025-${i}` } }));
  const { aliases } = describedAs({ ...vex, statements });
  expect(aliases).toHaveLength(MAX_ALIASES);
  expect(aliases.at(-1)).toBe(`CVE-2025-${MAX_ALIASES - 1}`);
});

test("products and subcomponents are products; there is no severity", () => {
  const products = [{ "@id": "urn:x", identifiers: { purl: "pkg:npm/@scope/a@1" } }];
  expect(facetsIn({ ...vex, statements: [statement, { ...statement, products }] })).toEqual({
    products: ["pkg:oci/image@sha256%3Aab", "pkg:golang/github.com/a/b@v1", "pkg:npm/@scope/a@1"],
    ecosystems: ["Go:", "npm:"],
    dates: { modified: "2025-01-01T00:00:00Z", published: "2025-01-01T00:00:00Z" },
  });
});

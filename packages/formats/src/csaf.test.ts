import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";

const tracking = {
  id: "RHSA-2025:1",
  current_release_date: "2025-02-01T00:00:00+00:00",
  initial_release_date: "2025-01-01T00:00:00+00:00",
  aliases: ["alias-1"],
};
const meta = { category: "csaf_security_advisory", csaf_version: "2.0", title: "T", tracking, aggregate_severity: { text: "Important" } };
const branch = { product: { product_id: "p", product_identification_helper: { purl: "pkg:rpm/redhat/curl@7" } } };
const csaf = {
  document: meta,
  product_tree: { branches: [{ branches: [branch] }] },
  vulnerabilities: [
    { cve: "CVE-2025-0001", scores: [{ products: ["p"], cvss_v3: { baseScore: 5.5, baseSeverity: "MEDIUM" } }] },
    { cve: "CVE-2025-0002", scores: [{ products: ["p"], cvss_v2: { baseScore: 10.0 } }] },
    { title: "without scores and cve" },
    { cve: "CVE-2025-0001" },
  ],
};

test.each([
  ["csaf_vex", "vex"],
  ["CSAF_VEX", "vex"],
  ["csaf_security_advisory", "advisory"],
  ["csaf_base", "advisory"],
  ["csaf_informational_advisory", "advisory"],
  ["Example Company Security Advisory", "advisory"],
])("category %s is %s", (category, kind) => {
  expect(describedAs({ ...csaf, document: { ...meta, category } }).kind).toBe(kind);
});

test("tracking id, aliases, CVE ids and the current release date", () => {
  expect(describedAs(csaf)).toEqual({
    kind: "advisory",
    format: "csaf",
    formatVersion: "2",
    id: "RHSA-2025:1",
    aliases: ["alias-1", "CVE-2025-0001", "CVE-2025-0002"],
    date: "2025-02-01T00:00:00+00:00",
  });
});

test("a CVE that is the document's id is no alias of it", () => {
  expect(
    describedAs({ ...csaf, document: { ...meta, tracking: { ...tracking, id: "CVE-2025-0001", aliases: undefined } } }).aliases,
  ).toEqual(["CVE-2025-0002"]);
});

test.each([
  ["2.1, by its version", { csaf_version: "2.1" }, '"2.1"'],
  ["a number for a version", { csaf_version: 2 }, "version"],
  ["no version", { csaf_version: undefined }, "version"],
  ["no id", { tracking: { ...tracking, id: undefined } }, "tracking.id"],
  ["a number for an id", { tracking: { ...tracking, id: 7 } }, "tracking.id"],
  ["no category", { category: undefined }, "category"],
])("refused: %s", (_, change, word) => {
  expect(refusedAs({ ...csaf, document: { ...meta, ...change } })).toMatchObject({
    refused: "ERR_EXPORT_FORMAT_INVALID",
    kind: "advisory",
    message: expect.stringContaining(word),
  });
});

test("an odd or absent date refuses nothing", () => {
  expect(describedAs({ ...csaf, document: { ...meta, tracking: { id: "A" } } })).not.toHaveProperty("date");
  expect(describedAs({ ...csaf, document: { ...meta, tracking: { id: "A", current_release_date: "soon" } } }).date).toBe("soon");
});

test.each([[{ title: "a document" }], ["text"], [[]], [null]])("document: %j is of no known format", (document) => {
  expect(refusedAs({ document }).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test("products from the tree, severities from scores and from the document", () => {
  expect(facetsIn({ ...csaf, vulnerabilities: csaf.vulnerabilities.slice(0, 2) })).toEqual({
    products: ["pkg:rpm/redhat/curl@7"],
    ecosystems: ["Red Hat:"],
    severities: ["medium", "high"],
    dates: { modified: tracking.current_release_date, published: tracking.initial_release_date },
  });
});

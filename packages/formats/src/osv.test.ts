import { expect, test } from "vitest";
import { describedAs, facetsIn, refusedAs } from "./document-fixture.js";
import { MAX_ID_LENGTH } from "./format.js";
import { MAX_ALIASES } from "./lookup-texts.js";

const advisory = {
  schema_version: "1.7.0",
  id: "GHSA-xxxx-0001",
  modified: "2025-03-01T10:00:00.690079200Z",
  published: "2025-01-01T00:00:00Z",
  aliases: ["CVE-2025-0001", "CVE-2025-0001", "ghsa-lower-case"],
  affected: [{ package: { ecosystem: "npm", name: "@scope/name" }, versions: ["1.0.0"] }],
};

test("id, aliases as they stand, and the date as it is written", () => {
  expect(describedAs(advisory)).toEqual({
    kind: "advisory",
    format: "osv",
    formatVersion: "1",
    id: "GHSA-xxxx-0001",
    aliases: ["CVE-2025-0001", "CVE-2025-0001", "ghsa-lower-case"],
    date: "2025-03-01T10:00:00.690079200Z",
  });
});

test("a withdrawn advisory without packages is one all the same", () => {
  expect(describedAs({ id: "BELL-1", modified: "2025-01-01T00:00:00Z", withdrawn: "2025-01-01T00:00:00Z" }).id).toBe("BELL-1");
});

test.each([
  ["null", null],
  ["none", undefined],
  ["empty", []],
])("aliases: %s", (_, aliases) => {
  expect(describedAs({ ...advisory, aliases }).aliases).toEqual([]);
});

test("more aliases than fit are cut, and looked at all the same", () => {
  const aliases = Array.from({ length: MAX_ALIASES + 1 }, () => "CVE-2025-0001");
  expect(describedAs({ ...advisory, aliases }).aliases).toHaveLength(MAX_ALIASES);
  expect(refusedAs({ ...advisory, aliases: [...aliases, 7] }).refused).toBe("ERR_EXPORT_FORMAT_INVALID");
});

test.each([
  ["a number for an id", { id: 7 }],
  ["an empty id", { id: "" }],
  ["an id that never ends", { id: "x".repeat(MAX_ID_LENGTH + 1) }],
  ["a number for a date", { modified: 7 }],
  ["a word for aliases", { aliases: "CVE-2025-0001" }],
  ["a number among the aliases", { aliases: ["CVE-2025-0001", 7] }],
])("refused as an advisory: %s", (_, change) => {
  expect(refusedAs({ ...advisory, ...change })).toMatchObject({ refused: "ERR_EXPORT_FORMAT_INVALID", kind: "advisory" });
});

test.each([
  ["no `modified`", { id: "A-1", summary: "s" }],
  ["no `id`", { modified: "2025-01-01T00:00:00Z", summary: "s" }],
  ["nothing but both", { id: "A-1", modified: "2025-01-01T00:00:00Z" }],
])("not OSV: %s", (_, document) => {
  expect(refusedAs(document).refused).toBe("ERR_EXPORT_SHAPE_UNKNOWN");
});

test("products are the package URLs, or those that ecosystem and name make", () => {
  const affected = [
    { package: { ecosystem: "npm", name: "@scope/name" } },
    { package: { ecosystem: "PyPI", name: "Django", purl: "pkg:pypi/django" } },
    { package: { ecosystem: "Packagist:https://packages.drupal.org/8", name: "drupal/core" } },
    { package: { ecosystem: "purl-type:swift", name: "github.com/a/b" } },
    { package: { ecosystem: "OSS-Fuzz", name: "zstd", purl: "pkg:generic/zstd" } },
    { versions: ["1"] },
  ];
  expect(facetsIn({ ...advisory, affected })).toMatchObject({
    products: ["pkg:npm/%40scope/name", "pkg:pypi/django", "pkg:composer/drupal/core", "pkg:swift/github.com/a/b", "pkg:generic/zstd"],
    ecosystems: ["npm", "PyPI", "Packagist:https://packages.drupal.org/8", "purl-type:swift", "SwiftURL", "OSS-Fuzz"],
  });
});

test.each([
  ["CVSS 3 of the document", { severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }] }, ["critical"]],
  ["CVSS 2 of the document", { severity: [{ type: "CVSS_V2", score: "AV:N/AC:L/Au:N/C:C/I:C/A:C" }] }, ["high"]],
  [
    "CVSS 4 of a package",
    { affected: [{ severity: [{ type: "CVSS_V4", score: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N" }] }] },
    ["critical"],
  ],
  ["a word for a score (Ubuntu)", { severity: [{ type: "Ubuntu", score: "negligible" }] }, ["low"]],
  ["a word of the database", { database_specific: { severity: "MODERATE" } }, ["medium"]],
  ["a word of the ecosystem", { affected: [{ ecosystem_specific: { severity: "HIGH" } }] }, ["high"]],
  ["a vector of RustSec", { affected: [{ database_specific: { cvss: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N" } }] }, ["low"]],
  [
    "several, in the order of the scale",
    { severity: [{ score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }], database_specific: { severity: "LOW" } },
    ["low", "critical"],
  ],
  [
    "null (OSS-Fuzz, RustSec)",
    { severity: null, affected: [{ ecosystem_specific: { severity: null }, database_specific: { cvss: null } }] },
    [],
  ],
  ["none anywhere", {}, []],
  ["unknown", { database_specific: { severity: "Unknown" } }, []],
])("severity: %s", (_, change, severities) => {
  expect(facetsIn({ ...advisory, affected: [], ...change }).severities).toEqual(severities);
});

test("dates are both of them", () => {
  expect(facetsIn(advisory).dates).toEqual({ modified: advisory.modified, published: advisory.published });
});

test("a thousand vectors are looked at, not a million; with more, the severity is not known", () => {
  const low = { score: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N" };
  const severity = Array.from({ length: 1000 }, () => low);
  expect(facetsIn({ ...advisory, severity }).severities).toEqual(["low"]);
  severity.push({ score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" });
  expect(facetsIn({ ...advisory, severity }).severities).toEqual([]);
});

test("too many products to look at say nothing of products", () => {
  const affected = Array.from({ length: 100_001 }, (_, i) => ({ package: { ecosystem: "npm", name: `p${i}` } }));
  expect(facetsIn({ ...advisory, affected })).not.toHaveProperty("products");
});

test("what is too long to be looked at, or cannot be read, says nothing of packages that others are named beside", () => {
  const beside = (of: object): unknown =>
    facetsIn({ ...advisory, affected: [{ package: of }, { package: { ecosystem: "npm", name: "b" } }] });
  for (const length of [1025, 5000]) {
    const long = "a".repeat(length);
    const of = [{ purl: `pkg:npm/${long}` }, { ecosystem: "npm", name: long }, { ecosystem: long, name: "a" }];
    for (const each of of) expect(beside(each)).toEqual({ severities: [], dates: facetsIn(advisory).dates });
  }
  expect(beside({ purl: "pkg:npm" })).toMatchObject({ products: ["pkg:npm", "pkg:npm/b"], ecosystems: [] });
});

test("a package URL's family beside a release of it says nothing more, beside another ecosystem it does", () => {
  const ecosystemsOf = (ecosystem: string): unknown =>
    facetsIn({ ...advisory, affected: [{ package: { ecosystem, name: "x", purl: "pkg:deb/debian/x?arch=source" } }] }).ecosystems;
  expect(ecosystemsOf("Debian:11")).toEqual(["Debian:11"]);
  expect(ecosystemsOf("Root:Debian:11")).toEqual(["Root:Debian:11", "Debian:"]);
});

test("a package URL that nobody can read gives way to the one that ecosystem and name make", () => {
  const affected = [{ package: { ecosystem: "PyPI", name: "Django", purl: "django" } }];
  expect(facetsIn({ ...advisory, affected }).products).toEqual(["pkg:pypi/django"]);
});

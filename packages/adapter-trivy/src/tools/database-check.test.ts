// Values that Trivy reads, and values that it does not (Go's encoding/json into trivy-db's types).
import { expect, test } from "vitest";
import { memorySource } from "../bolt/byte-source.js";
import { BoltWriter } from "../bolt/bolt-writer.js";
import { checkDatabase, type DatabaseCheck } from "./database-check.js";
import { writeTree } from "./tree-writer.js";

function check(tree: unknown): DatabaseCheck {
  const bytes = new Uint8Array(1 << 17);
  const writer = new BoltWriter({ write: (part, position) => bytes.set(part, position) });
  writeTree(Buffer.from(JSON.stringify(tree)), writer);
  return checkDatabase(memorySource(bytes.subarray(0, writer.finish().sizeBytes)));
}
const withAdvisory = (value: string): unknown => ({ vulnerability: {}, "npm::Acme": { "left-pad": { "ACME-1": value } } });

test.each([
  "{}",
  "null",
  '{"FixedVersion":"1.2","VulnerableVersions":["<1.2"],"PatchedVersions":null,"Severity":3,"Status":5,"VendorIds":["x"],"State":7}',
  '{"Entries":[{"FixedVersion":"1","Arches":["x86_64"],"VendorIDs":["R-1"]}],"Custom":{"any":[1]},"DataSource":{"ID":"acme"}}',
])("an advisory %s", (value) => {
  expect(check(withAdvisory(value))).toMatchObject({ verdict: "sound", format: "trivy-db", buckets: 3, values: 1, unread: [] });
});

test.each([
  ["", "the value is not JSON"],
  ["1.2.3", "the value is not JSON"],
  ["[]", "the value is not an object"],
  ['{"FixedVersion":1}', "FixedVersion is not a string"],
  ['{"fixedversion":1}', "fixedversion is not a string"],
  ['{"VulnerableVersions":"<1"}', "VulnerableVersions is not a list"],
  ['{"VulnerableVersions":["<1",2]}', "VulnerableVersions[1] is not a string"],
  ['{"Severity":"HIGH"}', "Severity is not a whole number from 0 to 4"],
  ['{"Severity":5}', "Severity is not a whole number from 0 to 4"],
  ['{"Entries":[{"Severity":-1}]}', "Entries[0].Severity is not a whole number from 0 to 4"],
  ['{"Status":1.5}', "Status is not a whole number"],
  ['{"Entries":[{"Arches":"x86_64"}]}', "Entries[0].Arches is not a list"],
])("no advisory: %s", (value, message) => {
  const result = check(withAdvisory(value));
  expect(result.verdict).toBe("damaged");
  expect(result.problems).toMatchObject([{ code: "ERR_EXPORT_DATABASE_DAMAGED", message, entry: ["npm::Acme", "left-pad", "ACME-1"] }]);
});

test.each([
  [
    "vulnerability",
    { "CVE-1": '{"Title":"t","CVSS":{"nvd":{"V3Score":9.8}},"VendorSeverity":{"nvd":4},"PublishedDate":"2026-01-02T03:04:05.6Z"}' },
    [],
  ],
  ["vulnerability", { "CVE-1": '{"PublishedDate":"yesterday"}' }, ["PublishedDate is not a time of RFC 3339"]],
  ["vulnerability", { "CVE-1": '{"VendorSeverity":{"nvd":"HIGH"}}' }, ["VendorSeverity.nvd is not a whole number from 0 to 4"]],
  ["vulnerability", { "CVE-1": '{"VendorSeverity":{"nvd":9}}' }, ["VendorSeverity.nvd is not a whole number from 0 to 4"]],
  ["vulnerability", { "CVE-1": '{"Severity":"SEVERE"}', "CVE-2": '{"Severity":"low"}' }, Array(2).fill("Severity is not a severity")],
  ["vulnerability", { "CVE-1": '{"Severity":""}', "CVE-2": '{"Severity":null}', "CVE-3": '{"Severity":"LOW"}' }, []],
  ["vulnerability", { "CVE-1": '{"CVSS":{"nvd":{"V3Score":"9.8"}}}' }, ["CVSS.nvd.V3Score is not a number"]],
  ["vulnerability", { "CVE-1": '{"Severity":3}' }, ["Severity is not a severity"]],
  ["vulnerability", { package: { "CVE-1": "{}" } }, ["there is a bucket where Trivy reads values"]],
  ["data-source", { "npm::A": '{"ID":"a","Name":"A","URL":"u"}' }, []],
  ["data-source", { "npm::A": '"a"' }, ["the value is not an object"]],
  ["alpine 3.18", { "CVE-1": "{}" }, ["there is a value where Trivy reads buckets"]],
  ["alpine 3.18", { musl: { deep: { "CVE-1": "{}" } } }, ["there is a bucket where Trivy reads values"]],
  ["Red Hat CPE", { repository: { a: "[1,2]" }, nvr: { b: "[3]" }, cpe: { "1": "cpe:/o:redhat" } }, []],
  ["Red Hat CPE", { repository: { a: '["1"]' } }, ["[0] is not a whole number"]],
  ["Red Hat", { bash: { "CVE-1": '{"Entries":[{"Affected":[1],"Cves":[{"Severity":1}],"Status":5}]}' } }, []],
  [
    "Red Hat",
    { bash: { "CVE-1": '{"Entries":[{"Cves":[{"Severity":5}]}]}' } },
    ["Entries[0].Cves[0].Severity is not a whole number from 0 to 4"],
  ],
  ["Red Hat", { bash: { "CVE-1": '{"Entries":[{"Affected":"1"}]}' } }, ["Entries[0].Affected is not a list"]],
])("%s %j", (name, bucket, messages) => {
  const result = check({ vulnerability: {}, "Red Hat CPE": {}, [name]: bucket });
  expect(result.problems.map(({ message }) => message)).toEqual(messages);
});

test("buckets that Trivy cannot do without, and names that it does not read", () => {
  expect(check({ "npm::A": {} }).problems).toMatchObject([{ entry: ["vulnerability"] }]);
  expect(check({ vulnerability: {}, "Red Hat": {} }).problems).toMatchObject([{ entry: ["Red Hat CPE"] }]);
  expect(check({ vulnerability: {}, "Debian 12": { a: { b: "not read" } } })).toMatchObject({ verdict: "sound", unread: ["Debian 12"] });
});

test("a file of anything else is checked as a file", () => {
  expect(check({ settings: { a: "1", b: { c: "2" } } })).toMatchObject({
    verdict: "sound",
    format: "bbolt",
    unread: [],
    buckets: 2,
    values: 2,
  });
});

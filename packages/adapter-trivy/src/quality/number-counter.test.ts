// Numbers of a database, taken from values however their JSON is written.
import { expect, test } from "vitest";
import { openBolt } from "../bolt/bolt-reader.js";
import { memorySource } from "../bolt/byte-source.js";
import { BoltWriter } from "../bolt/bolt-writer.js";
import { writeTree } from "../tools/tree-writer.js";
import { NumberCounter } from "./number-counter.js";
import { summarizeNumbers } from "./summarize-numbers.js";
import { advisoryFacts, severityFacts } from "./value-facts.js";

const bytes = (json: string): Uint8Array => new TextEncoder().encode(json);

test.each([
  ['{"VulnerableVersions":["<1"],"PatchedVersions":["1"]}', true, true, true, false],
  ['{"VulnerableVersions":[">=0"]}', true, true, false, false],
  ['{"PatchedVersions": [ ],\n"VulnerableVersions" : [ "<1" ]}', true, true, false, false],
  ['{"VulnerableVersions":[""],"PatchedVersions":null}', true, false, false, false],
  ["{}", true, false, false, false],
  ['{"FixedVersion":"1"}', false, true, true, false],
  ['{"FixedVersion":"","Severity":2}', false, false, false, true],
  ['{"AffectedVersion":"0.9","Severity":0}', false, true, false, false],
  ['{"Entries":[{"FixedVersion":"1","Cves":[{"Severity":0},{"Severity":3}]}]}', false, true, true, true],
  [String.raw`{"x":"\"FixedVersion\":\"1\"","y":"FixedVersion"}`, false, false, false, false],
])("%s", (json, isLanguage, isRanged, isFixed, isRated) => {
  expect(advisoryFacts(bytes(json), isLanguage)).toEqual({ isRanged, isFixed, isRated });
});

test.each([
  ['{"Severity":"HIGH","VendorSeverity":{"ghsa":3}}', "HIGH", true],
  ['{"VendorSeverity":{"a1":0},"Severity":"UNKNOWN"}', "UNKNOWN", false],
  ['{"VendorSeverity": {"a": 0, "b": 2}}', "", true],
  [String.raw`{"Title":"\"Severity\":\"HIGH\"","Severity":"LOW"}`, "LOW", false],
  ["", "", false],
])("%s", (json, severity, isVendorRated) => {
  expect(severityFacts(bytes(json))).toEqual({ severity, isVendorRated });
});

test("a database by bucket and by source", () => {
  const file = new Uint8Array(1 << 16);
  const writer = new BoltWriter({ write: (part, position) => file.set(part, position) });
  const tree = {
    "Red Hat CPE": { cpe: { "0": '"cpe:/o:redhat:enterprise_linux:8"' } },
    "data-source": { "debian 12": '{"ID":"debian"}', "npm::A": '{"ID":"ghsa"}', "pip::A": '{"ID":"ghsa"}', wolfi: "no JSON" },
    "debian 12": { curl: { "CVE-1": '{"FixedVersion":"1","Severity":2}', "CVE-2": "{}" } },
    "npm::A": {
      Upper: { "CVE-6": '{"VulnerableVersions":["<1"]}' },
      a: {
        "CVE-3": '{"VulnerableVersions":["<1"],"PatchedVersions":["1"]}',
        "CVE-7": '{"UnaffectedVersions":[">=0"],"VulnerableVersions":["<1"]}',
      },
      b: { "CVE-3": '{"VulnerableVersions":["<1"]}' },
    },
    "pip::A": { c: { "CVE-4": '{"VulnerableVersions":["<1"]}' } },
    vulnerability: { "CVE-1": '{"Severity":"HIGH","VendorSeverity":{"debian":3}}', "CVE-2": "{}", "CVE-3": '{"Severity":"LOW"}' },
    wolfi: { d: { "CVE-5": '{"FixedVersion":"2"}' } },
  };
  writeTree(bytes(JSON.stringify(tree)), writer);
  const { sizeBytes } = writer.finish();
  expect(summarizeNumbers(openBolt(memorySource(file.subarray(0, sizeBytes)), { singlePass: true }))).toEqual({
    buckets: [
      { name: "debian 12", packages: 1, records: 2, ranged: 1, fixed: 1, rated: 1 },
      { name: "npm::A", packages: 2, records: 2, ranged: 2, fixed: 1, rated: 0 },
      { name: "pip::A", packages: 1, records: 1, ranged: 1, fixed: 0, rated: 0 },
      { name: "wolfi", packages: 1, records: 1, ranged: 1, fixed: 1, rated: 0 },
    ],
    sources: [
      { name: "", packages: 1, records: 1, ranged: 1, fixed: 1, rated: 0 },
      { name: "debian", packages: 1, records: 2, ranged: 1, fixed: 1, rated: 1 },
      { name: "ghsa", packages: 3, records: 3, ranged: 3, fixed: 1, rated: 0 },
    ],
    total: { packages: 5, records: 6, ranged: 5, fixed: 3, rated: 1 },
    severities: { UNKNOWN: 1, LOW: 1, MEDIUM: 0, HIGH: 1, CRITICAL: 0 },
    vendorRated: 1,
  });
});

test("of Red Hat its vulnerabilities count, each once a package, whatever the keys", () => {
  const counted = (rows: Readonly<Record<string, string>>) => {
    const counter = new NumberCounter();
    counter.package("Red Hat", "kernel");
    for (const [key, value] of Object.entries(rows)) counter.advisory("Red Hat", bytes(key), bytes(value));
    return counter.numbers().total;
  };
  const open = Object.fromEntries(["1", "2", "3"].map((n) => [`CVE-${n}`, '{"Entries":[{"Cves":[{"Severity":2}],"Affected":[1]}]}']));
  expect(counted(open)).toEqual({ packages: 1, records: 3, ranged: 0, fixed: 0, rated: 3 });
  const cves = ["1", "2", "3"].map((n) => ({ ID: `CVE-${n}`, Severity: 2 }));
  const erratum = JSON.stringify({ Entries: [{ FixedVersion: "5-1", Cves: cves, Affected: [1] }] });
  expect(counted({ "RHSA-1": erratum })).toEqual({ packages: 1, records: 3, ranged: 3, fixed: 3, rated: 3 });
  expect(counted({ ...open, "RHSA-1": erratum, "RHSA-2": erratum })).toEqual({ packages: 1, records: 3, ranged: 3, fixed: 3, rated: 3 });
  for (const odd of ["{", "null", '{"Entries":null}', '{"Entries":[null,{"Cves":5},{"Cves":[null]}]}'])
    expect(counted({ "RHSA-1": odd })).toEqual({ packages: 1, records: 0, ranged: 0, fixed: 0, rated: 0 });
});

test("packages of a module count once where two modules say the same, and each where they do not", () => {
  const counted = (bucket: string, rows: readonly (readonly [string, string, string])[]) => {
    const counter = new NumberCounter();
    for (const [key, id, value] of rows) {
      counter.package(bucket, key);
      counter.advisory(bucket, bytes(id), bytes(value));
    }
    const { packages, records } = counter.numbers().total;
    return [packages, records];
  };
  const [one, two] = ['{"FixedVersion":"5-1.module"}', '{"FixedVersion":"6-1.module"}'];
  const plain = ["n", "CVE-1", one] as const;
  const rows = [["a:1::n", "CVE-1", one], ["b:1::m", "CVE-1", one], ["b:1::n", "CVE-1", one], plain] as const;
  expect(counted("alma 9", rows)).toEqual([3, 3]);
  expect(counted("alma 9", [...rows, ["c:1::n", "CVE-1", two], ["d:1::n", "CVE-2", one]])).toEqual([3, 5]);
  expect(counted("debian 12", rows)).toEqual([4, 4]);
});

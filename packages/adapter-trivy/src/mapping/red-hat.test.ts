// Red Hat's advisories, in OSV and in CSAF, as entries for products.
import { describe, expect, test } from "vitest";
import { encodeRedHatEntries, joinRedHatEntries } from "./red-hat-value.js";
import { fixedIn, osvDocument, rowsOf } from "./rows-fixture.js";

const APPSTREAM = "cpe:/a:redhat:enterprise_linux:9::appstream";

describe("OSV", () => {
  const of = (ranges: readonly (readonly Readonly<Record<string, string>>[])[], members: object = {}) =>
    rowsOf(osvDocument([{ ecosystem: "Red Hat:enterprise_linux:9::appstream", name: "acme", ranges }], { id: "RHSA-2026:1", ...members }));
  const entry = { arches: [], cpes: [APPSTREAM, "cpe:/o:redhat:enterprise_linux:9::appstream"] };

  test("what is fixed stands under the erratum, with its CVEs", () => {
    const { redHat, vulnerabilities } = of([fixedIn("0:1.2-3.el9")], { upstream: ["CVE-2026-1", "CVE-2026-2"] });
    const cves = [
      { ID: "CVE-2026-1", Severity: 0 },
      { ID: "CVE-2026-2", Severity: 0 },
    ];
    expect(redHat).toEqual([
      { packageKey: "acme", id: "RHSA-2026:1", entries: [{ ...entry, fixedVersion: "0:1.2-3.el9", status: 0, cves }] },
    ]);
    expect(vulnerabilities.map(({ id, source }) => [id, source])).toEqual([
      ["CVE-2026-1", "redhat"],
      ["CVE-2026-2", "redhat"],
    ]);
  });

  test("what is open stands under each CVE", () => {
    const { redHat } = of([[{ introduced: "0" }]], { upstream: ["CVE-2026-1"] });
    expect(redHat).toEqual([
      { packageKey: "acme", id: "CVE-2026-1", entries: [{ ...entry, fixedVersion: "", status: 2, cves: [{ Severity: 0 }] }] },
    ]);
  });
});

const tree = (purls: readonly string[]) => ({
  branches: [
    {
      branches: [
        { product: { product_id: "P", product_identification_helper: { cpe: APPSTREAM } } },
        ...purls.map((purl, i) => ({ product: { product_id: `C${i}`, product_identification_helper: { purl } } })),
      ],
    },
  ],
  relationships: purls.map((_, i) => ({
    full_product_name: { product_id: `P:C${i}` },
    product_reference: `C${i}`,
    relates_to_product_reference: "P",
  })),
});

const csaf = (purls: readonly string[], vulnerabilities: readonly object[], namespace = "https://www.redhat.com") => ({
  document: { category: "csaf_security_advisory", csaf_version: "2.0", publisher: { namespace }, tracking: { id: "RHSA-2026:2" } },
  product_tree: tree(purls),
  vulnerabilities,
});

describe("CSAF", () => {
  test("binary packages, their modules and epochs, and what is to be done", () => {
    const purls = [
      "pkg:rpm/redhat/npm@8.1-1.el9?arch=x86_64&epoch=1&rpmmod=nodejs:18:90:abc",
      "pkg:rpm/redhat/npm@8.1-1.el9?arch=aarch64&epoch=1&rpmmod=nodejs:18:90:abc",
      "pkg:rpm/redhat/nodejs@18-1.el9?arch=src",
      "pkg:rpm/redhat/vim",
      "pkg:oci/ubi9",
    ];
    const vulnerabilities = [
      {
        cve: "CVE-2026-1",
        product_status: { fixed: ["P:C0", "P:C1", "P:C2", "P:C4"], known_affected: ["P:C3"] },
        remediations: [
          { category: "vendor_fix", product_ids: ["P:C0"] },
          { category: "no_fix_planned", details: "Will not fix", product_ids: ["P:C3"] },
        ],
        threats: [{ category: "impact", details: "Important" }],
      },
      { cve: "CVE-2026-2", product_status: { fixed: ["P:C0", "P:C1"] } },
    ];
    const { redHat, vulnerabilities: details, problems } = rowsOf(csaf(purls, vulnerabilities));
    const cves = [
      { ID: "CVE-2026-1", Severity: 3 },
      { ID: "CVE-2026-2", Severity: 0 },
    ];
    const fixed = { fixedVersion: "1:8.1-1.el9", cves, status: 0, cpes: [APPSTREAM] };
    expect(redHat).toEqual([
      { packageKey: "nodejs:18::npm", id: "RHSA-2026:2", entries: ["x86_64", "aarch64"].map((arch) => ({ ...fixed, arches: [arch] })) },
      {
        packageKey: "vim",
        id: "CVE-2026-1",
        entries: [{ fixedVersion: "", cves: [{ Severity: 3 }], status: 5, arches: [], cpes: [APPSTREAM] }],
      },
    ]);
    expect(details.map(({ id, source, value }) => [id, source, value.VendorSeverity])).toEqual([
      ["CVE-2026-1", "redhat", { redhat: 3 }],
      ["CVE-2026-2", "redhat", undefined],
    ]);
    expect(problems).toEqual([]);
  });

  test("without a binary package nothing can be found, which is told", () => {
    const { problems } = rowsOf(csaf(["pkg:rpm/redhat/x@1?arch=src"], [{ cve: "CVE-2026-1", product_status: { fixed: ["P:C0"] } }]));
    expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_NOTHING"]);
  });

  test("another publisher's document is told", () => {
    const { redHat, problems } = rowsOf(csaf([], [], "https://acme.test"));
    expect([redHat, problems.map(({ code }) => code)]).toEqual([[], ["ERR_EXPORT_UNMAPPABLE_ECOSYSTEM"]]);
  });
});

test("entries that differ in one list only become one", () => {
  const entry = { fixedVersion: "1-1", cves: [{ ID: "CVE-1", Severity: 1 }], status: 0 };
  const entries = [
    { ...entry, arches: ["x86_64"], cpes: ["b"] },
    { ...entry, arches: ["aarch64"], cpes: ["b"] },
    { ...entry, arches: ["x86_64", "aarch64"], cpes: ["a"] },
    { ...entry, fixedVersion: "2-1", arches: [], cpes: ["a"] },
  ];
  expect(joinRedHatEntries(entries)).toEqual([
    { ...entry, arches: ["aarch64", "x86_64"], cpes: ["a", "b"] },
    { ...entry, fixedVersion: "2-1", arches: [], cpes: ["a"] },
  ]);
  expect(encodeRedHatEntries(entries, (cpe) => (cpe === "a" ? 7 : 3))).toEqual({
    Entries: [
      { FixedVersion: "1-1", Cves: entry.cves, Arches: ["aarch64", "x86_64"], Affected: [3, 7] },
      { FixedVersion: "2-1", Cves: entry.cves, Affected: [7] },
    ],
  });
});

// Rows come back in the order of the database, those of one key joined, without losing what any record calls affected.
import { decodeUtf8 } from "@stella-export/core";
import { MemoryOutput } from "@stella-export/testkit";
import { describe, expect, test } from "vitest";
import type { LanguageAdvisory, SystemAdvisory } from "../mapping/advisory-value.js";
import { languageSource } from "../mapping/data-source.js";
import { type Row, RowStore } from "./row-store.js";

const GITHUB = languageSource("GHSA-1", "npm", "x");
const ACME = languageSource("ACME-1", "npm", "acme");

const plain = ({ path, value }: Row) => [...path.map(decodeUtf8), JSON.parse(decodeUtf8(value)) as unknown];

class Rows extends RowStore {
  constructor() {
    super(new MemoryOutput());
  }

  npm(source: typeof GITHUB, packageKey: string, id: string, value: LanguageAdvisory): this {
    this.language({ ecosystem: "npm", source, packageKey, id, value });
    return this;
  }

  nuget(source: typeof GITHUB, id: string, value: LanguageAdvisory, ...spellings: string[]): this {
    this.language({ ecosystem: "nuget", source, packageKey: "acme.pkg", spellings, id, value });
    return this;
  }

  debian(packageKey: string, id: string, value: SystemAdvisory, bucket = "debian 12"): this {
    this.system({ bucket, packageKey, id, value });
    return this;
  }

  all(): unknown[] {
    return [...this.advisories()].map(plain);
  }
}

test("buckets, packages and ids are in byte order", () => {
  const rows = new Rows().debian("b", "CVE-2", { FixedVersion: "1" }).debian("b", "CVE-1", {}).debian("Ab", "CVE-1", {});
  rows.npm(GITHUB, "a", "CVE-1", {}).debian("ü", "CVE-1", {}, "Photon OS 4.0").debian("😀", "CVE-1", {}).debian("￿", "CVE-1", {});
  expect(rows.all().map((row) => (row as string[]).slice(0, 3))).toEqual([
    ["Photon OS 4.0", "ü", "CVE-1"],
    ["debian 12", "Ab", "CVE-1"],
    ["debian 12", "b", "CVE-1"],
    ["debian 12", "b", "CVE-2"],
    ["debian 12", "￿", "CVE-1"],
    ["debian 12", "😀", "CVE-1"],
    ["npm::GitHub Security Advisory npm", "a", "CVE-1"],
  ]);
});

describe("one package and id", () => {
  test("in one bucket: ranges of all records; a fix that another calls affected is none", () => {
    const rows = new Rows()
      .npm(GITHUB, "a", "CVE-1", { PatchedVersions: ["1.2.5"], VendorIDs: ["GHSA-1"], VulnerableVersions: ["<1.2.5"] })
      .npm(GITHUB, "a", "CVE-1", { PatchedVersions: ["1.2.6"], VendorIDs: ["GHSA-2"], VulnerableVersions: [">=1.0.0, <1.2.6"] });
    expect(rows.all()).toEqual([
      [
        "npm::GitHub Security Advisory npm",
        "a",
        "CVE-1",
        { PatchedVersions: ["1.2.6"], VendorIDs: ["GHSA-1", "GHSA-2"], VulnerableVersions: ["<1.2.5", ">=1.0.0, <1.2.6"] },
      ],
    ]);
  });

  test("in two buckets: Trivy looks at the last one only, which therefore holds the ranges of both", () => {
    const rows = new Rows()
      .npm(GITHUB, "a", "CVE-1", { PatchedVersions: ["1.2.5"], VulnerableVersions: ["<1.2.5"] })
      .npm(ACME, "a", "CVE-1", { VulnerableVersions: ["=3.0.0"] })
      .npm(ACME, "a", "CVE-2", { VulnerableVersions: ["=4.0.0"] });
    expect(rows.all()).toEqual([
      ["npm::GitHub Security Advisory npm", "a", "CVE-1", { PatchedVersions: ["1.2.5"], VulnerableVersions: ["<1.2.5"] }],
      ["npm::acme", "a", "CVE-1", { PatchedVersions: ["1.2.5"], VulnerableVersions: ["=3.0.0", "<1.2.5"] }],
      ["npm::acme", "a", "CVE-2", { VulnerableVersions: ["=4.0.0"] }],
    ]);
  });

  test("of several spellings: each has what is known under any, also of another id and of another source", () => {
    const rows = new Rows()
      .nuget(ACME, "CVE-1", { VulnerableVersions: ["=1.0.0"] })
      .nuget(GITHUB, "CVE-1", { VulnerableVersions: ["=2.0.0"] }, "Acme.Pkg")
      .nuget(GITHUB, "CVE-2", { VulnerableVersions: ["=3.0.0"] }, "ACME.PKG");
    rows.language({ ecosystem: "nuget", source: ACME, packageKey: "acme.pkg2", id: "CVE-1", value: { VulnerableVersions: ["=4.0.0"] } });
    const of = (key: string) => [
      ["nuget::GitHub Security Advisory npm", key, "CVE-1", { VulnerableVersions: ["=2.0.0"] }],
      ["nuget::GitHub Security Advisory npm", key, "CVE-2", { VulnerableVersions: ["=3.0.0"] }],
      ["nuget::acme", key, "CVE-1", { VulnerableVersions: ["=1.0.0", "=2.0.0"] }],
    ];
    const all = [...of("ACME.PKG"), ...of("Acme.Pkg"), ...of("acme.pkg")];
    expect(rows.all()).toEqual([
      ...all.filter(([bucket]) => bucket !== "nuget::acme"),
      ...all.filter(([bucket]) => bucket === "nuget::acme"),
      ["nuget::acme", "acme.pkg2", "CVE-1", { VulnerableVersions: ["=4.0.0"] }],
    ]);
  });

  test("systems and architectures: a record without them is of all", () => {
    const rows = new Rows()
      .npm(GITHUB, "a", "CVE-1", { Arches: ["amd64"], OSes: ["linux"], VulnerableVersions: ["<1"] })
      .npm(GITHUB, "a", "CVE-1", { OSes: ["windows"], VulnerableVersions: ["<2"] });
    expect(rows.all().map((row) => (row as unknown[])[3])).toEqual([{ OSes: ["linux", "windows"], VulnerableVersions: ["<1", "<2"] }]);
  });

  test("of an operating system: the higher fix, and none where one record knows of none", () => {
    const value = (...values: SystemAdvisory[]) => {
      const rows = new Rows();
      for (const each of values) rows.debian("a", "CVE-1", each);
      return (rows.all()[0] as unknown[])[3];
    };
    expect(value({ FixedVersion: "1.9-1" }, { FixedVersion: "1.10-1", VendorIDs: ["DSA-1-1"] })).toEqual({
      FixedVersion: "1.10-1",
      VendorIDs: ["DSA-1-1"],
    });
    expect(value({ FixedVersion: "1.9-1" }, { Status: 2, Severity: 1 })).toEqual({ Severity: 1, Status: 2 });
  });

  test("records as many as there are", () => {
    const count = 130_000;
    const many = (add: (rows: Rows) => void): unknown[] => {
      const rows = new Rows();
      for (rows.origin = 0; rows.origin < count; rows.origin++) add(rows);
      return rows.all();
    };
    const debian = many((rows) => rows.debian("a", "CVE-1", { FixedVersion: "1", Severity: 1 }));
    expect(debian).toEqual([["debian 12", "a", "CVE-1", { FixedVersion: "1", Severity: 1 }]]);
    const npm = many((rows) => rows.npm(ACME, "a", "CVE-1", { VulnerableVersions: ["<1"] }));
    expect(npm).toEqual([["npm::acme", "a", "CVE-1", { VulnerableVersions: ["<1"] }]]);
  });

  test("of Oracle: a fix of each flavor", () => {
    const rows = new Rows();
    for (const FixedVersion of ["1-1.el9_fips", "1-2.el9", "1-1.el9"]) rows.debian("a", "CVE-1", { FixedVersion }, "Oracle Linux 9");
    const Arches = ["aarch64", "i386", "i586", "i686", "noarch", "x86_64"];
    expect((rows.all()[0] as unknown[])[3]).toEqual({
      Entries: [
        { Arches, FixedVersion: "1-2.el9" },
        { Arches, FixedVersion: "1-1.el9_fips" },
      ],
      FixedVersion: "1-2.el9",
    });
  });
});

test("details of several sources become one value", () => {
  const rows = new Rows().debian("a", "CVE-2", {}).npm(GITHUB, "a", "CVE-2", {});
  rows.vulnerability("CVE-2", "ghsa", { Title: "two", Severity: "LOW" });
  rows.vulnerability("CVE-2", "debian", { Description: "text", Severity: "UNKNOWN" });
  expect(rows.all()).toHaveLength(2);
  expect([...rows.vulnerabilities()].map(plain)).toEqual([
    ["vulnerability", "CVE-2", { Title: "two", Description: "text", Severity: "LOW" }],
  ]);
  expect(rows.dataSources.map(([bucket, { ID }]) => [bucket, ID])).toEqual([
    ["debian 12", "debian"],
    ["npm::GitHub Security Advisory npm", "ghsa"],
  ]);
});

test("Red Hat's products have numbers, and repositories stand for them", () => {
  const rows = new Rows();
  const cves = [{ ID: "CVE-1", Severity: 2 }];
  const cpe = "cpe:/a:redhat:enterprise_linux:9::appstream";
  rows.redHat({ packageKey: "a", id: "RHSA-1", entries: [{ fixedVersion: "1-1", cves, arches: [], status: 0, cpes: [cpe] }] });
  const [[, , , value]] = rows.all() as [[string, string, string, { Entries: { Affected: number[] }[] }]];
  const [number] = value.Entries[0]?.Affected ?? [];
  const found = new Map([...rows.redHatCpes()].map(plain).map(([, bucket, key, each]) => [`${String(bucket)} ${String(key)}`, each]));
  expect(found.get(`cpe ${number}`)).toBe(cpe);
  expect(found.get("repository rhel-9-for-x86_64-appstream-rpms")).toContain(number);
  for (const release of ["6-server", "7-server", "8-for-x86_64-baseos", "9-for-x86_64-baseos"])
    expect((found.get(`repository rhel-${release}-rpms`) as number[]).length).toBeGreaterThan(0);
});

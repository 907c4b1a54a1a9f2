// Red Hat's advisories in OSV as entries for products, and how entries are joined.
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

  test("a product that no repository stands for is written and told", () => {
    const of = (product: string) =>
      rowsOf(
        osvDocument([{ ecosystem: `Red Hat:${product}`, name: "acme", ranges: [fixedIn("1")] }], {
          id: "RHSA-2026:1",
          upstream: ["CVE-1"],
        }),
      );
    const { redHat, problems } = of("quarkus:3.2::el8");
    expect([redHat.length, problems.map(({ code, package: name }) => [code, name])]).toEqual([
      1,
      [["ERR_EXPORT_UNMAPPABLE_ECOSYSTEM", "acme"]],
    ]);
    for (const known of ["enterprise_linux:10.1", "rhel_eus:9.4::appstream", "openshift:4.15::el9"]) expect(of(known).problems).toEqual([]);
  });

  test("what is open stands under each CVE", () => {
    const { redHat } = of([[{ introduced: "0" }]], { upstream: ["CVE-2026-1"] });
    expect(redHat).toEqual([
      { packageKey: "acme", id: "CVE-2026-1", entries: [{ ...entry, fixedVersion: "", status: 2, cves: [{ Severity: 0 }] }] },
    ]);
  });
});

test("entries that differ in one list only become one", () => {
  const entry = { fixedVersion: "1-1", cves: [{ ID: "CVE-1", Severity: 1 }], status: 0 };
  const entries = [
    { ...entry, arches: ["x86_64"], cpes: ["b"] },
    { cpes: ["b"], arches: ["aarch64"], ...entry },
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

test("many products of one entry take no time that grows with their square", () => {
  const entry = { fixedVersion: "1-1", cves: [{ ID: "CVE-1", Severity: 1 }], arches: [], status: 0 };
  const start = performance.now();
  const joined = joinRedHatEntries(Array.from({ length: 20_000 }, (_, i) => ({ ...entry, cpes: [`cpe:/a:redhat:thing:${i}`] })));
  expect(joined.map(({ cpes }) => cpes.length)).toEqual([20_000]);
  expect(performance.now() - start).toBeLessThan(10_000);
});

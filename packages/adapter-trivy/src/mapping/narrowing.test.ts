// What is left of an advisory without some versions: exact, or left as it was.
import { describe, expect, test } from "vitest";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import type { Range, RangeScheme, Version } from "../versions/scheme.js";
import type { LanguageAdvisory } from "./advisory-value.js";
import { withoutInterval, withoutVersions } from "./narrowing.js";
import { systemBucket } from "./target.js";

const upTo = (to: string, from = "0") => ({ from, to, isToIncluded: false });

describe("of an operating system: [start, end) without [from, to)", () => {
  test.each([
    ["debian 12", { FixedVersion: "5" }, upTo("5"), "removed"],
    ["debian 12", { FixedVersion: "5" }, upTo("", "0"), "removed"],
    ["debian 12", { FixedVersion: "5" }, upTo("9", "2"), { FixedVersion: "2" }],
    ["debian 12", { FixedVersion: "5" }, upTo("", "2"), { FixedVersion: "2" }],
    ["debian 12", { Status: 2 }, upTo("", "2"), { FixedVersion: "2" }],
    ["debian 12", { Status: 2 }, upTo("9", "2"), "kept"],
    ["debian 12", { FixedVersion: "5" }, upTo("2"), "kept"],
    ["debian 12", { FixedVersion: "5" }, upTo("3", "2"), "kept"],
    ["debian 12", { FixedVersion: "5" }, { from: "2", to: "2", isToIncluded: true }, "kept"],
    ["debian 12", { FixedVersion: "5" }, { from: "5", to: "5", isToIncluded: true }, { FixedVersion: "5" }],
    ["debian 12", { FixedVersion: "5" }, upTo("9", "5"), { FixedVersion: "5" }],
    ["debian 12", { FixedVersion: "1:2" }, upTo("", "9"), { FixedVersion: "9" }],
    ["alpine 3.18", { FixedVersion: "5-r0" }, upTo("2-r0"), { AffectedVersion: "2-r0", FixedVersion: "5-r0" }],
    ["alpine 3.18", { AffectedVersion: "2-r0", FixedVersion: "5-r0" }, upTo("2-r0"), { AffectedVersion: "2-r0", FixedVersion: "5-r0" }],
    ["alpine 3.18", { AffectedVersion: "2-r0", FixedVersion: "5-r0" }, upTo("5-r0", "1-r0"), "removed"],
    ["alpine 3.18", { FixedVersion: "5-r0" }, { from: "0", to: "2-r0", isToIncluded: true }, "kept"],
    ["Oracle Linux 9", { FixedVersion: "5-1.el9" }, upTo("", "2-1.el9"), { FixedVersion: "2-1.el9" }],
    ["Oracle Linux 9", { FixedVersion: "5-1.el9" }, upTo("", "2-1.el9_fips"), "kept"],
  ])("%s %j without %j: %j", (bucket, value, taken, left) => {
    expect(withoutInterval(value, taken, systemBucket(bucket))).toEqual(left);
  });

  test("of several flavors all are left out, or none", () => {
    const value = {
      Entries: ["5-1.el9", "5-1.el9_fips"].map((FixedVersion) => ({ Arches: ["x86_64"], FixedVersion })),
      FixedVersion: "5-1.el9",
    };
    const oracle = systemBucket("Oracle Linux 9");
    expect(withoutInterval(value, upTo("6"), oracle)).toBe("removed");
    expect(withoutInterval(value, upTo("", "2-1.el9"), oracle)).toBe("kept");
    expect(withoutInterval(value, upTo("", "6"), oracle)).toBe(value);
  });
});

test("of a language: a range of versions that are not affected, in the grammar of its comparer", () => {
  const value = { PatchedVersions: ["5"], VulnerableVersions: ["<5"] };
  const left = (ecosystem: string, from: string, to: string) =>
    withoutVersions(value, upTo(to, from), schemeOfLanguage(ecosystem) as RangeScheme);
  expect(left("npm", "2.0.0", "3.0.0")).toEqual({ ...value, UnaffectedVersions: [">=2.0.0, <3.0.0"] });
  expect(left("pip", "1.0alpha1", "3")).toEqual({ ...value, UnaffectedVersions: [">=1.0a1, <3"] });
  expect(left("npm", "no version", "3")).toBe("kept");
});

test.each([
  ["2.3", ["2.3", "2.3.0", "2.3.0.0", "v2.3"], ["2.3+fork", "2.3.1", "2.3rc1", "2", "2.3.post1"]],
  ["2.0.0", ["2", "2.0", "2.0.0"], ["2.0.0+fork", "2.0.1"]],
  ["1!2.3-rc1", ["1!2.3rc1", "1!2.3.0rc1"], ["2.3rc1", "1!2.3", "1!2.3rc1+fork"]],
  ["2.3+fork", ["2.3+fork"], ["2.3", "2.3+other"]],
])("of Python without %s: that version, and no local one of it", (version, inside, outside) => {
  const scheme = schemeOfLanguage("pip") as RangeScheme;
  const taken = { from: version, to: version, isToIncluded: true };
  const { UnaffectedVersions = [] } = withoutVersions({ VulnerableVersions: ["<9"] }, taken, scheme) as LanguageAdvisory;
  const range = scheme.parseRange(UnaffectedVersions.join(" || ")) as Range;
  const isTaken = (text: string) => scheme.matches(range, scheme.parseVersion(text) as Version);
  expect(UnaffectedVersions.map((text) => scheme.rangeProblem(text))).toEqual(UnaffectedVersions.map(() => undefined));
  expect(inside.filter((text) => isTaken(text) !== true)).toEqual([]);
  expect(outside.filter((text) => isTaken(text) !== false)).toEqual([]);
});

test("of Python without what ends in 2.3: that version, and no local one of it", () => {
  const scheme = schemeOfLanguage("pip") as RangeScheme;
  for (const from of ["0", "1.0"]) {
    const taken = { from, to: "2.3", isToIncluded: true };
    const { UnaffectedVersions = [] } = withoutVersions({ VulnerableVersions: ["<9"] }, taken, scheme) as LanguageAdvisory;
    const range = scheme.parseRange(UnaffectedVersions.join(" || ")) as Range;
    const isTaken = (text: string) => scheme.matches(range, scheme.parseVersion(text) as Version);
    expect(["1.0", "2.2+fork", "2.3rc1", "2.3", "2.3.0", "2.3+fork", "2.3.post1"].map(isTaken)).toEqual([
      ...Array<boolean>(5).fill(true),
      false,
      false,
    ]);
  }
});

// Ranges as one fixed version: nothing that is affected is lost, and what is wider than the record is told.
import { describe, expect, test } from "vitest";
import { joinSystemAdvisories } from "./advisory-value.js";
import { flavorOf } from "./oracle-flavor.js";
import { toOsvRecord } from "./osv-record.js";
import { osvDocument } from "./rows-fixture.js";
import { toSystemFixes } from "./system-fix.js";
import { type SystemTarget, targetOf } from "./target.js";

type Events = readonly Readonly<Record<string, string>>[];

function fixesOf(ecosystem: string, ranges: readonly Events[], versions: readonly string[] = []) {
  const [affected] = toOsvRecord(osvDocument([{ ecosystem, name: "x", ranges, versions }]) as Record<string, unknown>).affected;
  if (affected === undefined) throw new Error("there is one");
  const { fixes, problems } = toSystemFixes(affected, targetOf(ecosystem) as SystemTarget);
  return { fixes, problems: problems.map(({ code, range }) => [code.replace("ERR_EXPORT_UNMAPPABLE_", ""), range]) };
}

const from = (introduced: string, fixed?: string): Events => [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])];

describe("Debian", () => {
  test.each([
    ["a fix", [from("0", "1.2-3")], { fixed: "1.2-3", affectedFrom: "" }, []],
    ["no fix", [from("0")], { fixed: "", affectedFrom: "" }, []],
    ["the highest fix of several", [from("0", "1.9-1"), from("0", "1.10-1")], { fixed: "1.10-1", affectedFrom: "" }, []],
    ["no fix in one of two branches", [from("0", "1.2-3"), from("2.0")], { fixed: "", affectedFrom: "" }, [["BOUND", ">=2.0"]]],
    ["a first affected version", [from("1.0-1", "1.2-3")], { fixed: "1.2-3", affectedFrom: "" }, [["BOUND", ">=1.0-1, <1.2-3"]]],
  ])("%s", (_, ranges, fix, problems) => {
    expect(fixesOf("Debian:12", ranges)).toEqual({ fixes: [fix], problems });
  });

  test.each([
    ["a last affected version", [[{ introduced: "0" }, { last_affected: "1.2-3" }]], [["RANGE", "<=1.2-3"]]],
    ["a version that dpkg does not know", [from("0", "no version")], [["RANGE", "<no version"]]],
  ])("%s cannot be said", (_, ranges, problems) => {
    expect(fixesOf("Debian:12", ranges)).toEqual({ fixes: [], problems });
  });

  test("single versions cannot be said", () => {
    expect(fixesOf("Debian:12", [], ["1.2-3"])).toEqual({ fixes: [], problems: [["RANGE", "=1.2-3"]] });
  });
});

test("versions that no fix is of are told", () => {
  const outside = (ecosystem: string, range: Events, versions: readonly string[]) =>
    fixesOf(ecosystem, [range], versions).problems.flatMap(([code, range]) => (code === "RANGE" ? [range] : []));
  expect(outside("Debian:12", from("0", "3.0.5"), ["3.0.4-1", "3.0.7-1", "no version"])).toEqual(["=3.0.7-1", "=no version"]);
  expect(outside("Debian:12", from("0"), ["3.0.7-1", "no version"])).toEqual([]);
  expect(outside("Alpine:v3.18", from("1.0-r0", "1.2-r3"), ["0.9-r0", "1.1-r0"])).toEqual(["=0.9-r0"]);
  expect(outside("Oracle Linux:9", from("0", "1.2-3.el9"), ["1.2-2.el9", "1.2-2.el9_fips"])).toEqual(["=1.2-2.el9_fips"]);
});

test("Alpine knows a first affected version, of one branch", () => {
  expect(fixesOf("Alpine:v3.18", [from("1.0-r0", "1.2-r3")])).toEqual({
    fixes: [{ fixed: "1.2-r3", affectedFrom: "1.0-r0" }],
    problems: [],
  });
});

test("of several branches Alpine's is the lowest first version, which is told", () => {
  expect(fixesOf("Alpine:v3.18", [from("2.0-r0", "2.1-r0"), from("1.0-r0", "1.2-r3")])).toEqual({
    fixes: [{ fixed: "2.1-r0", affectedFrom: "1.0-r0" }],
    problems: [
      ["BOUND", ">=2.0-r0, <2.1-r0"],
      ["BOUND", ">=1.0-r0, <1.2-r3"],
    ],
  });
  expect(fixesOf("Alpine:v3.18", [from("2.0-r0", "2.1-r0"), from("0", "1.2-r3")]).fixes).toEqual([{ fixed: "2.1-r0", affectedFrom: "" }]);
});

test("advisories of several records have the lowest first version", () => {
  const { scheme } = targetOf("Alpine:v3.18") as SystemTarget;
  const of = (...froms: readonly string[]) =>
    joinSystemAdvisories(
      froms.map((AffectedVersion) => ({ FixedVersion: "9", ...(AffectedVersion === "" ? {} : { AffectedVersion }) })),
      scheme,
      false,
    ).AffectedVersion;
  expect([of("7", "3"), of("10", "9"), of("3", "3"), of("3", "")]).toEqual(["3", "9", "3", undefined]);
});

test("detectors that report nothing without a fix are told of none", () => {
  expect(fixesOf("AlmaLinux:9", [from("0")])).toEqual({ fixes: [], problems: [["UNFIXED", ""]] });
  expect(fixesOf("AlmaLinux:9", [from("0", "1.2-3.el9"), from("2.0")])).toEqual({
    fixes: [{ fixed: "1.2-3.el9", affectedFrom: "" }],
    problems: [["UNFIXED", ""]],
  });
});

test("Oracle has a fix for each flavor", () => {
  const { fixes } = fixesOf("Oracle Linux:9", [from("0", "1.2-3.el9"), from("0", "1.2-3.el9_fips"), from("0", "1.2-4.el9")]);
  expect(fixes.map(({ fixed }) => fixed)).toEqual(["1.2-4.el9", "1.2-3.el9_fips"]);
  expect(["1.2-3.el9", "1-2.el9_FIPS", "2.28-1.ksplice1.el8"].map(flavorOf)).toEqual(["normal", "fips", "ksplice"]);
});

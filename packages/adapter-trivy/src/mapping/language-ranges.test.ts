// Ranges as Trivy's comparers read them, each judged by the comparer itself: what is affected is inside, what is fixed is not.
import { expect, test } from "vitest";
import { isVulnerable } from "../versions/advisory.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import type { RangeScheme } from "../versions/scheme.js";
import { stillPatched, toLanguageRanges } from "./language-ranges.js";
import { toOsvRecord } from "./osv-record.js";
import { type AffectedFixture, osvDocument } from "./rows-fixture.js";

const schemeOf = (ecosystem: string): RangeScheme => schemeOfLanguage(ecosystem) as RangeScheme;

function rangesOf(fixture: Omit<AffectedFixture, "ecosystem" | "name">, ecosystem = "npm") {
  const [affected] = toOsvRecord(osvDocument([{ ecosystem, name: "x", ...fixture }]) as Record<string, unknown>).affected;
  if (affected === undefined) throw new Error("there is one");
  return toLanguageRanges(affected, schemeOf(ecosystem));
}

test.each([
  ["a fix", [{ introduced: "0" }, { fixed: "1.2.5" }], ["<1.2.5"], ["1.2.5"]],
  ["a branch", [{ introduced: "1.2.0" }, { fixed: "1.2.5" }], [">=1.2.0, <1.2.5"], ["1.2.5"]],
  [
    "two branches",
    [{ introduced: "1.2.0" }, { fixed: "1.2.5" }, { introduced: "2.0.0" }, { fixed: "2.0.1" }],
    [">=1.2.0, <1.2.5", ">=2.0.0, <2.0.1"],
    ["1.2.5", "2.0.1"],
  ],
  ["no fix", [{ introduced: "1.2.0" }], [">=1.2.0"], []],
  ["everything", [{ introduced: "0" }], [">=0"], []],
  ["a last affected version", [{ introduced: "0" }, { last_affected: "1.2.5" }], ["<=1.2.5"], []],
  ["one version", [{ introduced: "1.2.5" }, { last_affected: "1.2.5" }], ["=1.2.5"], []],
  ["a fix that nothing began", [{ fixed: "1.2.5" }], ["<1.2.5"], ["1.2.5"]],
  ["a limit, which is of commits", [{ introduced: "0" }, { limit: "1.2.5" }], [">=0"], []],
])("%s", (_, events, vulnerable, patched) => {
  expect(rangesOf({ ranges: [events] })).toEqual({ vulnerable, patched, problems: [] });
});

test("versions that no range holds are named, the others are not repeated", () => {
  const { vulnerable } = rangesOf({
    ranges: [[{ introduced: "1.0.0" }, { fixed: "1.2.0" }]],
    versions: ["1.1.0", "0.9.0", "1.1.0", "2.0.0"],
  });
  expect(vulnerable).toEqual([">=1.0.0, <1.2.0", "=0.9.0", "=2.0.0"]);
});

test("what the comparer does not read is told and left out; the rest stands", () => {
  const { vulnerable, patched, problems } = rangesOf(
    { ranges: [[{ introduced: "0" }, { fixed: "1.2.0-n653" }, { introduced: "2.0" }, { fixed: "2.1" }]], versions: ["v_05"] },
    "pip",
  );
  expect([vulnerable, patched]).toEqual([[">=2.0, <2.1"], ["2.1"]]);
  expect(problems.map(({ code, range }) => [code, range])).toEqual([
    ["ERR_EXPORT_UNMAPPABLE_RANGE", "<1.2.0-n653"],
    ["ERR_EXPORT_UNMAPPABLE_RANGE", "=v_05"],
  ]);
});

test("a fix that another range holds does not count as secure", () => {
  const { vulnerable, patched } = rangesOf({
    ranges: [
      [{ introduced: "0" }, { fixed: "2.4.50" }],
      [{ introduced: "2.4.49" }, { fixed: "2.4.51" }],
    ],
  });
  expect(patched).toEqual(["2.4.51"]);
  const advisory = { VulnerableVersions: vulnerable, PatchedVersions: patched };
  expect(["2.4.49", "2.4.50", "2.4.51"].map((version) => isVulnerable(schemeOf("npm"), version, advisory))).toEqual([true, true, false]);
});

test("GitHub's last known version bounds a range that is open, and no other", () => {
  const more = { database_specific: { last_known_affected_version_range: "<= 1.4.2" } };
  expect(rangesOf({ ranges: [[{ introduced: "1.0.0" }]], more }).vulnerable).toEqual([">=1.0.0, <=1.4.2"]);
  expect(rangesOf({ ranges: [[{ introduced: "1.0.0" }, { fixed: "1.2.0" }]], more }).vulnerable).toEqual([">=1.0.0, <1.2.0"]);
  const unreadable = { database_specific: { last_known_affected_version_range: "<= ??" } };
  expect(rangesOf({ ranges: [[{ introduced: "1.0.0" }]], more: unreadable }).vulnerable).toEqual([">=1.0.0"]);
});

test.each(["npm", "pip", "maven", "rubygems", "go", "cargo", "nuget", "composer", "bitnami"])(
  "%s: at every bound Trivy's comparer says what the record says",
  (ecosystem) => {
    const events = [{ introduced: "1.2.0" }, { fixed: "1.2.5" }, { introduced: "2.0.0" }, { last_affected: "2.3.4" }];
    const { vulnerable, patched, problems } = rangesOf({ ranges: [events], versions: ["3.0.0"] }, ecosystem);
    expect(problems).toEqual([]);
    const advisory = { VulnerableVersions: vulnerable, PatchedVersions: patched };
    const affected = ["1.1.9", "1.2.0", "1.2.4", "1.2.5", "2.0.0", "2.3.4", "2.3.5", "3.0.0", "3.0.1"].filter((version) =>
      isVulnerable(schemeOf(ecosystem), version, advisory),
    );
    expect(affected).toEqual(["1.2.0", "1.2.4", "2.0.0", "2.3.4", "3.0.0"]);
  },
);

test("of joined records, a fix stays one only where no record calls it affected", () => {
  expect(stillPatched(["1.2.5", "1.2.6"], ["<1.2.5", "<1.2.6"], schemeOf("npm"))).toEqual(["1.2.6"]);
});

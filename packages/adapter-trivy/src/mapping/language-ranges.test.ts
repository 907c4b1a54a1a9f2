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
  return toLanguageRanges(affected, { kind: "language", ecosystem, scheme: schemeOf(ecosystem) });
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
  ["everything", [{ introduced: "0" }], [">=0.0.0-0"], []],
  ["a last affected version", [{ introduced: "0" }, { last_affected: "1.2.5" }], ["<=1.2.5"], []],
  ["one version", [{ introduced: "1.2.5" }, { last_affected: "1.2.5" }], ["=1.2.5"], []],
  ["a fix that nothing began", [{ fixed: "1.2.5" }], ["<1.2.5"], ["1.2.5"]],
  [
    "not sorted",
    [{ fixed: "2.0.1" }, { introduced: "2.0.0" }, { introduced: "0" }, { fixed: "1.2.5" }],
    ["<1.2.5", ">=2.0.0, <2.0.1"],
    ["2.0.1", "1.2.5"],
  ],
  ["introduced twice", [{ introduced: "1.0.0" }, { introduced: "1.2.0" }, { fixed: "1.2.5" }], [">=1.0.0, <1.2.5"], ["1.2.5"]],
  [
    "begun anew where it ends, not sorted",
    [{ introduced: "2.0.0" }, { fixed: "3.0.0" }, { introduced: "1.0.0" }, { fixed: "2.0.0" }],
    [">=1.0.0, <2.0.0", ">=2.0.0, <3.0.0"],
    ["3.0.0"],
  ],
  ["two members of one event", [{ introduced: "0", fixed: "1.2.5" }], ["<1.2.5"], ["1.2.5"]],
  ["blanks around a bound", [{ introduced: "0" }, { fixed: " 1.2.5\n" }], ["<1.2.5"], ["1.2.5"]],
  ["numbers that are missing", [{ introduced: "1" }, { fixed: "2" }], [">=1, <2.0.0"], ["2.0.0"]],
  ["a limit of everything", [{ introduced: "0" }, { limit: "*" }], [">=0.0.0-0"], []],
  ["a limit", [{ introduced: "0" }, { limit: "1.2.5" }], ["<1.2.5"], []],
  ["a limit in which numbers are missing", [{ introduced: "0" }, { limit: "2" }], ["<2.0.0"], []],
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

test("a version that the record lists is affected, be it a fix of the record as well", () => {
  const { vulnerable, patched } = rangesOf({ ranges: [[{ introduced: "0" }, { fixed: "23.9.0" }]], versions: ["22.1", "23.9.0"] }, "pip");
  expect([vulnerable, patched]).toEqual([["<23.9.0", "=23.9.0"], []]);
});

test.each<[string, Record<string, string>[], string[], string[], string?]>([
  ["ends below its begin", [{ introduced: "9.4.0" }, { fixed: "9.3.4" }], [">=9.4.0"], ["<9.3.4"]],
  ["is fixed twice", [{ introduced: "0" }, { fixed: "1.0.0" }, { fixed: "2.0.0" }], ["<1.0.0"], ["<2.0.0"]],
  ["holds nothing", [{ introduced: "1.0.0" }, { fixed: "1.0.0" }], [], [">=1.0.0, <1.0.0"]],
  [
    "has branches that overlap",
    [{ introduced: "2.11.0" }, { fixed: "2.11.7" }, { introduced: "0" }, { fixed: "2.11.6" }],
    ["<2.11.6", ">=2.11.0, <2.11.7"],
    ["<2.11.7"],
    "BOUND",
  ],
  ["has a limit that is none", [{ introduced: "1.0.0" }, { limit: "2.0.0, 3.0.0" }], [">=1.0.0"], ["<2.0.0, 3.0.0"]],
])("a range that %s is told", (_, events, vulnerable, told, code = "RANGE") => {
  const ranges = rangesOf({ ranges: [events] });
  expect(ranges.vulnerable).toEqual(vulnerable);
  expect(ranges.problems.map(({ code, range }) => [code, range])).toEqual(told.map((range) => [`ERR_EXPORT_UNMAPPABLE_${code}`, range]));
});

const SEPARATED = [
  "1.2.3, 2.0.1",
  "1.2.3 2.0.1",
  "1,2.3",
  "1.0.0, <0.1.0",
  "1.0.0 || >=5.0.0",
  "=1.2.3",
  "1.2.3||",
  "*",
  "1.2.x",
  "latest",
];
const LANGUAGES = ["npm", "pip", "maven", "rubygems", "go", "cargo", "nuget", "composer", "bitnami"];

test.each(LANGUAGES.flatMap((ecosystem) => SEPARATED.map((text) => [ecosystem, text] as const)))(
  "%s: %j is no bound: it is told, and the rest stands",
  (ecosystem, text) => {
    for (const bad of [{ fixed: text }, { last_affected: text }, { introduced: text }]) {
      const events = [{ introduced: "1.0.0" }, { fixed: "1.1.0" }, ...("introduced" in bad ? [bad] : [{ introduced: "1.2.0" }, bad])];
      const { vulnerable, patched, problems } = rangesOf({ ranges: [events] }, ecosystem);
      const levels = ecosystem === "composer" ? [">=1.0.0-p, <1.0.0-q"] : [];
      expect([vulnerable, patched]).toEqual([[">=1.0.0, <1.1.0", ...levels], ["1.1.0"]]);
      expect(problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_RANGE"]);
    }
  },
);

test.each<[object, string[], string[]]>([
  [{ ranges: [{ events: [{ introduced: "0" }, { fixed: "1.0" }, { introduced: 2.5 }] }] }, ["<1.0"], [">=no version: 2.5"]],
  [{ ranges: [{ events: [{ introduced: "0" }, { fixed: 1.5 }] }] }, [], ["<no version: 1.5"]],
  [{ ranges: [{ events: [{ introduced: "0" }, { fixd: "1.0" }] }] }, [">=0.dev0"], ['>=no version: {"fixd":"1.0"}']],
  [{ ranges: [{ events: "0" }, { events: [{ introduced: "3" }] }] }, [">=3"], ['>=no version: "0"']],
  [{ ranges: ["<1"], versions: ["4"] }, ["=4"], ['>=no version: "<1"']],
  [{ versions: [1.5, "1.0.0"] }, ["=1.0.0"], ["=no version: 1.5"]],
  [{ versions: "1.0.0" }, ["=1.0.0"], []],
])("a value of another type is told, not passed over: %j", (more, vulnerable, told) => {
  const ranges = rangesOf({ more }, "pip");
  expect([ranges.vulnerable, ranges.problems.map(({ range }) => range)]).toEqual([vulnerable, told]);
});

test.each([
  ["go", [">=0.0.0-0"], ["v0.0.0-20201219151056-5a20f3199263", "0.0.0-0"]],
  ["npm", [">=0.0.0-0"], ["0.0.0-alpha", "0.0.0-0"]],
  ["nuget", [">=0.0.0-0"], ["0.0.0-ci42", "0.0.0-Alpha"]],
  ["pip", [">=0.dev0"], ["0.0.0.dev0", "0a1.dev1", "0.dev0+local"]],
  ["maven", [">=0", "<0"], ["0-alpha", "0.0.0-SNAPSHOT", "alpha", "Brixton.RELEASE"]],
  ["rubygems", [">=0", "<0"], ["0.0.0.pre", "0.a.a"]],
  ["cocoapods", [">=0", "<0"], ["0.0.0-alpha"]],
  ["bitnami", [">=0"], ["0.0.0-1"]],
])("%s: from the first version on is what comes before 0 too", (ecosystem, vulnerable, early) => {
  const open = [{ introduced: "0" }];
  expect(rangesOf({ ranges: [open], versions: early }, ecosystem)).toEqual({ vulnerable, patched: [], problems: [] });
  const more = { database_specific: { last_known_affected_version_range: "< 1.0.0" } };
  const bounded = rangesOf({ ranges: [open], more }, ecosystem).vulnerable;
  expect(bounded).toEqual(["<1.0.0"]);
  const isFound = (texts: readonly string[], version: string) => isVulnerable(schemeOf(ecosystem), version, { VulnerableVersions: texts });
  expect([...early, "0", "0.9.0", "0.0.0", "7.0.0"].filter((version) => !isFound(vulnerable, version))).toEqual(
    ecosystem === "npm" || ecosystem === "bitnami" ? ["0"] : [],
  );
  expect(early.filter((version) => version !== "Brixton.RELEASE" && !isFound(bounded, version))).toEqual([]);
});

test("a listed version counts as held only by a text that holds it", () => {
  expect(rangesOf({ ranges: [[{ introduced: "0.0.0" }]], versions: ["0.0.0-ci42"] }, "nuget").vulnerable).toEqual([
    ">=0.0.0",
    "=0.0.0-ci42",
  ]);
});

const ODD = [
  "1.0.0-alpha",
  "1.0.0-1",
  "1.0.0a1",
  "1.0.0.dev1",
  "1.0.0.post1",
  "1.0.0+fork",
  "1.0.0.pre",
  "1.0.0",
  "0.0.0-0",
  "0",
  "0.dev0",
];

test.each(["npm", "pip", "maven", "rubygems", "go", "nuget", "composer", "conan", "bitnami"])(
  "%s: a listed version is found, whatever ranges stand beside it",
  (ecosystem) => {
    const ends = ODD.flatMap((version) => [{ fixed: version }, { last_affected: version }, { limit: version }]);
    const lost = ODD.filter((text) => schemeOf(ecosystem).parseVersion(text) !== undefined).flatMap((version) =>
      ["0", ...ODD].flatMap((introduced) =>
        [...ends, {}].filter((end) => {
          const ranges = rangesOf({ ranges: [[{ introduced }, end]], versions: [version] }, ecosystem);
          const advisory = { VulnerableVersions: ranges.vulnerable, PatchedVersions: ranges.patched };
          const isTold = ranges.problems.some(({ range }) => range === `=${version}`);
          return !isTold && !isVulnerable(schemeOf(ecosystem), version, advisory);
        }),
      ),
    );
    expect(lost).toEqual([]);
  },
);

test("a local version of Python that is listed is not hidden by a fix in the version that it was made of", () => {
  const fixed = [{ introduced: "0" }, { fixed: "2.3" }];
  const { vulnerable, patched } = rangesOf({ ranges: [fixed], versions: ["2.3+cu118"] }, "pip");
  expect([vulnerable, patched]).toEqual([["<2.3", "=2.3+cu118"], []]);
  const advisory = { VulnerableVersions: vulnerable, PatchedVersions: patched };
  expect(["2.3+cu118", "2.3"].map((version) => isVulnerable(schemeOf("pip"), version, advisory))).toEqual([true, false]);
  expect(stillPatched(["2.3", "2.4"], ["<2.3", "=2.3+corp1"], schemeOf("pip"))).toEqual(["2.4"]);
});

test.each([
  ["composer", [{ introduced: "2.4.4" }, { fixed: "2.4.4-p3" }], ["=2.4.4", "=2.4.4-p1", "=2.4.4-p2"]],
  ["composer", [{ introduced: "2.4.4-p8" }, { fixed: "2.4.4-p10" }], ["=2.4.4-p8", "=2.4.4-p9"]],
  ["composer", [{ introduced: "0" }, { fixed: "2.4.4-p2" }], ["<2.4.4-p2", ">=2.4.4-q, <2.4.4", "=2.4.4"]],
  ["composer", [{ introduced: "2.4.4-p3" }, { fixed: "2.4.6" }], [">=2.4.4-0, <2.4.6"]],
  ["composer", [{ introduced: "0" }, { fixed: "1.0.0-beta10" }], ["<1.0.0"]],
  ["nuget", [{ introduced: "1.0.0-beta1" }, { fixed: "1.0.0-RC1" }], [">=1.0.0-BETA1, <1.0.0-rc1"]],
  ["conan", [{ introduced: "1.1.1" }, { fixed: "1.1.1t" }], [">=1.1.1-0, <1.1.1t", "=1.1.1"]],
  ["bitnami", [{ introduced: "1.24.0-0" }, { fixed: "1.24.0" }], ["=1.24.0-0"]],
  ["bitnami", [{ introduced: "1.24.0-rc1" }, { fixed: "1.24.2" }], [">=1.24.0, <1.24.2"]],
])("%s: of versions that its comparer has in another order more are found, and told: %j", (ecosystem, events, vulnerable) => {
  const ranges = rangesOf({ ranges: [events] }, ecosystem);
  expect(ranges.vulnerable).toEqual(vulnerable);
  expect(ranges.problems.map(({ code }) => code)).toEqual(["ERR_EXPORT_UNMAPPABLE_BOUND"]);
});

test.each([
  ["composer", "2.4.4-p3"],
  ["nuget", "1.0.0-RC1"],
  ["conan", "1.1.1t"],
  ["bitnami", "2.6.0-rc1"],
])("%s: a range of %s alone is that version", (ecosystem, version) => {
  const ranges = rangesOf({ ranges: [[{ introduced: version }, { last_affected: version }]] }, ecosystem);
  expect(ranges).toEqual({ vulnerable: [`=${version}`], patched: [], problems: [] });
});

test("a listed build that the comparer cannot tell from others is told", () => {
  const { vulnerable, problems } = rangesOf({ versions: ["1.0.0+fork"] }, "cargo");
  expect([vulnerable, problems.map(({ code }) => code)]).toEqual([["=1.0.0+fork"], ["ERR_EXPORT_UNMAPPABLE_BOUND"]]);
});

test("to Bitnami a branch from the first pre-release on begins with the release", () => {
  const events = [{ introduced: "0" }, { fixed: "1.18.7" }, { introduced: "1.19.0-0" }, { fixed: "1.19.1" }];
  const ranges = rangesOf({ ranges: [events] }, "bitnami");
  expect(ranges).toEqual({ vulnerable: ["<1.18.7", ">=1.19.0, <1.19.1"], patched: ["1.18.7", "1.19.1"], problems: [] });
});

test("what ends within a release of Bitnami's ends no branch that begins there", () => {
  const events = [{ introduced: "0" }, { fixed: "1.0.0-1" }, { introduced: "1.0.0-2" }];
  const { vulnerable, problems } = rangesOf({ ranges: [events] }, "bitnami");
  expect([vulnerable, problems.map(({ range }) => range)]).toEqual([["<1.0.0-1", ">=1.0.0"], [">=1.0.0-2"]]);
});

// In the ecosystem's own order.
const OWN: Readonly<Record<string, string>> = {
  composer:
    "2.4.3 2.4.3-p1 2.4.4-alpha1 2.4.4-beta2 2.4.4-beta10 2.4.4-RC1 2.4.4-rc2 2.4.4 2.4.4-p1 2.4.4-p2 2.4.4-p9 2.4.4-p10 2.4.5 2.4.5-p1 2.4.6",
  nuget: "0.9.0 1.0.0-alpha2 1.0.0-BETA1 1.0.0-beta2 1.0.0-RC1 1.0.0-rc2 1.0.0-RC3 1.0.0 1.0.1-Beta1 1.0.1",
  conan: "1.1.0 1.1.1-alpha.1 1.1.1-beta 1.1.1-rc1 1.1.1 1.1.1a 1.1.1s 1.1.1t 1.1.1za 1.1.2 3.0.0",
};

test.each(Object.entries(OWN))("%s: no version is missed in its own order, and more are told", (ecosystem, list) => {
  const all = list.split(" ");
  const wrong = all.flatMap((introduced, i) =>
    all.flatMap((end, j) =>
      ["fixed", "last_affected", "limit", "<", "<="].flatMap((kind) =>
        [false, true].flatMap((isFromZero) => {
          const isIncluded = kind === "last_affected" || kind === "<=";
          const begin = isFromZero ? 0 : i;
          if (begin > j || (begin === j && !isIncluded)) return [];
          const isLastKnown = kind.startsWith("<");
          const more = isLastKnown ? { database_specific: { last_known_affected_version_range: `${kind} ${end}` } } : {};
          const events = [{ introduced: isFromZero ? "0" : introduced }, ...(isLastKnown ? [] : [{ [kind]: end }])];
          const ranges = rangesOf({ ranges: [j % 2 === 0 ? events : events.toReversed()], more }, ecosystem);
          const advisory = { VulnerableVersions: ranges.vulnerable, PatchedVersions: ranges.patched };
          const found = new Set(all.filter((version) => isVulnerable(schemeOf(ecosystem), version, advisory)));
          const meant = new Set(all.slice(begin, isIncluded ? j + 1 : j));
          const missed = [...meant].filter((version) => !found.has(version));
          const isTold = ranges.problems.some(({ code }) => code === "ERR_EXPORT_UNMAPPABLE_BOUND") || /^[\d.]+$/.test(end);
          const isRight = missed.length === 0 && (isTold || found.size === meant.size) && !(kind === "fixed" && found.has(end));
          return isRight ? [] : [{ events, kind, end, missed, ...ranges }];
        }),
      ),
    ),
  );
  expect(wrong.slice(0, 2)).toEqual([]);
});

test("patch levels of Composer are later than the release that a range begins with", () => {
  const ranges = rangesOf({ ranges: [[{ introduced: "2.4.4" }, { fixed: "2.4.6" }]] }, "composer");
  expect(ranges).toEqual({ vulnerable: [">=2.4.4, <2.4.6", ">=2.4.4-p, <2.4.4-q"], patched: ["2.4.6"], problems: [] });
});

test("many patch levels are not named: the range becomes wider", () => {
  const events = Array.from({ length: 1000 }, (_, i) => [{ introduced: `1.${i}.0` }, { fixed: `1.${i}.0-p999` }]).flat();
  const { vulnerable, problems } = rangesOf({ ranges: [events] }, "composer");
  expect([vulnerable.length, problems.length]).toEqual([1000, 1000]);
  expect(vulnerable[0]).toBe(">=1.0.0-0, <=1.0.0");
});

test("many branches take no time that grows with their square", () => {
  const events = Array.from({ length: 20_000 }, (_, i) => [{ introduced: `1.${i}.0` }, { fixed: `1.${i}.5` }]).flat();
  const versions = Array.from({ length: 20_000 }, (_, i) => `2.${i}.0`);
  const start = performance.now();
  const { vulnerable, patched } = rangesOf({ ranges: [events], versions });
  expect([vulnerable.length, patched.length]).toEqual([40_000, 20_000]);
  expect(stillPatched(patched, vulnerable, schemeOf("npm"))).toHaveLength(20_000);
  expect(performance.now() - start).toBeLessThan(10_000);
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
  const lists = { ranges: [[{ introduced: "1.0.0" }]], versions: ["1.4.0", "2.0.0"], more };
  expect(rangesOf(lists).vulnerable).toEqual([">=1.0.0, <=1.4.2", "=2.0.0"]);
  expect(rangesOf({ ranges: [[{ introduced: "2.0.0" }]], more }).vulnerable).toEqual([">=2.0.0"]);
  const odd = { database_specific: { last_known_affected_version_range: "< 1.5.0 || > 2" } };
  expect(rangesOf({ ranges: [[{ introduced: "0" }]], more: odd }).vulnerable).toEqual([">=0.0.0-0"]);
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

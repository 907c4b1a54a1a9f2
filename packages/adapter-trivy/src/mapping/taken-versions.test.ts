// What a suppressing document takes out: as OSV evaluates its events, and nothing at all where it is not as the schema has it.
import { describe, expect, test } from "vitest";
import { toOsvRecord } from "./osv-record.js";
import type { Problem } from "./problem.js";
import { withoutVersions } from "./narrowing.js";
import { rangeOf, versionsOf } from "./taken-versions.js";
import { type LanguageTarget, targetOf } from "./target.js";
import type { LanguageAdvisory } from "./advisory-value.js";
import { isVulnerable } from "../versions/advisory.js";

function takenOf(members: object, ecosystem: string) {
  const [affected] = toOsvRecord({ affected: [{ package: { ecosystem, name: "x" }, ...members }] }).affected;
  if (affected === undefined) throw new Error("there is one");
  const problems: Problem[] = [];
  const versions = versionsOf(affected, problems);
  return {
    versions,
    taken: versions === "all" ? "all" : versions.map(rangeOf),
    problems: problems.map(({ code, range }) => `${code} ${range}`.trim()),
  };
}

function taken(members: object, ecosystem = "npm") {
  const { taken: texts, problems } = takenOf(members, ecosystem);
  return { taken: texts, problems };
}

const range = (...events: object[]) => ({ ranges: [{ type: "ECOSYSTEM", events }] });
const [NOTHING, RANGE] = ["ERR_EXPORT_UNMAPPABLE_NOTHING", "ERR_EXPORT_UNMAPPABLE_RANGE"];

test.each([
  ["not sorted", [{ fixed: "2.0.0" }, { introduced: "1.0.0" }], [">=1.0.0, <2.0.0"]],
  ["introduced twice", [{ introduced: "1.0.0" }, { introduced: "3.0.0" }, { fixed: "4.0.0" }], [">=1.0.0, <4.0.0"]],
  ["fixed twice", [{ introduced: "0" }, { fixed: "2.0.0" }, { fixed: "5.0.0" }], [">=0, <2.0.0"]],
  ["limited", [{ introduced: "0" }, { limit: "2.0.0" }], [">=0, <2.0.0"]],
  ["limited before its end", [{ introduced: "1.0.0" }, { last_affected: "3.0.0" }, { limit: "2.0.0" }], [">=1.0.0, <2.0.0"]],
  ["limited behind its end", [{ introduced: "1.0.0" }, { fixed: "1.5.0" }, { limit: "2.0.0" }], [">=1.0.0, <1.5.0"]],
  ["without a limit", [{ introduced: "0" }, { limit: "*" }], "all"],
  ["branches", [{ fixed: "4.0.0" }, { introduced: "3.0.0" }, { introduced: "0" }, { fixed: "2.0.0" }], [">=0, <2.0.0", ">=3.0.0, <4.0.0"]],
  ["one version", [{ last_affected: "1.0.0" }, { introduced: "1.0.0" }], ["=1.0.0"]],
])("events: %s", (_, events, versions) => {
  expect(taken(range(...events))).toEqual({ taken: versions, problems: [] });
});

test.each([
  ["npm", range({ introduced: "10.0.0" }, { fixed: "9.0.0" }, { introduced: "8.0.0" }), [">=8.0.0, <9.0.0", ">=10.0.0"]],
  ["Debian:12", range({ fixed: "1:1.0" }, { introduced: "9.0" }), [">=9.0, <1:1.0"]],
  ["Rocky Linux:9", range({ fixed: "10.0-1.el9" }, { introduced: "9.0-1.el9" }), [">=9.0-1.el9, <10.0-1.el9"]],
  ["Red Hat:enterprise_linux:9", range({ fixed: "10-1.el9" }, { introduced: "9-1.el9" }), [">=9-1.el9, <10-1.el9"]],
])("%s: in the order of its comparer", (ecosystem, members, versions) => {
  expect(taken(members, ecosystem)).toEqual({ taken: versions, problems: [] });
});

test("all versions: ranges and versions are both absent, or from the first version on", () => {
  expect(taken({})).toEqual({ taken: "all", problems: [] });
  expect(taken({ ecosystem_specific: {}, severity: [] })).toEqual({ taken: "all", problems: [] });
  expect(taken(range({ introduced: "0" }))).toEqual({ taken: "all", problems: [] });
});

test.each([
  [range({ introduced: "0" }, { fixd: "2.0.0" }), RANGE],
  [range({ introduced: "0" }, { fixed: 2 }), RANGE],
  [range({ introduced: "0", fixed: "2.0.0" }), RANGE],
  [range({ introduced: "0" }, {}), RANGE],
  [range(), RANGE],
  [range({ fixed: "2.0.0" }), `${RANGE} fixed 2.0.0`],
  [{ ranges: { type: "SEMVER", events: [{ introduced: "1.0.0" }] } }, RANGE],
  [{ ranges: ["1.0.0"] }, RANGE],
  [{ ranges: [] }, NOTHING],
  [{ ranges: null }, NOTHING],
  [{ versions: [] }, NOTHING],
  [{ range: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }] }] }, RANGE],
  [{ versions: "2.0.0" }, RANGE],
  [{ versions: [2] }, RANGE],
  [{ ranges: [{ type: "git", events: [{ introduced: "0" }] }] }, RANGE],
  [{ ranges: [{ events: [{ introduced: "0" }] }] }, RANGE],
  [{ ranges: [{ type: "SEMVER", events: { introduced: "0" } }] }, RANGE],
  [{ ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] }, NOTHING],
  [{ ...range({ introduced: "0" }), database_specific: { last_known_affected_version_range: "<= 2.0.0" } }, `${RANGE} >=0`],
  [{ database_specific: { last_known_affected_version_range: "<= 2.0.0" } }, `${RANGE} >=0`],
])("malformed, takes nothing and is told: %j", (members, problem) => {
  expect(taken(members)).toEqual({ taken: [], problems: [problem] });
});

const LANGUAGES =
  "npm,PyPI,Go,crates.io,Maven,RubyGems,NuGet,Packagist,Hex,Pub,SwiftURL,CocoaPods,ConanCenter,Julia,Bitnami,Kubernetes".split(",");
const SYSTEMS = ["Debian:12", "Alpine:v3.18", "Rocky Linux:9", "Red Hat:enterprise_linux:9"];
const NO_VERSIONS = [
  "*",
  "2.x",
  "2.*",
  "2.0.0 || >=0",
  "2.0.0, >=0",
  "2.0.0 >=0",
  ">=0",
  "^1",
  "1.0.0 - 5.0.0",
  "[0,)",
  "(,9.0)",
  "",
  "latest",
  " 2.0.0",
];

describe.each([...LANGUAGES, ...SYSTEMS])("%s", (ecosystem) => {
  test.each(NO_VERSIONS)("%j is no version", (text) => {
    expect(taken({ versions: [text] }, ecosystem)).toEqual({ taken: [], problems: [`${RANGE} =${text}`] });
    expect(taken(range({ introduced: "0" }, { fixed: text }), ecosystem).taken).toEqual([]);
    expect(taken(range({ introduced: text }), ecosystem).taken).toEqual([]);
  });

  test("a version is one", () => {
    expect(taken({ versions: ["2.0.0"] }, ecosystem)).toEqual({ taken: ["=2.0.0"], problems: [] });
  });
});

test("npm reads two numbers as many versions: they are none", () => {
  expect(taken({ versions: ["2", "2.3", "0"] }).taken).toEqual([]);
});

test("what can be read is taken, what cannot is told", () => {
  const { taken: versions, problems } = taken({ ...range({ introduced: "1.x" }, { fixed: "2.0.0" }), versions: ["1.0.0"] });
  expect(versions).toEqual(["=1.0.0"]);
  expect(problems).toEqual([`${RANGE} introduced 1.x, fixed 2.0.0`]);
});

const BUILDS = LANGUAGES.filter((each) => each !== "PyPI" && each !== "RubyGems" && each !== "Maven" && each !== "CocoaPods");

test.each([
  ...BUILDS.map((ecosystem) => [ecosystem, "1.0.0+fork"]),
  ["Kubernetes", "1.28.3+k3s1"],
  ["Go", "1.0.0+incompatible"],
  ["Maven", "1.0.0+fork"],
  ["RubyGems", "1.0.0-java"],
])("%s: %s is a build, and to the comparer others are the same: it takes nothing and is told", (ecosystem, version) => {
  expect(taken({ versions: [version] }, ecosystem)).toEqual({ taken: [], problems: [`${RANGE} =${version}`] });
  expect(taken(range({ introduced: "0" }, { last_affected: version }), ecosystem).taken).toEqual([]);
  expect(taken(range({ introduced: version }), ecosystem).taken).toEqual([]);
});

test.each([
  ["Go", "24.0.0+incompatible"],
  ["PyPI", "2.3+fork"],
  ["CocoaPods", "1.0.0-beta"],
])("%s: %s is a version like others", (ecosystem, version) => {
  expect(taken({ versions: [version] }, ecosystem)).toEqual({ taken: [`=${version}`], problems: [] });
});

// In the ecosystem's own order.
const OWN: Readonly<Record<string, string>> = {
  Packagist: "2.4.3 2.4.3-p1 2.4.4-dev 2.4.4-alpha1 2.4.4-beta2 2.4.4-beta10 2.4.4-RC1 2.4.4-rc2 2.4.4 2.4.4-p1 2.4.4-p2 2.4.4-p10 2.4.5",
  NuGet: "0.9.0 1.0.0-alpha2 1.0.0-BETA1 1.0.0-beta2 1.0.0-RC1 1.0.0-rc2 1.0.0-RC3 1.0.0 1.0.1-Beta1 1.0.1",
  ConanCenter: "1.1.0 1.1.1-beta 1.1.1-rc 1.1.1 1.1.1a 1.1.1s 1.1.1t 1.1.1za 1.1.2 3.0.0",
  Bitnami: "1.23.0 1.24.0-0 1.24.0-rc1 1.24.0 1.25.0",
};

test.each(Object.entries(OWN))("%s: no version is taken out that its own order leaves, and those that stay are told", (ecosystem, list) => {
  const all = list.split(" ");
  const { scheme } = targetOf(ecosystem) as LanguageTarget;
  const wrong: unknown[] = [];
  for (const [i, begin] of all.entries())
    for (const [j, end] of [...all, ""].entries())
      for (const kind of ["fixed", "last_affected", "limit"])
        for (const introduced of ["0", begin]) {
          const low = introduced === "0" ? 0 : i;
          const high = kind === "last_affected" ? j + 1 : j;
          if (high <= low) continue;
          const { taken: texts, versions, problems } = takenOf(range({ introduced }, ...(end === "" ? [] : [{ [kind]: end }])), ecosystem);
          let value: LanguageAdvisory = { VulnerableVersions: [">=0", "<0"] };
          if (versions === "all") continue;
          for (const interval of versions) value = withoutVersions(value, interval, scheme) as LanguageAdvisory;
          const gone = all.filter((version) => !isVulnerable(scheme, version, value));
          const meant = new Set(all.slice(low, high));
          // Of Bitnami what follows a hyphen may be a build as well.
          const isWrong = gone.some((version) => !meant.has(version) && !(ecosystem === "Bitnami" && version.includes("-")));
          const isTold = problems.length > 0 || gone.length === meant.size || ecosystem === "Bitnami";
          if (isWrong || !isTold) wrong.push([introduced, kind, end, texts, problems, gone]);
        }
  expect(wrong.slice(0, 3)).toEqual([]);
});

test.each([
  ["Packagist", [{ introduced: "0" }, { fixed: "2.4.4" }], [">=0, <2.4.4-0"]],
  ["Packagist", [{ introduced: "2.4.4-p1" }, { fixed: "2.4.5" }], []],
  ["NuGet", [{ introduced: "0" }, { fixed: "1.0.0-beta1" }], [">=0, <1.0.0-BETA1"]],
  ["NuGet", [{ introduced: "0" }, { fixed: "1.0.0" }], [">=0, <1.0.0"]],
  ["ConanCenter", [{ introduced: "0" }, { last_affected: "1.1.1" }], [">=0, <1.1.1-0", "=1.1.1"]],
  ["Bitnami", [{ introduced: "1.24.0-0" }, { fixed: "1.24.0" }], []],
])("%s: %j takes what both orders hold", (ecosystem, events, versions) => {
  expect(taken(range(...events), ecosystem).taken).toEqual(versions);
});

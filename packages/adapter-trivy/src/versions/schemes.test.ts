import fc from "fast-check";
import { expect, test } from "vitest";
import { isVulnerable, type AdvisoryVersions } from "./advisory.js";
import { schemeOfLanguage, schemeOfSystem } from "./ecosystems.js";
import type { RangeProblem, RangeScheme, VersionScheme } from "./scheme.js";

function language(ecosystem: string): RangeScheme {
  const scheme = schemeOfLanguage(ecosystem);
  if (scheme === undefined) throw new Error(`no scheme for ${ecosystem}`);
  return scheme;
}

function system(bucket: string): VersionScheme {
  const scheme = schemeOfSystem(bucket);
  if (scheme === undefined) throw new Error(`no scheme for ${bucket}`);
  return scheme;
}

/** What the version is to the range: inside, outside, `refused` when one of the two cannot be read, `panic`. */
function verdict(scheme: RangeScheme, range: string, version: string): string {
  const parsedVersion = scheme.parseVersion(version);
  const parsedRange = scheme.parseRange(range);
  if (parsedVersion === undefined || parsedRange === undefined) return "refused";
  const inside = scheme.matches(parsedRange, parsedVersion);
  return inside === undefined ? "panic" : inside ? "inside" : "outside";
}

test.each<[ecosystem: string, range: string, version: string, verdict: string]>([
  // Semantics of Trivy's npm library, not of node-semver.
  ["npm", ">=1.2.0, <1.2.5", "1.2.4", "inside"],
  ["npm", ">=1.2.0 <1.2.5 || ^2.0.0", "2.9.9", "inside"],
  ["npm", "<2.0.0", "2.0.0-rc.1", "inside"],
  ["npm", "<2.0.0", "1.2.3-alpha", "inside"],
  ["npm", "1.2.x", "1.2.9", "inside"],
  ["npm", "<=1.x", "1.9.0", "inside"],
  ["npm", "<1.x", "0.9.0", "inside"],
  ["npm", "<1.x", "1.0.0", "outside"],
  ["npm", "", "1.0.0", "inside"],
  ["npm", "1.0.0 - 2.0.0", "1.5.0", "refused"],
  ["npm", "!=1.0.0", "1.5.0", "refused"],
  ["npm", "1.x-alpha", "1.0.0-alpha", "outside"],
  ["npm", "=1.0.0-x", "1.0.0-beta.3", "inside"],
  ["npm", "=1.0.0-x", "1.0.0", "inside"],
  ["npm", "<1.0.0", "v0.1.0", "refused"],
  ["npm", "<1.0.0", "0.1", "refused"],
  ["npm", "<1.0.0", "01.2.3", "refused"],
  ["npm", "<18446744073709551616.0.0", "1.0.0", "inside"],
  ["npm", "~1.1x.0", "2.0.0", "panic"],
  ["npm", "^0.0.1x", "0.1.0", "panic"],
  ["npm", "~1.1x.0", "1.0.0", "outside"],
  // The generic one.
  ["go", ">=1.2.0, <1.2.5", "v1.2.4", "inside"],
  ["go", "<0.0.0-20200622213623-75b288015ac9", "0.0.0-20190308221718-c2843e01d9a2", "inside"],
  ["composer", "~1.2", "1.2.9", "inside"],
  ["composer", "~1.2", "1.3", "outside"],
  ["composer", "~> 1.2", "1.9", "inside"],
  ["nuget", "= 1.0.0", "1.0.0.0", "inside"],
  ["cargo", "=1.0.0-x", "1.0.0-beta", "inside"],
  ["cargo", "~>1-a", "2-0", "inside"],
  ["cargo", "*", "1.0.0", "refused"],
  ["cargo", "", "1.0.0", "refused"],
  ["cargo", "<18446744073709551616", "1.0.0", "refused"],
  ["cargo", "<1.0~>2.0", "3", "outside"],
  // PEP 440.
  ["pip", ">=1.0,<2.0", "1.5.dev1", "inside"],
  ["pip", "<1.0", "1.0.dev1", "inside"],
  ["pip", "*", "1.0", "inside"],
  ["pip", "==1.0", "1.0+local", "inside"],
  ["pip", "<1.0+local", "0.9", "refused"],
  ["pip", "<1.0RC1", "0.9", "refused"],
  ["pip", "<1.0rc1", "1.0B3", "inside"],
  ["pip", ">=1.0alpha1", "1.5", "outside"],
  ["pip", ">=1.0a1", "1.5", "inside"],
  ["pip", "==1.0a1.*", "1.0b2", "inside"],
  ["pip", "~=2.2", "2.9", "inside"],
  ["pip", ">1.0a1", "1.0+cpu", "outside"],
  ["pip", "==1.0.*", "1", "outside"],
  ["pip", "==1.0.*", "1.0.5", "inside"],
  ["pip", "~=1.4.0.post1", "1.4.0.5", "inside"],
  ["pip", "===1.0+as", "1.0+a\u017f", "inside"],
  ["pip", "==1.0", "1.0.po\u017ft", "inside"],
  ["pip", "\u0085*", "1.0", "inside"],
  ["pip", "==9223372036854775808.2.*", "9223372036854775808.2", "inside"],
  ["pip", "==1.0.dev1.*", "1.0", "refused"],
  ["pip", "~=1", "1.0", "refused"],
  ["pip", "", "1.0", "refused"],
  ["pip", "<1!1", "2020.1", "inside"],
  ["pip", "<2", "18446744073709551616", "refused"],
  // Maven.
  ["maven", "<1.0.0", "1.0.0-SNAPSHOT", "inside"],
  ["maven", "<1.0.0", "1.0.0.Final", "outside"],
  ["maven", "[1.0,2.0)", "1.0.0", "inside"],
  ["maven", "(,1.0.5.RELEASE],[2.0.0.RELEASE,2.0.16.RELEASE)", "2.0.3.RELEASE", "inside"],
  ["maven", "[1.2.3]", "1.2.3", "outside"],
  ["maven", "[1.2.3]", "1.2", "inside"],
  ["maven", "[1,2) || <9", "5", "outside"],
  ["maven", "1.0\u00a0", "77", "inside"],
  ["maven", "[1,2,3]", "1", "refused"],
  ["maven", "<1+2", "1", "refused"],
  ["maven", "<9223372036854775808", "9223372036854775807", "outside"],
  ["maven", "=1.2.3-a1b1-m1", "1.2.3-alpha-1-beta-1-milestone-1", "inside"],
  ["maven", "=1", "1-1.", "inside"],
  ["maven", "=\u0130", "i", "refused"],
  // RubyGems and CocoaPods.
  ["rubygems", "~> 1.5.5", "1.5.9", "inside"],
  ["rubygems", "~> 1.5.5", "1.6.0", "outside"],
  ["rubygems", "~> 2", "3.0.a", "outside"],
  ["rubygems", "<1.0", "1.0.beta4", "inside"],
  ["rubygems", "<1.a", "1.alpha", "inside"],
  ["rubygems", "=1.a", "1.a.0", "inside"],
  ["rubygems", ">=1.9.24", "1.9.25-x86-mingw32", "inside"],
  ["rubygems", "<1", " ", "inside"],
  ["rubygems", " ", "1", "refused"],
  ["rubygems", "~> 18446744073709551616", "1", "panic"],
  ["rubygems", "~> 18446744073709551615.1", "18446744073709551615.2", "outside"],
  ["cocoapods", "!= 1.0", "1.0.0", "outside"],
  // Bitnami.
  ["bitnami", "<=1.0.0", "1.0.0-1", "outside"],
  ["bitnami", "<1.x", "0.9.0", "inside"],
  ["bitnami", "<1.x", "1.0.0", "outside"],
  ["bitnami", "", "1.0.0-5", "inside"],
  ["bitnami", "=1.2-1", "1.2.9-4", "inside"],
  ["bitnami", "^0.1x", "1.0.0", "panic"],
  ["bitnami", "^0.2.3", "0.2.9", "inside"],
  ["bitnami", "~*", "7.0.0", "inside"],
])("%s: %s has %s %s", (ecosystem, range, version, expected) => {
  expect(verdict(language(ecosystem), range, version)).toBe(expected);
});

test.each<[bucket: string, lesser: string, greater: string]>([
  ["alpine 3.18", "1.1_rc1", "1.1"],
  // Behind a zero the library sees another number where a suffix stands.
  ["alpine 3.18", "1.0", "1.0_rc1"],
  ["debian 12", "1.0~rc1-1", "1.0-1"],
  ["wolfi", "1.9-r3", "1.10-r0"],
  ["wolfi", "1.01", "1.1"],
  // An overflow, here to a negative number, goes on from there.
  ["wolfi", "6.12.57-r", "900719925474099190071992547409919007199254740991"],
  ["wolfi", "1.0_git20200101", "1.0_p1"],
  ["amazon linux 2", "1.0~rc1-1", "1.0-1"],
  ["ubuntu 22.04", "9:9", "10:1"],
  ["ubuntu 22.04", "1.0\u00aa", "1.0+"],
  ["echo", "1.2a", "1.2+"],
  ["rocky 9", "1.a", "1.1"],
  ["rocky 9", "1.0", "1.0^git1"],
  ["rocky 9", "1.0.1", "1.0^20200101"],
  ["alma 8", "1.9-1", "1.10-1"],
  ["Red Hat", "1.0~rc1-1", "1.0-1"],
  ["SUSE Linux Enterprise 15.5", "1:0.1", "2:0.1"],
])("%s: %s is below %s", (bucket, lesser, greater) => {
  const scheme = system(bucket);
  const [low, high] = [scheme.parseVersion(lesser), scheme.parseVersion(greater)];
  if (low === undefined || high === undefined) throw new Error("unreadable");
  expect([scheme.compare(low, high), scheme.compare(high, low), scheme.compare(low, low)]).toEqual([-1, 1, 0]);
});

test.each<[installed: string, advisory: AdvisoryVersions, vulnerable: boolean]>([
  ["1.2.3", { VulnerableVersions: ["<1.2.4"], PatchedVersions: ["1.2.4"] }, true],
  ["1.2.4", { VulnerableVersions: ["<=1.2.4"], PatchedVersions: ["1.2.4"] }, false],
  ["1.2.4", { VulnerableVersions: ["<=1.2.4"], UnaffectedVersions: ["=1.2.4"] }, false],
  ["1.2.4", { PatchedVersions: [">=1.3.0"] }, true],
  ["1.2.4", {}, false],
  ["1.2.4", { VulnerableVersions: [""] }, true],
  ["1.2.4", { VulnerableVersions: ["<1.0.0"], PatchedVersions: [""] }, true],
  ["1.2.4", { VulnerableVersions: ["!=1"] }, false],
  ["1.2", { VulnerableVersions: ["<9.0.0"] }, false],
  ["1.2.4", { VulnerableVersions: ["<9.0.0"], PatchedVersions: ["!=1"] }, false],
])("%s is judged by %o", (installed, advisory, vulnerable) => {
  expect(isVulnerable(language("npm"), installed, advisory)).toBe(vulnerable);
});

test.each<[bucket: string, one: string, other: string]>([
  ["alpine edge", "1.2.3-r5", "1.2.3-x5"],
  ["alpine edge", "1.18446744073709551617", "1.1"],
  ["debian 12", "1.0", "1.00-0"],
  ["debian 12", " 1.0-", "+0:1.0"],
  ["debian 12", "1.9223372036854775808", "1.9223372036854775809"],
  ["Oracle Linux 9", "1:01.0", " 1:1.00"],
  ["Photon OS 4.0", "(none):1.0", "0:1.0"],
  ["Azure Linux 3.0", "9223372036854775808:1", "1"],
])("%s: %s equals %s", (bucket, one, other) => {
  const scheme = system(bucket);
  const [a, b] = [scheme.parseVersion(one), scheme.parseVersion(other)];
  if (a === undefined || b === undefined) throw new Error("unreadable");
  expect(scheme.compare(a, b)).toBe(0);
});

test.each([
  ["alpine 3.18", ["V1", "1.0-", "1.0_foo", "1-r0.1", "1 "]],
  ["debian 12", ["", "v1", "-1:1", "a:1", "1.0 1", "1-1:1", "\ufeff1"]],
  ["npm", ["1.2", "v1.2.3", "01.2.3", "1.2.3-01", "1.2.3 ", "18446744073709551616.0.0"]],
  ["go", ["", "1.", ".1", "V1", "1.0+", "latest", "1.18446744073709551616"]],
  ["pip", ["", "1.", "1.0-", "2004d", "1.0+a+b", "1.0a18446744073709551616"]],
  ["rubygems", ["v1", "1.", "1..2", "a", "1_2"]],
])("%s reads none of %j", (name, texts) => {
  const scheme = schemeOfLanguage(name) ?? system(name);
  expect(texts.filter((text) => scheme.parseVersion(text) !== undefined)).toEqual([]);
});

test("Maven and RPM read every text of a sane length", () => {
  for (const scheme of [language("maven"), system("Red Hat")]) {
    expect(["", " ", "\u{1f600}", "-", "1-"].filter((text) => scheme.parseVersion(text) === undefined)).toEqual([]);
    expect(scheme.parseVersion("1".repeat(1025))).toBeUndefined();
  }
});

test.each<[ecosystem: string, range: string, problem: RangeProblem | undefined]>([
  ["npm", ">=1.0.0, <2.0.0-rc.1 || =3.0.0+build.1", undefined],
  ["npm", "1.0.0 - 2.0.0", "not-a-range"],
  ["npm", "<1.2.3v4", "cut-apart"],
  ["npm", "=1.0.0-beta.x", "wildcard"],
  ["npm", "<1x.0.0", "may-panic"],
  ["npm", "<18446744073709551616.0.0", "may-panic"],
  ["bitnami", "=1.0.0-X", "wildcard"],
  ["bitnami", "<1.x", undefined],
  ["bitnami", "~1.1x.0", "may-panic"],
  ["go", "<0.0.0-20200622213623-75b288015ac9", undefined],
  ["go", "<2.0.0+incompatible", undefined],
  ["go", "<2.0.0+build5", "differs"],
  ["go", "=1.0-x", "wildcard"],
  ["pip", ">=1.0a1,!=1.5.*", undefined],
  ["pip", ">=1.0alpha1", "cut-apart"],
  ["pip", "<1.01!2", "cut-apart"],
  ["pip", ">1.0a1", "differs"],
  ["pip", ">1.0", undefined],
  ["pip", "~=1.0.0", undefined],
  ["pip", "~=v1.0", "differs"],
  ["maven", "[1.0,2.0),[3.0,)", undefined],
  ["maven", "[1.0]", "cut-apart"],
  ["maven", "[1.0,2.0) || <5", "cut-apart"],
  ["maven", "1.0\u00a0", "cut-apart"],
  ["maven", "<1_1", "differs"],
  ["maven", "<1+1", "not-a-range"],
  ["rubygems", "~> 1.0", undefined],
  ["rubygems", "~> 18446744073709551616", "may-panic"],
  ["rubygems", "<18446744073709551616", undefined],
  ["rubygems", "=".repeat(65_537), "not-a-range"],
])("%s: the problem of %s is %s", (ecosystem, range, problem) => {
  expect(language(ecosystem).rangeProblem(range)).toBe(problem);
});

test.each<[ecosystem: string, version: string, bound: string | undefined]>([
  ["npm", "1.0.0-rc.1+build.5", "1.0.0-rc.1+build.5"],
  ["npm", "1.0.0-x", undefined],
  ["npm", "1.0", undefined],
  ["go", "v2.0.0+incompatible", "v2.0.0+incompatible"],
  ["go", "2.0.0+b1", "2.0.0"],
  ["go", "1.0~rc1", "1.0~rc1"],
  ["pip", "1.0.Alpha-1.Post2", "1.0a1.post2"],
  ["pip", " v01.0 ", "1.0"],
  ["pip", "1.0+cpu", undefined],
  ["maven", "1.0-alpha.1~2", "1.0-alpha.1~2"],
  ["maven", "1_0", undefined],
  ["maven", "1.0+1", undefined],
  ["maven", " 1.0", undefined],
  ["maven", "", undefined],
  ["rubygems", " 1.0.rc1 ", "1.0.rc1"],
  ["rubygems", "", "0"],
  ["bitnami", "1.0.0-5", "1.0.0-5"],
])("%s: %s is bounded as %s", (ecosystem, version, bound) => {
  expect(language(ecosystem).boundText(version)).toBe(bound);
});

test("a version is inside every closed range of its own bound and outside the open ones", () => {
  const digits = fc.string({ unit: fc.constantFrom(...Array.from("0123456789.-+~_abcrxpostdev!v ")), maxLength: 14 });
  fc.assert(
    fc.property(fc.constantFrom("npm", "go", "pip", "maven", "rubygems", "bitnami"), digits, (ecosystem, text) => {
      const scheme = language(ecosystem);
      const bound = scheme.boundText(text);
      if (bound === undefined) return;
      expect(["=", ">=", "<="].map((operator) => verdict(scheme, operator + bound, text))).toEqual(["inside", "inside", "inside"]);
      expect(["<", ">"].map((operator) => verdict(scheme, operator + bound, text))).toEqual(["outside", "outside"]);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test("ambiguous ranges of the longest length end at once", () => {
  for (const ecosystem of ["npm", "go", "pip", "maven", "rubygems", "bitnami"]) {
    for (const piece of ["1", ">1", " ", "1.0a", "[1,", "*|"]) {
      const text = piece.repeat(65_536 / piece.length);
      expect([text, `${text}!`].map((each) => language(ecosystem).parseRange(each) === undefined)).toContain(true);
    }
  }
});

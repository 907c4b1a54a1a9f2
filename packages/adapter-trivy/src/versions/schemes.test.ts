import { expect, test } from "vitest";
import { isVulnerable, type AdvisoryVersions } from "./advisory.js";
import { schemeOfLanguage, schemeOfSystem } from "./ecosystems.js";
import type { RangeScheme, VersionScheme } from "./scheme.js";

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
])("%s: %s has %s %s", (ecosystem, range, version, expected) => {
  expect(verdict(language(ecosystem), range, version)).toBe(expected);
});

test.each<[bucket: string, lesser: string, greater: string]>([
  ["alpine 3.18", "1.1_rc1", "1.1"],
  // Behind a zero the library sees another number where a suffix stands.
  ["alpine 3.18", "1.0", "1.0_rc1"],
  ["debian 12", "1.0~rc1-1", "1.0-1"],
  ["amazon linux 2", "1.0~rc1-1", "1.0-1"],
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

// Which advisories affect something, by each comparer.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { systemBucket } from "../mapping/target.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import type { RangeScheme } from "../versions/scheme.js";
import { AffectingValues } from "./affecting.js";

const affecting = (ecosystem: string, value: object | string): boolean => {
  const bytes = new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
  return new AffectingValues(schemeOfLanguage(ecosystem) as RangeScheme).has(bytes);
};
const V = (vulnerable: string[], patched?: string[], unaffected?: string[]): object => ({
  VulnerableVersions: vulnerable,
  ...(patched === undefined ? {} : { PatchedVersions: patched }),
  ...(unaffected === undefined ? {} : { UnaffectedVersions: unaffected }),
});

describe.each(["npm", "pip", "maven", "rubygems", "bitnami", "go", "cargo", "composer", "nuget"])("%s", (ecosystem) => {
  test.each([
    [V(["<2.0.0"])],
    [V(["<2.0.0"], ["2.0.0"])],
    [V([">=1.0.0, <1.2.5"], ["1.2.5"])],
    [V([">1.0.0, <1.2.5"])],
    [V([">1.2.3"])],
    [V([">=0"])],
    [V(["=1.2.3", "=1.2.4"])],
    [V(["<0.0.1"])],
    [V([""], undefined, [">=0"])],
    [V(["<9.0.0"], ["9.0.0"], ["<2.0.0"])],
    [V(["<9.0.0"], undefined, ["<2.0.0", ">2.0.0"])],
    [V(["<9.0.0"], undefined, [">=2.0.0"])],
    [V([">=2.0.0, <2.0.2"], undefined, ["=2.0.0"])],
    [{ PatchedVersions: [">=2.0.0"] }],
  ])("affects something: %j", (value) => {
    expect(affecting(ecosystem, value)).toBe(true);
  });

  test.each([
    [V(["<0.0.0"])],
    [V(["<9.0.0"], ["9.0.0"], [">=0"])],
    [V(["<9.0.0"], [">=0.0.0"])],
    [V([">=2.0.0, <3.0.0"], undefined, [">=2.0.0"])],
    [V(["<9.0.0"], undefined, ["<2.0.0", ">=2.0.0"])],
    [V(["<9.0.0"], undefined, ["no & range"])],
    [V(["!&%"])],
    [V([">3.0.0, <2.0.0"])],
    ["{}"],
    ["broken"],
    ["null"],
    [{ VulnerableVersions: "<2" }],
    [{ VulnerableVersions: [2] }],
  ])("affects nothing: %j", (value) => {
    expect(affecting(ecosystem, value)).toBe(false);
  });
});

test.each([
  ["debian 12", '{"FixedVersion":"1.2-5"}', true],
  ["debian 12", '{"FixedVersion":"1:0"}', true],
  ["debian 12", '{"Status":2}', true],
  ["debian 12", '{"FixedVersion":"0"}', false],
  ["debian 12", '{"FixedVersion":"no version"}', false],
  ["debian 12", '{"FixedVersion":1}', false],
  ["debian 12", "broken", false],
  ["alpine 3.18", '{"FixedVersion":"1.2.3-r0"}', true],
  ["alpine 3.18", '{"FixedVersion":"1.2.3-r0","AffectedVersion":"1.2.3-r0"}', false],
  ["alma 9", '{"FixedVersion":""}', false],
  ["wolfi", '{"FixedVersion":"0"}', false],
  ["Oracle Linux 9", '{"Entries":[{"FixedVersion":"0"},{"FixedVersion":"3.0.7-25"}]}', true],
  ["Oracle Linux 9", '{"Entries":[{"FixedVersion":"0"}]}', false],
])("%s: %s: %j", (bucket, json, expected) => {
  expect(new AffectingValues(systemBucket(bucket)).has(new TextEncoder().encode(json))).toBe(expected);
});

test("a bound that is a commit", () => {
  expect(affecting("go", V(["<0.0.0-20170330155735-e4e2799dd7aa"], ["0.0.0-20170330155735-e4e2799dd7aa"]))).toBe(true);
});

test("npm: from the lowest pre-release on, all", () => {
  expect(affecting("npm", V(["<9.0.0"], undefined, [">=0.0.0-0"]))).toBe(false);
  expect(affecting("npm", V([">=1.0.0-alpha, <1.0.0"]))).toBe(true);
  expect(affecting("pip", V([">=1!2.0"]))).toBe(true);
  expect(affecting("maven", V(["[1.0,2.0)"]))).toBe(true);
  expect(affecting("maven", V(["(,1.0]"]))).toBe(true);
});

test("whatever lies between two releases is found, and nothing where none does", () => {
  const release = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));
  const text = (version: readonly number[]): string => version.join(".");
  fc.assert(
    fc.property(release, release, release, (a, b, c) => {
      const order = (x: readonly number[], y: readonly number[]): number => x.map((n, i) => n - (y[i] as number)).find((n) => n !== 0) ?? 0;
      const [low, middle, high] = [a, b, c].toSorted(order) as unknown as [number[], number[], number[]];
      const value = V([`>=${text(low)}, <${text(high)}`], undefined, [`>=${text(middle)}`]);
      for (const ecosystem of ["npm", "pip", "go"]) expect(affecting(ecosystem, value)).toBe(order(low, middle) < 0);
    }),
  );
});

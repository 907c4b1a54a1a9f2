// What a value calls affected, in each shape of value; what a decision took out of a language's advisory is not in it.
import { expect, test } from "vitest";
import { rangesOf } from "./ranges.js";

test.each([
  [{ FixedVersion: "1.2-3" }, ["<1.2-3"]],
  [{ AffectedVersion: "1.0", FixedVersion: "1.2" }, [">=1.0, <1.2"]],
  [{ Status: 2 }, ["*"]],
  [{ Entries: [{ FixedVersion: "1-2.el9", Arches: ["x86_64"] }, { Cves: [] }, {}] }, ["<1-2.el9 (x86_64)", "*"]],
])("of an operating system: %j", (value, ranges) => {
  expect(rangesOf(value, "Red Hat")).toEqual(ranges);
});

test.each([
  ["npm", [">=1.0.0, <1.2.6", "=3.0.0"], [], [">=1.0.0, <1.2.6", "=3.0.0"]],
  ["npm", [">=1.0.0"], ["=1.2.0", ">=2.0.0, <3.0.0"], [">=1.0.0, <1.2.0", ">1.2.0, <2.0.0", ">=3.0.0"]],
  ["npm", ["<9.0.0"], ["<2.0.0", ">=1.0.0"], []],
  ["npm", ["<9.0.0"], [">=0"], []],
  ["npm", ["<9.0.0", ">=10.0"], [">=0"], []],
  ["npm", ["<9.0.0"], [">=0, <9.0.0"], []],
  ["npm", ["<9.0.0"], [">=9.0.0"], ["<9.0.0"]],
  ["npm", ["<9.0.0"], ["<=2.0.0"], [">2.0.0, <9.0.0"]],
  ["npm", ["<9.0.0"], [">2.0.0 || =1.0.0"], ["<1.0.0", ">1.0.0, <=2.0.0"]],
  ["npm", [">=0"], ["<2.0.0"], [">=2.0.0"]],
  ["npm", [">=0"], ["=2.0.0"], ["<2.0.0", ">2.0.0"]],
  ["npm", ["=2.0.0", "<1.0.0"], ["=2.0.0"], ["<1.0.0"]],
  ["npm", undefined, ["<2.0.0"], [">=2.0.0"]],
  ["npm", ["^1.2.0", "<9.0.0"], ["<2.0.0"], ["^1.2.0, not (<2.0.0)", ">=2.0.0, <9.0.0"]],
  ["npm", ["<9.0.0"], ["2.x", "<1.0.0"], [">=1.0.0, <9.0.0, not (2.x)"]],
  ["pip", ["<2.0"], [">=2.0a1"], ["<2.0a1"]],
  ["maven", [">=1.0, <2.0"], [">=1.10"], [">=1.0, <1.10"]],
])("%s: %j without %j", (ecosystem, vulnerable, unaffected, ranges) => {
  const value = { ...(vulnerable && { VulnerableVersions: vulnerable }), PatchedVersions: ["99.0.0"], UnaffectedVersions: unaffected };
  expect(rangesOf(value, `${ecosystem}::osv`)).toEqual(ranges);
});

import { expect, test } from "vitest";
import type { Facets } from "../seams/source.js";
import { selects, type Selectors } from "./selection.js";

const facets: Facets = {
  products: ["pkg:npm/%40scope/name@1.2.3", "pkg:pypi/requests"],
  ecosystems: ["npm", "Debian:12"],
  severities: ["high", "low"],
  dates: { modified: "2026-03-01T00:00:00.5Z", published: "2020-01-01T00:00:00Z" },
  tenant: "acme",
};

test.each<[string, Selectors, boolean]>([
  ["nothing selected", {}, true],
  ["the source", { sources: ["osv"] }, true],
  ["another source", { sources: ["ghsa"] }, false],
  ["a product in any version", { products: ["pkg:npm/%40scope/name"] }, true],
  ["a product in that version", { products: ["pkg:npm/%40scope/name@1.2.3"] }, true],
  ["a product in another version", { products: ["pkg:npm/%40scope/name@1.2.4"] }, false],
  ["a product whose name only begins so", { products: ["pkg:npm/%40scope/na"] }, false],
  ["a scope that is not encoded", { products: ["pkg:npm/@scope/name"] }, true],
  ["a family of products in a scope that is not encoded", { products: ["pkg:npm/@scope/*"] }, true],
  ["a version of a product that is named without one", { products: ["pkg:pypi/requests@2.0"] }, true],
  ["a version of a product whose name only begins so", { products: ["pkg:pypi/requests-x@2.0"] }, false],
  ["an ecosystem in another case", { ecosystems: ["NPM"] }, true],
  ["a release in another case", { ecosystems: ["debian:12"] }, true],
  ["a family of products", { products: ["pkg:npm/%40scope/*"] }, true],
  ["an ecosystem", { ecosystems: ["npm"] }, true],
  ["all releases of an ecosystem", { ecosystems: ["Debian"] }, true],
  ["another release", { ecosystems: ["Debian:11"] }, false],
  ["an ecosystem whose name only begins so", { ecosystems: ["Deb"] }, false],
  ["one of its severities", { severities: ["critical", "low"] }, true],
  ["none of its severities", { severities: ["critical"] }, false],
  ["the tenant", { tenants: ["acme"] }, true],
  ["another tenant", { tenants: ["other"] }, false],
  ["changed since", { since: "2026-03-01T00:00:00Z" }, true],
  ["not changed since", { since: "2026-03-01T00:00:01Z" }, false],
  ["changed before", { until: "2026-03-01T00:00:01Z" }, true],
  ["the end of the window is not in it", { until: "2026-03-01T00:00:00Z" }, false],
  ["all that is selected must hold", { ecosystems: ["npm"], severities: ["critical"] }, false],
])("%s", (_, selectors, expected) => {
  expect(selects(selectors, "osv", facets)).toBe(expected);
});

test("what a record says nothing about never excludes it", () => {
  const selectors: Selectors = {
    products: ["pkg:npm/a"],
    subjects: ["x"],
    ecosystems: ["npm"],
    severities: ["high"],
    tenants: ["acme"],
    since: "2030-01-01T00:00:00Z",
  };
  expect(selects(selectors, "osv", {})).toBe(true);
  expect(selects(selectors, "osv", { products: [], ecosystems: [], severities: [], dates: { modified: "0001-01-01T00:00:00Z" } })).toBe(
    true,
  );
});

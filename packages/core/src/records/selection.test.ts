import { expect, test } from "vitest";
import type { Facets } from "../seams/source.js";
import { Selection, type Selectors } from "./selection.js";

const facets: Facets = {
  products: ["pkg:npm/%40scope/name@1.2.3", "pkg:pypi/requests"],
  ecosystems: ["npm", "Debian:12", "Alpine", "Ubuntu:", "Packagist", "Maven:"],
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
  ["a release where the record names none", { ecosystems: ["Alpine:v3.18"] }, true],
  ["a release where nobody knows it", { ecosystems: ["Ubuntu:22.04"] }, true],
  ["all releases where nobody knows it", { ecosystems: ["Ubuntu"] }, true],
  ["a repository where the record is of the usual one", { ecosystems: ["Packagist:https://packages.drupal.org/8"] }, false],
  ["a repository where nobody knows it", { ecosystems: ["Maven:https://repo.example.org"] }, true],
  ["one of its severities", { severities: ["critical", "low"] }, true],
  ["none of its severities", { severities: ["critical"] }, false],
  ["the tenant", { tenants: ["acme"] }, true],
  ["another tenant", { tenants: ["other"] }, false],
  ["changed since", { since: "2026-03-01T00:00:00Z" }, true],
  ["since before dates count", { since: "1970-01-01T00:00:00Z" }, true],
  ["until before dates count", { until: "1970-01-01T00:00:00Z" }, false],
  ["not changed since", { since: "2026-03-01T00:00:01Z" }, false],
  ["changed before", { until: "2026-03-01T00:00:01Z" }, true],
  ["the end of the window is not in it", { until: "2026-03-01T00:00:00Z" }, false],
  ["all that is selected must hold", { ecosystems: ["npm"], severities: ["critical"] }, false],
])("%s", (_, selectors, expected) => {
  expect(new Selection(selectors).selects("osv", facets)).toBe(expected);
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
  expect(new Selection(selectors).selects("osv", {})).toBe(true);
  expect(
    new Selection(selectors).selects("osv", { products: [], ecosystems: [], severities: [], dates: { modified: "0001-01-01T00:00:00Z" } }),
  ).toBe(true);
});

test.each([
  ["nginx", "nginx", true],
  ["nginx", "nginx:1.25", true],
  ["nginx", "nginx@sha256:00", true],
  ["nginx", "nginx-unit", false],
  ["nginx:1.25", "nginx", false],
  ["nginx*", "nginx-unit", true],
])("the subject %s, said of %s: %s", (wanted, found, expected) => {
  expect(new Selection({ subjects: [wanted] }).selects("s", { subjects: [found] })).toBe(expected);
});

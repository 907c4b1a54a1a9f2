// Cases of github.com/package-url/purl-spec (test-suite-data.json), written anew, and what is no package URL.
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPurl, parsePurl, parsePurlLoosely } from "./purl.js";

test.each([
  ["pkg:maven/org.apache.commons/io@1.3.4", "pkg:maven/org.apache.commons/io@1.3.4"],
  ["pkg:npm/%40angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1"],
  ["pkg:npm/@angular/animation@12.3.1", "pkg:npm/%40angular/animation@12.3.1"],
  ["pkg:npm/@angular/animation", "pkg:npm/%40angular/animation"],
  ["pkg:PyPI/Django_package@1.11.1.dev1", "pkg:pypi/django-package@1.11.1.dev1"],
  [
    "pkg:GitHub/Package-URL/Purl-Spec@244fd47e07d1004#everybody/loves/dogs",
    "pkg:github/package-url/purl-spec@244fd47e07d1004#everybody/loves/dogs",
  ],
  [
    "pkg:golang/google.golang.org/genproto@abcdedf#/googleapis/../api/./annotations/",
    "pkg:golang/google.golang.org/genproto@abcdedf#googleapis/api/annotations",
  ],
  ["pkg:golang/github.com/Masterminds/semver/v3@v3.1.1", "pkg:golang/github.com/Masterminds/semver/v3@v3.1.1"],
  ["pkg:deb/Debian/curl@7.50.3-1?distro=jessie&arch=i386", "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie"],
  ["pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=", "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386"],
  [
    "pkg:oci/Debian@sha256%3A244fd47e07d10?repository_url=ghcr.io/debian",
    "pkg:oci/debian@sha256:244fd47e07d10?repository_url=ghcr.io%2Fdebian",
  ],
  ["pkg://gem/ruby-advisory-db-check@0.12.4", "pkg:gem/ruby-advisory-db-check@0.12.4"],
  ["pkg:cocoapods/GoogleUtilities@7.5.2#NSData+zlib", "pkg:cocoapods/GoogleUtilities@7.5.2#NSData%2Bzlib"],
  ["pkg:generic/name@1:2+3~4", "pkg:generic/name@1:2%2B3~4"],
])("%s", (written, canonical) => {
  const purl = parsePurl(written);
  expect(purl && formatPurl(purl)).toBe(canonical);
});

test("parts are decoded", () => {
  expect(parsePurl("pkg:npm/%40angular/animation@12.3.1?a=b%20c#x")).toEqual({
    type: "npm",
    namespace: "@angular",
    name: "animation",
    version: "12.3.1",
    qualifiers: [["a", "b c"]],
    subpath: "x",
  });
});

test.each([
  "",
  "pkg:",
  "pkg:npm",
  "pkg:npm/",
  "pkg:/name",
  "pkg:n&m/name",
  "pkg:1npm/name",
  "npm/name",
  "https://example.org/a",
  "pkg:npm/name?a=1&a=2",
  "pkg:npm/name?=1",
  "pkg:npm/name?a b=1",
  "pkg:npm/%zz",
  "pkg:npm/a%2Fb/name",
  `pkg:npm/${"x".repeat(5000)}`,
])("no package URL: %s", (text) => {
  expect(parsePurl(text)).toBeUndefined();
});

test("what is written is read again, whatever the parts hold", () => {
  const part = fc.string({
    minLength: 1,
    maxLength: 12,
    unit: fc.constantFrom("a", "B", "@", "/", "?", "#", "%", " ", ":", "ü", "+", "=", "&"),
  });
  const segment = part.filter((text) => !text.includes("/"));
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 3 }),
      part,
      fc.option(part, { nil: "" }),
      fc.option(part, { nil: "" }),
      (namespace, name, version, value) => {
        const purl = {
          type: "generic",
          namespace: namespace.join("/"),
          name,
          version,
          qualifiers: value === "" ? [] : [["key", value] as const],
          subpath: "",
        };
        expect(parsePurl(formatPurl(purl))).toEqual(purl);
      },
    ),
    { numRuns: 2000 },
  );
});

test("nothing throws", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const purl = parsePurl(`pkg:${text}`);
      if (purl !== undefined) expect(parsePurl(formatPurl(purl))).toEqual(purl);
    }),
    { numRuns: 5000 },
  );
});

test.each(["?", "#", "@", "a@", "/@"])("a text of %j over and over is read in time that grows with its length", (piece) => {
  const started = process.cpuUsage();
  expect(parsePurlLoosely(`${piece.repeat(200_000)}\n`)).toBeUndefined();
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
});

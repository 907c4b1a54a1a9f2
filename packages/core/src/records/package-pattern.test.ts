// Which package URLs a profile's products mean: what two URLs both say sets them apart, and nothing else does.
import { expect, test } from "vitest";
import { PackagePatterns, parsePattern } from "./package-pattern.js";

const mayInclude = (wanted: string, found: string): boolean => {
  const patterns = new PackagePatterns();
  const pattern = parsePattern(wanted);
  if (pattern === undefined) throw new Error(`no package URL: ${wanted}`);
  patterns.add(pattern);
  return patterns.mayInclude(found);
};

test.each([
  ["the same", "pkg:npm/a@1", "pkg:npm/a@1"],
  ["no version wanted", "pkg:npm/a", "pkg:npm/a@1"],
  ["no version found", "pkg:npm/a@1", "pkg:npm/a"],
  ["no version found, but qualifiers", "pkg:apk/alpaquita/linux-lts@6.1.0-r0", "pkg:apk/alpaquita/linux-lts?arch=source&distro=stream"],
  ["a source package", "pkg:apk/alpaquita/linux-lts@6?arch=x86_64&distro=stream", "pkg:apk/alpaquita/linux-lts?arch=source&distro=stream"],
  ["Red Hat's source package", "pkg:rpm/redhat/openssl@3?arch=x86_64", "pkg:rpm/redhat/openssl?arch=src"],
  ["qualifiers that only the record has", "pkg:deb/debian/x@3", "pkg:deb/debian/x@3?arch=amd64&distro=debian-12"],
  ["some of its qualifiers", "pkg:deb/debian/x?distro=debian-12", "pkg:deb/debian/x@3.0?arch=amd64&distro=debian-12"],
  ["qualifiers that only the profile has", "pkg:deb/debian/x@3?distro=debian-12", "pkg:deb/debian/x"],
  ["qualifiers in another order", "pkg:deb/debian/x?b=1&a=2", "pkg:deb/debian/x?a=2&b=1"],
  ["a point release", "pkg:deb/debian/x?distro=debian-12", "pkg:deb/debian/x?distro=debian-12.5"],
  ["a patch release", "pkg:apk/alpine/x?distro=alpine-3.18.4", "pkg:apk/alpine/x?distro=3.18.6"],
  ["a release by its number or its name", "pkg:deb/debian/x?distro=debian-12", "pkg:deb/debian/x?distro=bookworm"],
  ["a subpath that only one has", "pkg:golang/a/b#c", "pkg:golang/a/b@v1"],
  ["PyPI's case", "pkg:pypi/PyYAML", "pkg:pypi/pyyaml"],
  ["PyPI's separators", "pkg:pypi/typing_extensions", "pkg:pypi/typing-extensions"],
  ["PyPI's separators, any of them", "pkg:pypi/foo-bar-baz", "pkg:pypi/Foo_Bar.baz"],
  ["Go's case", "pkg:golang/github.com/burntsushi/toml@v1.0.0", "pkg:golang/github.com/BurntSushi/toml"],
  ["Go's v", "pkg:golang/stdlib@v1.21.0", "pkg:golang/stdlib@1.21.0"],
  ["NuGet's case", "pkg:nuget/newtonsoft.json", "pkg:nuget/Newtonsoft.Json@13"],
  ["a version of which less is encoded", "pkg:deb/debian/x@2+b1", "pkg:deb/debian/x@2%2Bb1"],
  ["a version of which more is encoded", "pkg:deb/debian/x@1%3A2.0", "pkg:deb/debian/x@1:2.0"],
  ["the scheme in capitals", "PKG:npm/a", "pkg:npm/a"],
  ["slashes after the scheme", "pkg:npm/a", "pkg://npm/a@1"],
  ["a scope as people write it", "pkg:npm/@scope/a", "pkg:npm/%40scope/a@1"],
  ["a distribution as a scanner calls it", "pkg:rpm/rocky/curl@7", "pkg:rpm/rocky-linux/curl"],
  ["a distribution as advisories call it", "pkg:rpm/almalinux/curl", "pkg:rpm/alma/curl@7?distro=alma-9"],
  ["a distribution under its name before", "pkg:rpm/mariner/x", "pkg:rpm/azure-linux/x"],
  ["a distribution in short", "pkg:rpm/azl/x", "pkg:rpm/azure-linux/x"],
  ["a distribution in full", "pkg:rpm/amazonlinux/x", "pkg:rpm/amazon/x"],
  ["an epoch as a qualifier", "pkg:deb/debian/bind9@1:9.18.1", "pkg:deb/debian/bind9@9.18.1?arch=amd64&epoch=1"],
  ["an epoch in the version", "pkg:deb/debian/bind9@9.18.1?epoch=1", "pkg:deb/debian/bind9@1:9.18.1?arch=amd64"],
  ["an epoch that only one has", "pkg:rpm/redhat/x@0:1-1.el9", "pkg:rpm/redhat/x@1-1.el9"],
  ["an epoch that begins so", "pkg:deb/debian/x@1*", "pkg:deb/debian/x@1:9.18.1"],
  ["a version behind an epoch that begins so", "pkg:deb/debian/x@1:9.*", "pkg:deb/debian/x@9.18.1?epoch=1"],
  ["everything", "*", "pkg:npm/a"],
  ["everything that is a package", "pkg:*", "pkg:npm/a"],
  ["a type", "pkg:npm/*", "pkg:npm/%40scope/a@1"],
  ["types that begin so", "pkg:n*", "pkg:nuget/a"],
  ["a scope", "pkg:npm/@scope/*", "pkg:npm/%40scope/a@1"],
  ["a scope that begins so", "pkg:npm/@sc*", "pkg:npm/%40scope/a@1"],
  ["names that begin so", "pkg:pypi/Typing_*", "pkg:pypi/typing-extensions"],
  ["versions that begin so", "pkg:npm/a@1.*", "pkg:npm/a@1.0.0?x=y"],
  ["versions that begin so, of a package without one", "pkg:npm/a@1.*", "pkg:npm/a"],
  ["any version", "pkg:npm/a@*", "pkg:npm/a@1.0.0"],
  ["values that begin so", "pkg:deb/debian/x?distro=debian-1*", "pkg:deb/debian/x@1?distro=debian-12"],
  ["any qualifiers", "pkg:deb/debian/x?arch=amd64&*", "pkg:deb/debian/x?arch=amd64&distro=debian-12"],
  ["subpaths that begin so", "pkg:golang/a/b#c/*", "pkg:golang/a/b#c/d"],
  ["damaged qualifiers", "pkg:npm/a@1", "pkg:npm/a@1?x=1&x=2"],
  ["a damaged version", "pkg:npm/a@1", "pkg:npm/a@%zz"],
  ["what nobody can read", "pkg:npm/a@1", "pkg:npm"],
])("may be: %s", (_, wanted, found) => {
  expect(mayInclude(wanted, found)).toBe(true);
});

test.each([
  ["another name", "pkg:npm/a", "pkg:npm/ab"],
  ["another type", "pkg:npm/a", "pkg:pypi/a"],
  ["another namespace", "pkg:deb/debian/x", "pkg:deb/ubuntu/x"],
  ["a namespace that only one has", "pkg:npm/a", "pkg:npm/%40scope/a"],
  ["another version", "pkg:npm/a@1", "pkg:npm/a@1.0"],
  ["another version beside qualifiers", "pkg:deb/debian/x@1", "pkg:deb/debian/x@2?arch=source"],
  ["another distro", "pkg:deb/debian/x?distro=debian-12", "pkg:deb/debian/x?distro=debian-11"],
  ["another minor release", "pkg:apk/alpine/x?distro=alpine-3.18", "pkg:apk/alpine/x?distro=alpine-3.1"],
  ["another distro by its name", "pkg:deb/debian/x?distro=trixie", "pkg:deb/debian/x?distro=bookworm"],
  ["another architecture", "pkg:deb/debian/x?arch=amd64", "pkg:deb/debian/x?arch=arm64"],
  ["another epoch", "pkg:deb/debian/x@1:2", "pkg:deb/debian/x@2:2"],
  ["another epoch as a qualifier", "pkg:deb/debian/x@2?epoch=1", "pkg:deb/debian/x@2:2"],
  ["another version behind the same epoch", "pkg:deb/debian/x@1:2", "pkg:deb/debian/x@3?epoch=1"],
  ["another subpath", "pkg:golang/a/b#c", "pkg:golang/a/b#d"],
  ["another scope", "pkg:npm/@scope/*", "pkg:npm/%40scoped/a"],
  ["a version that begins otherwise", "pkg:npm/a@1.*", "pkg:npm/a@2.1."],
  ["a value that begins otherwise", "pkg:deb/debian/x?distro=debian-1*", "pkg:deb/debian/x?distro=ubuntu-22.04"],
])("is not: %s", (_, wanted, found) => {
  expect(mayInclude(wanted, found)).toBe(false);
});

test.each(["vv", "npm/vv", "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*", "pkg:", "pkg:npm", "pkg:npm/", "pkg:npm/a@%z*", "p*", ""])(
  "no package URL: %s",
  (text) => {
    expect(parsePattern(text)).toBeUndefined();
  },
);

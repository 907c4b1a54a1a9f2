import { expect, test } from "vitest";
import { ecosystemFamily, ecosystemOf, purlOfPackage } from "./ecosystems.js";
import { parsePurl } from "@stella-export/core";

const ofPurl = (text: string): string | undefined => {
  const purl = parsePurl(text);
  return purl && ecosystemOf(purl);
};

test.each([
  ["npm", "npm"],
  ["AlmaLinux:9", "AlmaLinux"],
  ["Alpaquita:stream", "Alpaquita"],
  // Oddity 20: the suffix is a URL, with a colon and slashes of its own.
  ["Packagist:https://packages.drupal.org/8", "Packagist"],
  ["purl-type:swift", "SwiftURL"],
  ["purl-type:never-heard-of", "purl-type:never-heard-of"],
])("family of %s", (ecosystem, family) => {
  expect(ecosystemFamily(ecosystem)).toBe(family);
});

test.each([
  ["npm", "@babel/core", "pkg:npm/%40babel/core"],
  ["npm", "lodash", "pkg:npm/lodash"],
  ["PyPI", "Django_Thing", "pkg:pypi/django-thing"],
  ["Go", "github.com/gin-gonic/gin", "pkg:golang/github.com/gin-gonic/gin"],
  ["Go", "stdlib", "pkg:golang/stdlib"],
  ["Maven", "org.apache.tomcat:tomcat-catalina", "pkg:maven/org.apache.tomcat/tomcat-catalina"],
  ["Packagist:https://packages.drupal.org/8", "drupal/core", "pkg:composer/drupal/core"],
  ["crates.io", "Deno", "pkg:cargo/Deno"],
  ["SwiftURL", "github.com/apple/swift-nio", "pkg:swift/github.com/apple/swift-nio"],
  ["SwiftURL", "https://github.com/apple/swift-nio.git", "pkg:swift/github.com/apple/swift-nio"],
  ["AlmaLinux:9", "kernel", "pkg:rpm/almalinux/kernel"],
  ["Alpine:v3.20", "busybox", "pkg:apk/alpine/busybox"],
  ["Debian:12", "curl", "pkg:deb/debian/curl"],
  // Oddity 13: a name with Cyrillic letters is another name.
  ["NuGet", "Nеwtonsoft", "pkg:nuget/N%D0%B5wtonsoft"],
  ["OSS-Fuzz", "zstd", undefined],
  ["CleanStart", "glibc", undefined],
  ["Maven", "no-group", undefined],
  ["npm", "", undefined],
])("package URL of %s %s", (ecosystem, name, purl) => {
  expect(purlOfPackage(ecosystem, name)).toBe(purl);
});

test.each([
  ["pkg:npm/lodash@4", "npm"],
  ["pkg:cargo/x", "crates.io"],
  ["pkg:golang/github.com/a/b@v1", "Go"],
  ["pkg:deb/debian/curl@7?distro=debian-12", "Debian"],
  ["pkg:rpm/rhel/curl@7", "Red Hat"],
  ["pkg:rpm/redhat/curl@7", "Red Hat"],
  ["pkg:rpm/opensuse.leap/curl@7", "openSUSE"],
  ["pkg:rpm/rocky/curl", "Rocky Linux"],
  ["pkg:apk/alpine/musl", "Alpine"],
  ["pkg:rpm/centos/curl", undefined],
  ["pkg:generic/zstd", undefined],
  ["pkg:oci/debian", undefined],
])("ecosystem of %s", (purl, ecosystem) => {
  expect(ofPurl(purl)).toBe(ecosystem);
});

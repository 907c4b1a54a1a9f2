// Package URLs that are a package of the database, with the ecosystem that OSV would write; and those that are more or less than one.
import { expect, test } from "vitest";
import { packageOfPurl } from "./purl-package.js";
import { targetOf } from "./target.js";

test.each([
  ["pkg:npm/%40acme/widget@1.2.4", "npm", "@acme/widget", "1.2.4"],
  ["pkg:pypi/Acme_Widget", "PyPI", "acme-widget", ""],
  ["pkg:golang/acme.test/Widget@v1.2.4", "Go", "acme.test/Widget", "1.2.4"],
  ["pkg:maven/test.acme/widget@1?type=jar", "Maven", "test.acme:widget", "1"],
  ["pkg:swift/acme.test/acme/widget@1", "SwiftURL", "acme.test/acme/widget", "1"],
  ["pkg:cocoapods/AcmeWidget@1", "CocoaPods", "AcmeWidget", "1"],
  ["pkg:k8s/k8s.io%2Fkubelet", "Kubernetes", "k8s.io/kubelet", ""],
  ["pkg:deb/debian/kettle@1.2-1?arch=source&distro=debian-12.4", "Debian:12", "kettle", "1.2-1"],
  ["pkg:deb/ubuntu/kettle?distro=ubuntu-22.04", "Ubuntu:22.04", "kettle", ""],
  ["pkg:apk/alpine/kettle?distro=alpine-3.18.4", "Alpine:v3.18", "kettle", ""],
  ["pkg:apk/alpine/kettle?distro=3.18.4", "Alpine:v3.18", "kettle", ""],
  ["pkg:apk/wolfi/kettle", "Wolfi", "kettle", ""],
  ["pkg:rpm/rocky/kettle@1-1?epoch=2&distro=rocky-9.3", "Rocky Linux:9", "kettle", "2:1-1"],
  ["pkg:rpm/amazon/kettle?distro=amazon-2%20%28Karoo%29", "Amazon Linux:2", "kettle", ""],
  ["pkg:rpm/suse/kettle?distro=sles-15.5", "SUSE:Linux Enterprise Server 15.5", "kettle", ""],
  ["pkg:rpm/suse/kettle?distro=slem-5.4", "SUSE:Linux Enterprise Micro 5.4", "kettle", ""],
  ["pkg:rpm/opensuse/kettle?distro=opensuse-leap-15.5", "openSUSE:Leap 15.5", "kettle", ""],
  ["pkg:rpm/opensuse/kettle?distro=opensuse-tumbleweed-20260101", "openSUSE:Tumbleweed", "kettle", ""],
  ["pkg:rpm/cbl-mariner/kettle?distro=cbl-mariner-2.0.20230101", "CBL-Mariner:2", "kettle", ""],
])("%s", (purl, ecosystem, name, version) => {
  expect(packageOfPurl(purl)).toEqual({ ecosystem, name, version });
  expect(targetOf(ecosystem)).not.toBe("no-detector");
});

test.each([
  ["pkg:oci/shop@sha256:00", "none"],
  ["pkg:generic/openssl@3", "none"],
  ["https://example.org/shop", "none"],
  ["pkg:npm/widget#lib/a.js", "part"],
  ["pkg:maven/a/b?classifier=sources", "part"],
  ["pkg:pypi/acme/widget", "part"],
  ["pkg:deb/debian/kettle?arch=amd64&distro=debian-12", "part"],
  ["pkg:deb/debian/libkettle?upstream=kettle&distro=debian-12", "part"],
  ["pkg:deb/debian/kettle", "part"],
  ["pkg:deb/debian/kettle?distro=bookworm", "part"],
  ["pkg:deb/debian/kettle?distro=raspbian-12", "part"],
  ["pkg:deb/debian/kettle?distro=12", "part"],
  ["pkg:deb/ubuntu/kettle?distro=debian-12", "part"],
  ["pkg:rpm/redhat/kettle?distro=centos-7", "part"],
  ["pkg:apk/alpine/kettle?distro=3", "part"],
  ["pkg:npm/widget@", "part"],
  ["pkg:npm/widget@?type=jar", "part"],
  ["pkg:npm/widget?vcs_url=", "part"],
  ["pkg:npm/widget?vcs_url=&type=jar", "part"],
])("%s is %s", (purl, what) => {
  expect(packageOfPurl(purl)).toBe(what);
});

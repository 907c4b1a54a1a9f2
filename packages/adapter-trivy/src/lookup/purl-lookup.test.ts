// What is found for a purl, over a database made here by our own mapping: the buckets, names and versions as Trivy's detectors ask for them.
import { describe, expect, test } from "vitest";
import { openBolt } from "../bolt/bolt-reader.js";
import { BoltWriter } from "../bolt/bolt-writer.js";
import { memorySource } from "../bolt/byte-source.js";
import { writeTree } from "../tools/tree-writer.js";
import { findingsOf, isFound } from "./purl-lookup.js";

const lists = (vulnerable: string, patched = ""): string =>
  JSON.stringify({ VulnerableVersions: [vulnerable], ...(patched === "" ? {} : { PatchedVersions: [patched] }) });
const fixed = (version: string, other: object = {}): string => JSON.stringify({ FixedVersion: version, ...other });

const TREE = {
  "CBL-Mariner 2.0": { curl: { "CVE-1": "{}" } },
  "Oracle Linux 9": {
    openssl: {
      "CVE-1": JSON.stringify({
        Entries: [
          { Arches: ["x86_64"], FixedVersion: "3.0.7-25" },
          { Arches: ["x86_64"], FixedVersion: "3.0.7-27_fips" },
        ],
      }),
    },
  },
  "Red Hat": {
    bash: {
      "RHSA-1": JSON.stringify({ Entries: [{ FixedVersion: "0:4.4-5", Cves: [{ ID: "CVE-1" }], Arches: ["x86_64"], Affected: [3] }] }),
      "CVE-2": JSON.stringify({ Entries: [{ Cves: [{ Severity: 1 }], Status: 5, Affected: [9] }] }),
    },
    zlib: {
      "CVE-4": JSON.stringify({ Entries: [{ Cves: [{ ID: "CVE-0" }], Affected: [4] }] }),
      "RHSA-2": JSON.stringify({ Entries: [{ FixedVersion: "0:1.2-5", Cves: [{ ID: "CVE-4" }, { ID: "CVE-5" }], Affected: [3] }] }),
      "RHSA-3": JSON.stringify({ Entries: [{ FixedVersion: "0:1.2-7", Cves: [{ ID: "CVE-5" }], Affected: [3] }] }),
    },
    odd: {
      "RHSA-4": '{"Entries":[null,{"Affected":[3],"Cves":[null,{"ID":"CVE-6"}]}]}',
      "RHSA-5": '{"Entries":"odd"}',
      "RHSA-6": '{"Entries":[{"Affected":5}]}',
      "RHSA-7": '{"Entries":[{"Affected":[3],"Cves":5}]}',
    },
    "nodejs:12::npm": { "CVE-3": JSON.stringify({ Entries: [{ FixedVersion: "6", Cves: [{}], Affected: [4] }] }) },
  },
  "Red Hat CPE": { repository: { "rhel-8-for-x86_64-baseos-rpms": "[3]", "rhel-8-for-x86_64-appstream-rpms": "[4]" } },
  "SUSE Linux Enterprise 15.5": { zlib: { "SUSE-1": fixed("1.2.11-3") } },
  "SUSE Linux Enterprise Micro 5.4": { zlib: { "SUSE-2": fixed("1.2.11-3") } },
  "alma 9": { "httpd:2.4::mod_md": { "CVE-1": fixed("1:2.4.1-2.module") } },
  "alpine 3.18": { busybox: { "CVE-1": fixed("1.36.1-r2"), "CVE-2": fixed("2", { AffectedVersion: "1.37" }), "CVE-3": fixed("") } },
  "amazon linux 2": { curl: { "CVE-1": fixed("7.61-12") } },
  "debian 12": { curl: { "CVE-1": fixed("7.88.1-10"), "CVE-2": '{"Status":2}', "CVE-3": "broken", "CVE-4": '{"FixedVersion":8}' } },
  "go::The Go Vulnerability Database": { "golang.org/x/net": { "GO-1": lists("<0.7.0", "0.7.0") } },
  "maven::A": { "org.acme:tool": { "CVE-1": lists("[1.0,2.0)") } },
  "npm::A": { "@acme/tool": { "CVE-1": lists("<2.0.0") }, tool: { "CVE-1": lists("<1.0.0"), "CVE-2": lists("<9.0.0") } },
  "npm::B": { tool: { "CVE-1": lists("<3.0.0") } },
  npmlike: { tool: { "CVE-9": lists("<9.0.0") } },
  "openSUSE Leap 15.5": { zlib: { "openSUSE-1": fixed("1.2.11-3") } },
  "nuget::A": { "newtonsoft.json": { "CVE-1": lists("<13.0.1") } },
  "pip::A": { "my-tool": { "CVE-1": JSON.stringify({ VulnerableVersions: ["<2.0"], PatchedVersions: null }) } },
  "ubuntu 22.04": { curl: { "CVE-1": fixed("1:7.81.0-1ubuntu1.10") } },
  wolfi: { curl: { "CVE-1": fixed("8.1-r0"), "CVE-2": "{}" } },
};

const file = new Uint8Array(1 << 20);
const writer = new BoltWriter({ write: (part, position) => file.set(part, position) });
writeTree(new TextEncoder().encode(JSON.stringify(TREE)), writer);
const root = openBolt(memorySource(file.subarray(0, writer.finish().sizeBytes)));

describe("languages", () => {
  test.each([
    ["pkg:npm/tool@2.5.0", ["CVE-1", "CVE-2"]], // of two buckets the last one's ranges
    ["pkg:npm/tool@3.0.0", ["CVE-2"]],
    ["pkg:npm/%40acme/tool@1.9.0", ["CVE-1"]],
    ["pkg:npm/%40acme/tool@2.0.0", []],
    ["pkg:pypi/My_Tool@1.9", ["CVE-1"]],
    ["pkg:golang/golang.org/x/net@v0.6.0", ["GO-1"]],
    ["pkg:golang/golang.org/x/net@v0.7.0", []],
    ["pkg:maven/org.acme/tool@1.5", ["CVE-1"]],
    ["pkg:nuget/Newtonsoft.Json@12.0.3", ["CVE-1"]],
    ["pkg:cargo/tool@1", []],
    ["pkg:generic/tool@1", []],
    ["pkg:npm/tool", []],
    ["no purl", []],
  ])("%s", (purl, ids) => {
    expect(findingsOf(root, purl)).toEqual(ids);
  });
});

describe("operating systems", () => {
  test.each([
    ["pkg:deb/debian/curl@7.88.1-9?arch=amd64&distro=debian-12.5", ["CVE-1", "CVE-2"]],
    ["pkg:deb/debian/curl@7.88.1-10?distro=debian-12", ["CVE-2"]],
    ["pkg:deb/debian/curl@7.88.1-9?distro=debian-11", []],
    ["pkg:deb/debian/curl@7.88.1-9", []],
    ["pkg:deb/ubuntu/curl@7.81.0-1ubuntu1.9?epoch=1&distro=ubuntu-22.04", ["CVE-1"]],
    ["pkg:deb/ubuntu/curl@2:7.81.0-1ubuntu1.9?distro=ubuntu-22.04", []],
    ["pkg:apk/alpine/busybox@1.36.1-r1?distro=3.18.4", ["CVE-1", "CVE-3"]],
    ["pkg:apk/alpine/busybox@1.37.0-r0?distro=3.18.4", ["CVE-2", "CVE-3"]],
    ["pkg:apk/wolfi/curl@8.0-r0?distro=20230201", ["CVE-1"]],
    ["pkg:rpm/alma/mod_md@2.4.1-1.module?epoch=1&distro=alma-9.2&modularitylabel=httpd:2.4:8050:abc", ["CVE-1"]],
    ["pkg:rpm/amazon/curl@7.61-11?distro=amazon-2%20(Karoo)", ["CVE-1"]],
    ["pkg:rpm/oracle/openssl@3.0.7-24?arch=x86_64&distro=oracle-9.3", ["CVE-1"]],
    ["pkg:rpm/oracle/openssl@3.0.7-26?arch=x86_64&distro=oracle-9.3", []],
    ["pkg:rpm/oracle/openssl@3.0.7-26_fips?arch=x86_64&distro=oracle-9.3", ["CVE-1"]],
    ["pkg:rpm/oracle/openssl@3.0.7-24?arch=aarch64&distro=oracle-9.3", []],
    ["pkg:rpm/suse/zlib@1.2.11-2?distro=sles-15.5", ["SUSE-1"]],
    ["pkg:rpm/suse/zlib@1.2.11-2?distro=slem-5.4", ["SUSE-2"]],
    ["pkg:rpm/opensuse/zlib@1.2.11-2?distro=opensuse.leap-15.5", ["openSUSE-1"]],
    ["pkg:rpm/cbl-mariner/curl@8-1?distro=cbl-mariner-2.0.20230101", ["CVE-1"]],
    ["pkg:rpm/redhat/bash@4.4-4?arch=x86_64&distro=redhat-8.6", ["CVE-1"]],
    ["pkg:rpm/centos/bash@4.4-4?arch=aarch64&distro=centos-8.2", []],
    ["pkg:rpm/redhat/bash@4.4-4?arch=x86_64&distro=redhat-9.1", []],
    ["pkg:rpm/redhat/zlib@1.2-4?arch=x86_64&distro=redhat-8.6", ["CVE-4", "CVE-5"]],
    ["pkg:rpm/redhat/zlib@1.2-6?arch=x86_64&distro=redhat-8.6", ["CVE-5"]], // open in one product, and the fix of the other counts
    ["pkg:rpm/redhat/odd@1?distro=redhat-8.6", ["CVE-6"]],
    ["pkg:rpm/redhat/npm@5?distro=redhat-8.6&modularitylabel=nodejs:12:1:2", ["CVE-3"]],
  ])("%s", (purl, ids) => {
    expect(findingsOf(root, purl)).toEqual(ids);
  });
});

test("one id is asked for without the others", () => {
  expect(isFound(root, "pkg:npm/tool@2.5.0", "CVE-1")).toBe(true);
  expect(isFound(root, "pkg:npm/tool@3.0.0", "CVE-1")).toBe(false);
  expect(isFound(root, "pkg:rpm/redhat/bash@4.4-4?distro=redhat-8.6", "CVE-1")).toBe(true);
  expect(isFound(root, "pkg:rpm/redhat/bash@4.4-4?distro=redhat-8.6", "RHSA-1")).toBe(false);
  expect(isFound(root, "no purl", "CVE-1")).toBe(false);
});

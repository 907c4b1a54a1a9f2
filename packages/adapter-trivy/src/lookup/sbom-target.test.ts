// Where Trivy looks for components of SBOMs: names, source packages, epochs and modules as its decoder and detectors take them.
import { expect, test } from "vitest";
import type { PurlTarget } from "./purl-target.js";
import { toSbom } from "./sbom-components.js";
import { sbomTarget } from "./sbom-target.js";

const property = (name: string, value: string) => ({ name: `aquasecurity:trivy:${name}`, value });

/** `BUCKET NAME VERSION` of the one component. */
function place(component: object, family = "", release = ""): string | undefined {
  const system = family === "" ? [] : [{ type: "operating-system", name: family, version: release }];
  const sbom = toSbom({ bomFormat: "CycloneDX", components: [...system, { type: "library", ...component }] });
  const [first] = sbom?.components ?? [];
  return first === undefined ? undefined : text(sbomTarget(first, sbom?.system));
}

function text(target: PurlTarget | undefined): string | undefined {
  if (target === undefined) return undefined;
  const bucket =
    target.kind === "language" ? target.prefix : target.kind === "system" ? target.bucket.bucket : target.repositories.join("+");
  return `${bucket} ${target.packageKey} ${target.version}`;
}

test.each([
  ["npm:: @scope/Name 1.0".toLowerCase(), { purl: "pkg:npm/%40scope/name@1.0", group: "@scope", name: "Name" }],
  ["maven:: org.x:y 1", { purl: "pkg:maven/org.x/y@1", group: "other", name: "z" }],
  ["go:: github.com/A/b v1", { purl: "pkg:golang/github.com/a/b@v1", name: "github.com/A/b" }],
  ["pip:: my-pkg 1", { purl: "pkg:pypi/my-pkg@1", name: "My_Pkg" }],
  [undefined, { purl: "pkg:npm/a", name: "a" }],
  [undefined, { purl: "pkg:julia/A@1?uuid=x", name: "A" }],
  [undefined, { purl: "pkg:generic/a@1", name: "a" }],
  [undefined, { purl: "pkg:deb/debian/bash@1?distro=debian-12", name: "bash" }],
])("of a language: %s", (expected, component) => {
  expect(place(component)).toBe(expected);
});

const SOURCE = [property("SrcName", "glibc"), property("SrcVersion", "2.36"), property("SrcRelease", "9"), property("SrcEpoch", "1")];
test.each([
  ["debian", "12.5", "debian 12 bash 5.2-1", { purl: "pkg:deb/debian/bash@5.2-1", name: "bash" }],
  ["debian", "12", "debian 12 glibc 1:2.36-9", { purl: "pkg:deb/debian/libc6@2.36-9", name: "libc6", properties: SOURCE }],
  ["ubuntu", "22.04.1", "ubuntu 22.04 a 2:1", { purl: "pkg:deb/ubuntu/a@1?epoch=2", name: "a" }],
  ["alpine", "3.18.4", "alpine 3.18 a 1-r0", { purl: "pkg:apk/alpine/a@1-r0", name: "a" }],
  ["wolfi", "20230201", "wolfi glibc 1-r0", { purl: "pkg:apk/wolfi/a@1-r0", name: "a", properties: SOURCE }],
  ["photon", "4.0", "Photon OS 4.0 glibc 2-1.ph4", { purl: "pkg:rpm/photon/a@2-1.ph4", name: "a", properties: SOURCE }],
  ["alma", "9.2", "alma 9 a 1:2-3.el9", { purl: "pkg:rpm/alma/a@7:2-3.el9?epoch=1", name: "a" }],
  ["alma", "8.5", undefined, { purl: "pkg:rpm/alma/npm@6-1.module_el8.5", name: "npm" }],
  [
    "alma",
    "8.5",
    "alma 8 nodejs:12::npm 6-1.module_el8.5",
    { purl: "pkg:rpm/alma/npm@6-1.module_el8.5?modularitylabel=nodejs:12:80:2f", name: "npm" },
  ],
  ["sles", "15.5", "SUSE Linux Enterprise 15.5 a 1-1", { purl: "pkg:rpm/suse/a@1-1", name: "a" }],
  ["opensuse-tumbleweed", "2024", "openSUSE Tumbleweed a 1-1", { purl: "pkg:rpm/opensuse/a@1-1", name: "a" }],
  ["redhat", "8.4", "rhel-8-for-x86_64-baseos-rpms+rhel-8-for-x86_64-appstream-rpms a 1-1", { purl: "pkg:rpm/redhat/a@1-1", name: "a" }],
  ["redhat", "8.4", "mine a 1-1", { purl: "pkg:rpm/redhat/a@1-1", name: "a", properties: [property("ContentSet", "mine")] }],
  ["redhat", "8.4", undefined, { purl: "pkg:rpm/redhat/gpg-pubkey@1-1", name: "gpg-pubkey" }],
  ["plan9", "4", undefined, { purl: "pkg:rpm/plan9/a@1-1", name: "a" }],
])("of %s %s: %s", (family, release, expected, component) => {
  expect(place(component, family, release)).toBe(expected);
});

test("SPDX: system, source package and properties", () => {
  const sbom = toSbom({
    spdxVersion: "SPDX-2.3",
    packages: [
      { SPDXID: "SPDXRef-OperatingSystem-1", name: "debian", versionInfo: "11.3" },
      {
        SPDXID: "SPDXRef-Package-1",
        name: "libc6",
        sourceInfo: "built package from: glibc 2.31-13",
        externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: "pkg:deb/debian/libc6@2.31-13" }],
      },
      { SPDXID: "SPDXRef-Package-2", name: "nothing" },
    ],
  });
  expect(sbom?.components.map((component) => text(sbomTarget(component, sbom.system)))).toEqual(["debian 11 glibc 2.31-13", undefined]);
});

test("what is no SBOM, or one of another version", () => {
  for (const document of [null, [], 1, {}, { spdxVersion: "SPDX-3.0" }, { bomFormat: "x" }]) expect(toSbom(document)).toBeUndefined();
});

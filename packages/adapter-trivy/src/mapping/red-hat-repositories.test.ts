// Products of Red Hat and the repositories that stand for them.
import { expect, test } from "vitest";
import { releaseOf, repositoriesOf } from "./red-hat-repositories.js";

test.each([
  ["cpe:/a:redhat:enterprise_linux:9::appstream", "rhel-9-for-x86_64-appstream-rpms"],
  ["cpe:/o:redhat:enterprise_linux:9::appstream", "rhel-9-for-x86_64-appstream-rpms"],
  ["cpe:/o:redhat:enterprise_linux:8", "rhel-8-for-x86_64-baseos-rpms"],
  ["cpe:/o:redhat:enterprise_linux:10.1", "rhel-10-for-x86_64-appstream-rpms"],
  ["cpe:/a:redhat:enterprise_linux:9::crb", "codeready-builder-for-rhel-9-x86_64-rpms"],
  ["cpe:/a:redhat:enterprise_linux:8::nfv", "rhel-8-for-x86_64-nfv-rpms"],
  ["cpe:/a:redhat:enterprise_linux:8::realtime", "rhel-8-for-x86_64-rt-rpms"],
  ["cpe:/a:redhat:enterprise_linux:8::sap_hana", "rhel-8-for-x86_64-sap-solutions-rpms"],
  ["cpe:/o:redhat:enterprise_linux:7", "rhel-7-server-rpms"],
  ["cpe:/o:redhat:enterprise_linux:7::workstation", "rhel-7-workstation-rpms"],
  ["cpe:/a:redhat:rhel_extras:7", "rhel-7-server-extras-rpms"],
  ["cpe:/o:redhat:rhel_els:6", "rhel-6-server-els-rpms"],
  ["cpe:/a:redhat:rhel_eus:9.2::appstream", "rhel-9-for-x86_64-appstream-eus-rpms"],
  ["cpe:/o:redhat:rhel_e4s:9.2::baseos", "rhel-9-for-x86_64-baseos-e4s-rpms__9_DOT_2"],
  ["cpe:/o:redhat:rhel_aus:7.7::server", "rhel-7-server-aus-rpms"],
  ["cpe:/o:redhat:enterprise_linux_eus:10.2", "rhel-10-for-x86_64-baseos-eus-rpms"],
  ["cpe:/a:redhat:openshift:4.15::el9", "rhocp-4.15-for-rhel-9-x86_64-rpms"],
])("%s is of %s", (cpe, repository) => {
  expect(repositoriesOf(cpe)).toContain(repository);
  expect(releaseOf(cpe)).toBe(/rhel-(\d+)-/.exec(repository)?.[1]);
});

test.each([
  "cpe:/a:redhat:quarkus:2.13::el8",
  "cpe:/a:redhat:openshift:4",
  "cpe:/a:redhat:enterprise_linux:9::toString",
  "cpe:/a:redhat:enterprise_linux:9.4::appstream",
  "cpe:/a:redhat:rhel_eus:9",
  "cpe:/a:acme:enterprise_linux:9",
  "cpe:2.3:o:redhat:enterprise_linux:9:*:*:*:*:*:*:*",
  "",
])("%s is of none", (cpe) => {
  expect([repositoriesOf(cpe), releaseOf(cpe)]).toEqual([[], undefined]);
});

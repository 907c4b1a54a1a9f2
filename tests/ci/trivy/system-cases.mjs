// A package of every family of operating systems that Trivy has a detector for, as an SBOM names it, and what an advisory says about it.

/** Versions of a family: one below the fix, the fix, one above. */
const APK = ["1.2.4-r9", "1.2.5-r0", "1.2.5-r1"];
const EL9 = ["1.2.5-3.el9", "1.2.5-4.el9_2", "1.2.5-5.el9"];
const rpms = (end) => [3, 4, 5].map((release) => `1.2.5-${release}${end}`);
const ofSuse = (build) => [`1.2.5-${build}3`, `1.2.5-${build}4.1`, `1.2.5-${build}5`];

const ENTERPRISE = { purl: "rpm/suse", formerOs: "suse linux enterprise server", keepsId: true };
const MICRO = { purl: "rpm/suse", formerOs: "suse linux enterprise micro", keepsId: true, since: "0.57.1" };
const LEAP = { purl: "rpm/opensuse", formerOs: "opensuse.leap", keepsId: true };
const TUMBLEWEED = { purl: "rpm/opensuse", formerOs: "opensuse.tumbleweed", keepsId: true, since: "0.57.1" };

/** `since`: the first Trivy of the matrix that has a detector. `os`: name and version of the operating system in an SBOM; `formerOs`: its name before Trivy 0.60. `purl`: type and namespace of its packages. */
const SYSTEMS = [
  { ecosystem: "Alpine:v3.18", os: ["alpine", "3.18.4"], purl: "apk/alpine", versions: APK },
  { ecosystem: "Debian:12", os: ["debian", "12.4"], purl: "deb/debian", versions: ["1.2.5-1~bpo1", "1.2.5-1", "1.2.5-1+deb12u1"] },
  {
    ecosystem: "Ubuntu:22.04:LTS",
    os: ["ubuntu", "22.04"],
    purl: "deb/ubuntu",
    versions: ["1.2.5-1ubuntu0.1", "1.2.5-1ubuntu0.2", "1.2.5-1ubuntu1"],
  },
  { ecosystem: "AlmaLinux:9", os: ["alma", "9.3"], purl: "rpm/alma", versions: EL9 },
  { ecosystem: "Rocky Linux:9", os: ["rocky", "9.3"], purl: "rpm/rocky", versions: EL9 },
  {
    ecosystem: "Red Hat:enterprise_linux:9::appstream",
    os: ["redhat", "9.3"],
    purl: "rpm/redhat",
    versions: EL9,
    erratum: "RHSA-2026:1001",
  },
  { ecosystem: "Red Hat, by CSAF", os: ["redhat", "9.3"], purl: "rpm/redhat", versions: EL9, toAdvisory: redHatCsaf },
  { ecosystem: "Oracle Linux:9", os: ["oracle", "9.3"], purl: "rpm/oracle", versions: EL9 },
  { ecosystem: "Amazon Linux:2", os: ["amazon", "2 (Karoo)"], purl: "rpm/amazon", versions: rpms(".amzn2") },
  { ...ENTERPRISE, ecosystem: "SUSE:Linux Enterprise Server 15 SP5", os: ["sles", "15.5"], versions: ofSuse("150500.") },
  { ...MICRO, ecosystem: "SUSE:Linux Enterprise Micro 5.4", os: ["slem", "5.4"], versions: ofSuse("150400.") },
  { ...LEAP, ecosystem: "openSUSE:Leap 15.5", os: ["opensuse-leap", "15.5"], versions: ofSuse("") },
  { ...TUMBLEWEED, ecosystem: "openSUSE:Tumbleweed", os: ["opensuse-tumbleweed", "20260101"], versions: ofSuse("") },
  { ecosystem: "Photon OS:4.0", os: ["photon", "4.0"], purl: "rpm/photon", versions: rpms(".ph4") },
  { ecosystem: "Azure Linux:3", os: ["azurelinux", "3.0"], purl: "rpm/azurelinux", versions: rpms(".azl3"), since: "0.57.1" },
  { ecosystem: "Azure Linux:2", os: ["cbl-mariner", "2.0.20230101"], purl: "rpm/cbl-mariner", versions: rpms(".cm2") },
  { ecosystem: "Wolfi", os: ["wolfi", "20230201"], purl: "apk/wolfi", versions: APK },
  { ecosystem: "Chainguard", os: ["chainguard", "20230214"], purl: "apk/chainguard", versions: APK },
  { ecosystem: "MinimOS", os: ["minimos", "20250101"], purl: "apk/minimos", versions: APK, since: "0.64.0" },
  { ecosystem: "Echo", os: ["echo", "1"], purl: "deb/echo", versions: ["1.2.5-1~e1", "1.2.5-1", "1.2.5-1+e2"], since: "0.64.0" },
  {
    ecosystem: "AlmaLinux, in the second of two modules",
    os: ["alma", "8.9"],
    purl: "rpm/alma",
    versions: ["1.2.5-3.module_el8.9.0+1+a", "1.2.5-4.module_el8.9.0+2+b", "1.2.5-5.module_el8.10.0+3+c"],
    moduleLabel: "widget-devel:1:8090020240101:0a1b2c3d",
    toAdvisory: modularErratum,
  },
  {
    ...ENTERPRISE,
    ecosystem: "SUSE, by a binary package",
    os: ["sles", "15.6"],
    versions: ofSuse("150600."),
    erratum: "SUSE-SU-2026:1003-1",
    toAdvisory: suseErratum,
  },
];

/** As language cases; `systems` of several families, each with the SBOM of one package a version. */
export const systemCases = SYSTEMS.map((system, i) => {
  const { ecosystem, os, formerOs, purl, versions, keepsId = false, since, erratum, moduleLabel, toAdvisory } = system;
  const cve = `CVE-2026-${20_001 + i}`;
  const own = erratum ?? `ACME-SYS-2026-${i + 1}`;
  const packageName = `acme-widget-${i + 1}`;
  const [below, fixed, above] = versions;
  return {
    name: ecosystem,
    id: keepsId ? own : cve,
    since,
    versions: [
      [below, true],
      [fixed, false],
      [above, false],
    ],
    advisory: toAdvisory?.(packageName, cve, fixed) ?? {
      schema_version: "1.7.0",
      id: own,
      modified: "2026-01-02T03:04:05Z",
      upstream: [cve],
      summary: `A widget of ${ecosystem} turns too far`,
      severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
      affected: [{ package: { ecosystem, name: packageName }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }] }],
    },
    /** `hasFormerNames`: for a Trivy before 0.60, which knows systems by other names than later ones write. */
    sbom: (hasFormerNames) =>
      systemSbom(hasFormerNames && formerOs !== undefined ? [formerOs, os[1]] : os, purl, packageName, versions, moduleLabel),
    /** Whether the record names the package as the database has it. */
    isNamed: toAdvisory === undefined,
  };
});

/** As AlmaLinux publishes errata of two modules, in small: which package is of which is not said. */
function modularErratum(packageName, cve, fixed) {
  return osvRecord("ALSA-2026:1004", cve, "Important: widget:1 and widget-devel:1 security update", {
    package: { ecosystem: "AlmaLinux:8", name: packageName },
    ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }],
  });
}

/** As SUSE publishes errata, in small: the package is a source, and the binary ones stand beside it. */
function suseErratum(packageName, cve, fixed) {
  return osvRecord("SUSE-SU-2026:1003-1", cve, "Security update for widget", {
    package: { ecosystem: "SUSE:Linux Enterprise Server 15 SP6", name: "widget-source" },
    ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed }] }],
    ecosystem_specific: { binaries: [{ [packageName]: fixed, [`${packageName}-devel`]: fixed }] },
  });
}

function osvRecord(id, cve, summary, affected) {
  return { schema_version: "1.7.0", id, modified: "2026-01-02T03:04:05Z", upstream: [cve], summary, affected: [affected] };
}

/** A security advisory as Red Hat publishes it, in small: one package, for one architecture, of one product. */
function redHatCsaf(packageName, cve, fixed) {
  const [product, component] = ["AppStream-9.3.0.Z.MAIN", `${packageName}-0:${fixed}.x86_64`];
  const both = `${product}:${component}`;
  return {
    document: {
      category: "csaf_security_advisory",
      csaf_version: "2.0",
      publisher: { category: "vendor", name: "Red Hat Product Security", namespace: "https://www.redhat.com" },
      title: "A widget turns too far",
      tracking: { id: "RHSA-2026:1002", current_release_date: "2026-01-02T03:04:05Z" },
    },
    product_tree: {
      branches: [
        {
          category: "vendor",
          name: "Red Hat",
          branches: [
            {
              product: {
                name: product,
                product_id: product,
                product_identification_helper: { cpe: "cpe:/a:redhat:enterprise_linux:9::appstream" },
              },
            },
            {
              product: {
                name: component,
                product_id: component,
                product_identification_helper: { purl: `pkg:rpm/redhat/${packageName}@${fixed}?arch=x86_64` },
              },
            },
          ],
        },
      ],
      relationships: [
        {
          category: "default_component_of",
          full_product_name: { name: both, product_id: both },
          product_reference: component,
          relates_to_product_reference: product,
        },
      ],
    },
    vulnerabilities: [
      {
        cve,
        title: "A widget turns too far",
        product_status: { fixed: [both] },
        threats: [{ category: "impact", details: "Important", product_ids: [both] }],
      },
    ],
  };
}

function systemSbom([name, version], purl, packageName, versions, moduleLabel) {
  return cyclonedx([
    {
      "bom-ref": "os",
      type: "operating-system",
      name,
      version,
      properties: [property("Class", "os-pkgs"), property("Type", name)],
    },
    ...versions.map((each) => {
      const [type] = purl.split("/");
      const [upstream, release = ""] =
        type === "rpm" ? [each.slice(0, each.lastIndexOf("-")), each.slice(each.lastIndexOf("-") + 1)] : [each];
      const full = `pkg:${purl}/${packageName}@${encodeURIComponent(each)}?arch=x86_64&distro=${name}-${encodeURIComponent(version)}${moduleLabel === undefined ? "" : `&modularitylabel=${encodeURIComponent(moduleLabel)}`}`;
      return {
        "bom-ref": full,
        type: "library",
        name: packageName,
        version: each,
        purl: full,
        properties: [
          property("PkgType", name),
          property("SrcName", packageName),
          property("SrcVersion", upstream),
          ...(release === "" ? [] : [property("SrcRelease", release)]),
          ...(moduleLabel === undefined ? [] : [property("Modularitylabel", moduleLabel)]),
        ],
      };
    }),
  ]);
}

export function cyclonedx(components) {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: "urn:uuid:1455c02d-64ca-453e-a5df-ddfb70a7c804",
    version: 1,
    metadata: { component: { "bom-ref": "root", type: "container", name: "image" } },
    components,
    dependencies: [
      { ref: "root", dependsOn: components.filter(({ type }) => type === "operating-system").map((each) => each["bom-ref"]) },
      { ref: "os", dependsOn: components.filter(({ type }) => type === "library").map((each) => each["bom-ref"]) },
    ],
  };
}

function property(name, value) {
  return { name: `aquasecurity:trivy:${name}`, value };
}

// Where a package of an OSV ecosystem goes in a Trivy database: the language or the operating system, who reads it and how. It knows no record.
import { ecosystemFamily } from "@stella-export/formats";
import { schemeOfLanguage, schemeOfSystem } from "../versions/ecosystems.js";
import type { RangeScheme, VersionScheme } from "../versions/scheme.js";
import type { DataSource } from "./data-source.js";
import { isUnread, releaseBucket } from "./system-releases.js";

export interface LanguageTarget {
  readonly kind: "language";
  /** Trivy's own name: `pip`, `erlang`. Its buckets are `<ecosystem>::<name of a data source>`. */
  readonly ecosystem: string;
  readonly scheme: RangeScheme;
}

export interface SystemTarget {
  readonly kind: "system";
  readonly bucket: string;
  readonly source: DataSource;
  readonly scheme: VersionScheme;
  /** What the detector makes of an advisory without a fixed version: a finding for every version, or none at all. */
  readonly reportsUnfixed: boolean;
  /** Whether the detector knows a version from which on a package is affected. */
  readonly hasLowerBound: boolean;
  /** Whether an advisory carries several fixed versions of one package (see `oracle-flavor.ts`). */
  readonly hasFlavors: boolean;
  /** Whether advisories are known by the errata's own id instead of by the vulnerabilities' (SUSE). */
  readonly keepsErrataIds: boolean;
  /** Whether packages of a module have a name of their own, and the errata's summary says which module that is. */
  readonly hasModules: boolean;
  /** Whether records name a source package and, beside it, the binary ones of it, which the detector asks for (see `binaries.ts`). */
  readonly hasBinaries: boolean;
  /** Whether no detector asks for the bucket yet. */
  readonly isUnread: boolean;
}

/** The bucket of all releases and products of Red Hat. */
export const RED_HAT = "Red Hat";

export interface RedHatTarget {
  readonly kind: "red-hat";
  /** Without the `cpe:/o:redhat:` or `cpe:/a:redhat:` in front: OSV does not say which. */
  readonly product: string;
}

/** `no-detector`: an ecosystem, or a release of one, that Trivy reads in no bucket. */
export type Target = LanguageTarget | SystemTarget | RedHatTarget | "no-detector";

const LANGUAGES: Readonly<Record<string, string>> = {
  bitnami: "bitnami",
  cocoapods: "cocoapods",
  conancenter: "conan",
  "crates.io": "cargo",
  go: "go",
  hex: "erlang",
  julia: "julia",
  kubernetes: "k8s",
  maven: "maven",
  npm: "npm",
  nuget: "nuget",
  packagist: "composer",
  pub: "pub",
  pypi: "pip",
  rubygems: "rubygems",
  swifturl: "swift",
};

type SystemFacts = Pick<SystemTarget, "source"> & Partial<Omit<SystemTarget, "kind" | "bucket" | "scheme" | "source" | "isUnread">>;

// Names and addresses as in trivy-db pkg/vulnsrc/*, so that a report says the same whoever made the database.
const SYSTEMS: Readonly<Record<string, SystemFacts>> = {
  alpine: {
    source: { ID: "alpine", Name: "Alpine Secdb", URL: "https://secdb.alpinelinux.org/" },
    reportsUnfixed: true,
    hasLowerBound: true,
  },
  debian: {
    source: { ID: "debian", Name: "Debian Security Tracker", URL: "https://salsa.debian.org/security-tracker-team/security-tracker" },
    reportsUnfixed: true,
  },
  ubuntu: {
    source: { ID: "ubuntu", Name: "Ubuntu CVE Tracker", URL: "https://git.launchpad.net/ubuntu-cve-tracker" },
    reportsUnfixed: true,
  },
  alma: { source: { ID: "alma", Name: "AlmaLinux Product Errata", URL: "https://errata.almalinux.org/" }, hasModules: true },
  red: {
    source: { ID: "redhat-oval", Name: "Red Hat OVAL v2", URL: "https://www.redhat.com/security/data/oval/v2/" },
    reportsUnfixed: true,
  },
  rocky: { source: { ID: "rocky", Name: "Rocky Linux updateinfo", URL: "https://download.rockylinux.org/pub/rocky/" }, hasModules: true },
  oracle: {
    source: { ID: "oracle-oval", Name: "Oracle Linux OVAL definitions", URL: "https://linux.oracle.com/security/oval/" },
    hasFlavors: true,
  },
  amazon: { source: { ID: "amazon", Name: "Amazon Linux Security Center", URL: "https://alas.aws.amazon.com/" } },
  suse: {
    source: { ID: "suse-cvrf", Name: "SUSE CVRF", URL: "https://ftp.suse.com/pub/projects/security/cvrf/" },
    keepsErrataIds: true,
    hasBinaries: true,
  },
  photon: { source: { ID: "photon", Name: "Photon OS CVE metadata", URL: "https://packages.broadcom.com/photon/photon_cve_metadata/" } },
  azure: {
    source: { ID: "azure", Name: "Azure Linux Vulnerability Data", URL: "https://github.com/microsoft/AzureLinuxVulnerabilityData" },
    reportsUnfixed: true,
  },
  "cbl-mariner": {
    source: { ID: "cbl-mariner", Name: "CBL-Mariner Vulnerability Data", URL: "https://github.com/microsoft/AzureLinuxVulnerabilityData" },
    reportsUnfixed: true,
  },
  wolfi: { source: { ID: "wolfi", Name: "Wolfi Secdb", URL: "https://packages.wolfi.dev/os/security.json" } },
  chainguard: { source: { ID: "chainguard", Name: "Chainguard Security Data", URL: "https://packages.cgr.dev/chainguard/security.json" } },
  minimos: { source: { ID: "minimos", Name: "MinimOS Security Data", URL: "https://packages.mini.dev/advisories/secdb/security.json" } },
  echo: { source: { ID: "echo", Name: "Echo", URL: "https://advisory.echohq.com/data.json" }, reportsUnfixed: true },
  bottlerocket: {
    source: { ID: "bottlerocket", Name: "Bottlerocket Security Advisories", URL: "https://advisories.bottlerocket.aws/updateinfo.xml.gz" },
  },
};

const REMEMBERED = 4096;
const remembered = new Map<string, Target>();

/** An OSV ecosystem with its suffix, as written. Case is folded, as trivy-db does. */
export function targetOf(ecosystem: string): Target {
  let target = remembered.get(ecosystem);
  if (target === undefined) {
    if (remembered.size >= REMEMBERED) remembered.clear();
    target = findTarget(ecosystem);
    remembered.set(ecosystem, target);
  }
  return target;
}

function findTarget(ecosystem: string): Target {
  const family = ecosystemFamily(ecosystem).toLowerCase();
  const language = Object.hasOwn(LANGUAGES, family) ? LANGUAGES[family] : undefined;
  const ranges = language === undefined ? undefined : schemeOfLanguage(language);
  if (language !== undefined && ranges !== undefined) return { kind: "language", ecosystem: language, scheme: ranges };
  const release = ecosystem.slice(family.length + 1);
  if (family === "red hat") return release === "" ? "no-detector" : { kind: "red-hat", product: release };
  const bucket = releaseBucket(family, release);
  const scheme = bucket === null || bucket === undefined ? undefined : schemeOfSystem(bucket);
  return bucket === null || bucket === undefined || scheme === undefined ? "no-detector" : systemTarget(bucket, scheme);
}

/** What there is to know about a bucket of an operating system. Throws `TypeError` for a name that {@link targetOf} does not give. */
export function systemBucket(bucket: string): SystemTarget {
  const scheme = schemeOfSystem(bucket);
  if (scheme === undefined) throw new TypeError(`no versions of ${bucket}`);
  return systemTarget(bucket, scheme);
}

function systemTarget(bucket: string, scheme: VersionScheme): SystemTarget {
  const [word = ""] = bucket.toLowerCase().split(" ");
  const facts = SYSTEMS[word === "opensuse" ? "suse" : word];
  if (facts === undefined) throw new TypeError(`no facts about ${bucket}`);
  const no = {
    reportsUnfixed: false,
    hasLowerBound: false,
    hasFlavors: false,
    keepsErrataIds: false,
    hasModules: false,
    hasBinaries: false,
  };
  return { kind: "system", bucket, scheme, isUnread: isUnread(bucket), ...no, ...facts };
}

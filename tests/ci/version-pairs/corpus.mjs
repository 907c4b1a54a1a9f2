// Versions and ranges as they really stand in advisories, for each scheme: a few of our own and, where ../shared is, those of its data.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The schemes of OSV's ecosystems, up to the first colon. */
const OSV_SCHEMES = {
  npm: "npm",
  PyPI: "pep440",
  Maven: "maven",
  RubyGems: "gem",
  Bitnami: "bitnami",
  Go: "generic",
  "crates.io": "generic",
  NuGet: "generic",
  Packagist: "generic",
  Hex: "generic",
  Pub: "generic",
  SwiftURL: "generic",
  AlmaLinux: "rpm",
  Alpine: "apk",
  Alpaquita: "apk",
  "BellSoft Hardened Containers": "apk",
};
/** The schemes of bucket names in Trivy's own fixtures, by their first word. */
const BUCKET_SCHEMES = {
  npm: "npm",
  pip: "pep440",
  maven: "maven",
  rubygems: "gem",
  cocoapods: "gem",
  bitnami: "bitnami",
  ...Object.fromEntries(
    ["go", "cargo", "composer", "nuget", "pub", "erlang", "conan", "swift", "julia", "k8s"].map((each) => [each, "generic"]),
  ),
  ...Object.fromEntries(["alpine", "wolfi"].map((each) => [each, "apk"])),
  ...Object.fromEntries(["debian", "ubuntu", "amazon"].map((each) => [each, "dpkg"])),
  ...Object.fromEntries(["Red", "alma", "rocky", "Oracle", "SUSE", "openSUSE", "Photon", "CBL-Mariner"].map((each) => [each, "rpm"])),
};

/** What stands in for real data where there is none, and leads into corners that it does not have. */
const OWN = {
  npm: ["1.2.3", "1.2.3-beta.1", "10.0.0-rc.0+build.5", "0.0.0", "0.0.1", "1.0.0-x", "2.0.0-0"],
  pep440: [
    "1.0",
    "1.0.1",
    "2.0rc1",
    "1.0a2.dev3",
    "1!2.0.post1",
    "1.0.post1.dev2",
    "2020.4.5.1",
    "1.0+ubuntu.1",
    "0.4.0b5",
    "1.0-1",
    "1.0.dev0",
  ],
  maven: [
    "1.0",
    "2.9.10.8",
    "5.3.0.RELEASE",
    "1.0-alpha-1",
    "1.0-SNAPSHOT",
    "31.1-jre",
    "4.1.44.Final",
    "1.0.0.M3",
    "9.4.41.v20210516",
    "1-sp",
    "1_1",
  ],
  gem: ["1.2.3", "4.2.0.beta4", "1.8.6-java", "1.9.25-x86-mingw32", "0", "2.0.0.pre.1", "6.0.3.2"],
  bitnami: ["1.2.3", "1.2.3-1", "8.0.0", "2.4.57-12", "1.0.0-rc.1"],
  generic: [
    "1.2.3",
    "v1.2.3",
    "0.0.0-20200622213623-75b288015ac9",
    "v0.0.0-20190308221718-c2843e01d9a2+incompatible",
    "1.0.0.0",
    "4.11-final",
    "2.0b1",
    "1",
    "1.0~rc1",
  ],
  apk: ["1.2.3-r0", "1.1.1d-r2", "2.0_rc1-r0", "20191127-r5", "0.9.28.0", "1.0_p1", "7.2.0_git20200101", "1.01.5"],
  dpkg: ["1:1.2.3-4ubuntu0.1", "2.28-10", "1.1.1d-0+deb10u3", "0~20170101", "5.0.0~rc1-1", "1.2.11.dfsg-1", "2:8.1", "1.0+git1"],
  rpm: ["1:1.1.1k-7.el8_6", "2.28-164.el8", "0:3.5.0~rc1-1.fc30", "1.0^git1-2", "4.18.0-372.9.1.el8", "7.61.1-22.module+el8.7.0+1"],
};

/**
 * @param {string} shared the folder ../shared, there or not
 * @returns {Record<string, { versions: string[], ranges: string[], real: number }>} by scheme
 */
export function corpusOf(shared) {
  const corpus = Object.fromEntries(Object.keys(OWN).map((scheme) => [scheme, { versions: new Set(OWN[scheme]), ranges: new Set() }]));
  const work = mkdtempSync(join(tmpdir(), "stella-versions-"));
  try {
    if (unpack(join(shared, "data", "osv-small.tar.xz"), work))
      for (const path of jsonFiles(work)) takeOsv(corpus, JSON.parse(readFileSync(path, "utf8")));
    if (unpack(join(shared, "trivy-fixtures", "v0.69.3.tar.xz"), work)) {
      for (const path of jsonFiles(work).filter((each) => each.endsWith("db-tree.json")))
        takeTree(corpus, JSON.parse(readFileSync(path, "utf8")));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return Object.fromEntries(
    Object.entries(corpus).map(([scheme, { versions, ranges }]) => [
      scheme,
      { versions: [...versions], ranges: [...ranges], real: versions.size - OWN[scheme].length },
    ]),
  );
}

/** Names of all packages in the OSV data of ../shared, each once; none where there is none. */
export function namesOf(shared) {
  const names = new Set();
  const work = mkdtempSync(join(tmpdir(), "stella-names-"));
  try {
    if (!unpack(join(shared, "data", "osv-small.tar.xz"), work)) return [];
    for (const path of jsonFiles(work)) {
      for (const { package: about } of JSON.parse(readFileSync(path, "utf8"))?.affected ?? []) if (about?.name) names.add(about.name);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return [...names];
}

function unpack(archive, folder) {
  if (!existsSync(archive)) {
    console.log(`skip what really stands in advisories: ${archive} is not there`);
    return false;
  }
  const { status } = spawnSync("tar", ["xJf", archive, "-C", folder], { stdio: "ignore" });
  if (status !== 0) throw new Error(`tar cannot unpack ${archive}`);
  return true;
}

function jsonFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".json"))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort((a, b) => (a < b ? -1 : 1));
}

function takeOsv(corpus, document) {
  for (const { package: about, versions = [], ranges = [] } of document?.affected ?? []) {
    const scheme = OSV_SCHEMES[about?.ecosystem?.split(":", 1)[0]];
    if (scheme === undefined) continue;
    const take = (version) => {
      corpus[scheme].versions.add(version);
      // There is no OSV of Debian's in the shared data; the versions of RPM look much like it.
      if (scheme === "rpm") corpus.dpkg.versions.add(version);
    };
    for (const version of versions.slice(0, 40)) take(version);
    for (const { events = [] } of ranges) for (const event of events) for (const version of Object.values(event)) take(version);
  }
}

function takeTree(corpus, tree) {
  const walk = (scheme, value) => {
    if (typeof value === "string" && value.startsWith("{")) walk(scheme, JSON.parse(value));
    if (value === null || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "FixedVersion" || key === "AffectedVersion") corpus[scheme].versions.add(inner);
      else if (/^(?:Vulnerable|Patched|Unaffected)Versions$/.test(key) && Array.isArray(inner))
        for (const range of inner) corpus[scheme].ranges.add(range);
      else walk(scheme, inner);
    }
  };
  for (const [bucket, value] of Object.entries(tree)) {
    const scheme = BUCKET_SCHEMES[bucket.split(/::| /, 1)[0]];
    if (scheme !== undefined) walk(scheme, value);
  }
}

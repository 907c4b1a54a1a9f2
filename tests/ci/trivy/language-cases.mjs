// A package of every language that Trivy reads, how a project says that it uses a version of it, and what an advisory says about it.
// It knows projects and OSV, not databases.

/** Around two branches, each begun and fixed: one version below and at every bound. */
const BRANCHES = [
  ["1.1.9", false],
  ["1.2.0", true],
  ["1.2.4", true],
  ["1.2.5", false],
  ["1.9.9", false],
  ["2.0.0", true],
  ["2.0.1", false],
];

const EVENTS = [{ introduced: "1.2.0" }, { fixed: "1.2.5" }, { introduced: "2.0.0" }, { fixed: "2.0.1" }];

const json = (value) => JSON.stringify(value, null, 1);

/** Each: OSV ecosystem, name, type of its ranges, and the files of a project that uses a version. Names differ from their keys where a rule turns one into the other. */
const LANGUAGES = [
  {
    ecosystem: "npm",
    name: "@acme/widget",
    type: "SEMVER",
    files: (name, version) => ({
      "package-lock.json": json({
        name: "app",
        version: "1.0.0",
        lockfileVersion: 3,
        requires: true,
        packages: { "": { name: "app", version: "1.0.0", dependencies: { [name]: version } }, [`node_modules/${name}`]: { version } },
      }),
    }),
  },
  {
    ecosystem: "PyPI",
    name: "Acme_Widget",
    type: "ECOSYSTEM",
    files: (_, version) => ({ "requirements.txt": `acme-widget==${version}\n` }),
  },
  {
    ecosystem: "Go",
    name: "acme.test/Widget",
    type: "SEMVER",
    files: (name, version) => ({
      "go.mod": `module app.test/app\n\ngo 1.22\n\nrequire ${name} v${version}${version.startsWith("1.") ? "" : "+incompatible"}\n`,
    }),
  },
  {
    ecosystem: "crates.io",
    name: "acme-widget",
    type: "SEMVER",
    files: (name, version) => ({
      "Cargo.lock": `version = 3\n\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`,
    }),
  },
  {
    ecosystem: "Maven",
    name: "test.acme:widget",
    type: "ECOSYSTEM",
    files: (_, version) => ({
      "gradle.lockfile": `test.acme:widget:${version}=compileClasspath,runtimeClasspath\nempty=\n`,
    }),
  },
  {
    ecosystem: "RubyGems",
    name: "acme-widget",
    type: "ECOSYSTEM",
    files: (name, version) => ({
      "Gemfile.lock": `GEM\n  remote: https://rubygems.org/\n  specs:\n    ${name} (${version})\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  ${name}\n\nBUNDLED WITH\n   2.4.10\n`,
    }),
  },
  {
    ecosystem: "NuGet",
    name: "Acme.Widget",
    type: "ECOSYSTEM",
    files: (name, version) => ({
      "packages.lock.json": json({
        version: 1,
        dependencies: { net6: { [name]: { type: "Direct", requested: `[${version}, )`, resolved: version, contentHash: "AA==" } } },
      }),
    }),
  },
  {
    ecosystem: "Packagist",
    name: "acme/Widget",
    type: "ECOSYSTEM",
    files: (_, version) => ({ "composer.lock": json({ packages: [{ name: "acme/widget", version }], "packages-dev": [] }) }),
  },
  {
    ecosystem: "Hex",
    name: "acme_widget",
    type: "SEMVER",
    files: (name, version) => ({ "mix.lock": `%{\n  "${name}": {:hex, :${name}, "${version}", "00", [:mix], [], "hexpm", "00"},\n}\n` }),
  },
  {
    ecosystem: "Pub",
    name: "acme_widget",
    type: "SEMVER",
    files: (name, version) => ({
      "pubspec.lock": `packages:\n  ${name}:\n    dependency: "direct main"\n    description:\n      name: ${name}\n      url: "https://pub.test"\n    source: hosted\n    version: "${version}"\nsdks:\n  dart: ">=2.18.0 <3.0.0"\n`,
    }),
  },
  {
    ecosystem: "SwiftURL",
    name: "https://acme.test/acme/widget.git",
    type: "SEMVER",
    files: (name, version) => ({
      "Package.resolved": json({
        object: { pins: [{ package: "widget", repositoryURL: name, state: { branch: null, revision: "00", version } }] },
        version: 1,
      }),
    }),
  },
  {
    ecosystem: "CocoaPods",
    name: "AcmeWidget",
    type: "ECOSYSTEM",
    files: (name, version) => ({
      "Podfile.lock": `PODS:\n  - ${name} (${version})\n\nDEPENDENCIES:\n  - ${name} (= ${version})\n\nSPEC REPOS:\n  trunk:\n    - ${name}\n\nCOCOAPODS: 1.12.1\n`,
    }),
  },
  {
    ecosystem: "ConanCenter",
    name: "acme-widget",
    type: "SEMVER",
    files: (name, version) => ({
      "conan.lock": json({
        graph_lock: {
          nodes: { 0: { requires: ["1"], path: "../conanfile.txt", context: "host" }, 1: { ref: `${name}/${version}`, context: "host" } },
          revisions_enabled: false,
        },
        version: "0.4",
      }),
    }),
  },
  {
    ecosystem: "Julia",
    since: "0.69.0",
    name: "AcmeWidget",
    type: "SEMVER",
    files: (name, version) => ({
      "Manifest.toml": `julia_version = "1.9.0"\nmanifest_format = "2.0"\n\n[[deps.${name}]]\nuuid = "ead4f63c-334e-11e9-00e6-e7f0a5f21b60"\nversion = "${version}"\n`,
      "Project.toml": `[deps]\n${name} = "ead4f63c-334e-11e9-00e6-e7f0a5f21b60"\n`,
    }),
  },
  { ecosystem: "Bitnami", name: "acme-widget", type: "SEMVER", sbom: (name, version) => `pkg:bitnami/${name}@${version}` },
  {
    ecosystem: "Kubernetes",
    name: "k8s.io/acme-widget",
    type: "SEMVER",
    sbom: (name, version) => `pkg:k8s/${encodeURIComponent(name)}@${version}`,
  },
];

/** As records of the packages' own databases do: every version, inside of a range or not. */
const listed = (ecosystem) => (ecosystem in PRE_RELEASES ? ["1.2.4", PRE_RELEASES[ecosystem]] : []);

/** Pre-releases of the fix, which some comparers leave out of `<1.2.5` and Trivy's do not: the database does not name them one by one. */
const PRE_RELEASES = { npm: "1.2.5-rc.1", PyPI: "1.2.5rc1", RubyGems: "1.2.5.rc1", "crates.io": "1.2.5-rc.1", NuGet: "1.2.4.1" };

/** From which Trivy of the matrix on a range takes in pre-releases; before, such a version is missed whoever made the database. */
const PRE_RELEASES_SINCE = { npm: "0.65.0" };

/**
 * One case a language: `advisory`, an OSV document; `id`, under which findings of it are reported; `versions`, each with whether it is affected
 * and, where not every Trivy finds it then, the first one that does.
 */
export const languageCases = LANGUAGES.map((language, i) => {
  const id = `CVE-2026-${10_001 + i}`;
  return {
    name: language.ecosystem,
    since: language.since,
    id,
    versions:
      language.ecosystem in PRE_RELEASES
        ? [...BRANCHES, [PRE_RELEASES[language.ecosystem], true, PRE_RELEASES_SINCE[language.ecosystem]]]
        : BRANCHES,
    packageName: language.name,
    files: language.files,
    sbom: language.sbom,
    advisory: {
      schema_version: "1.7.0",
      id: `ACME-2026-${i + 1}`,
      modified: "2026-01-02T03:04:05Z",
      aliases: [id],
      summary: `A widget of ${language.ecosystem} turns too far`,
      severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
      affected: [
        {
          package: { ecosystem: language.ecosystem, name: language.name },
          ranges: [{ type: language.type, events: EVENTS }],
          versions: listed(language.ecosystem),
        },
      ],
    },
  };
});

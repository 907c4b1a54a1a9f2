// What private, overriding and suppressing sources say about packages of the language and system cases, and which findings real Trivy must then
// have at which version. It knows OSV and cases, not how a database is made.

/** Versions of every language's package that are looked for. */
export const LANGUAGE_VERSIONS = ["1.1.9", "1.2.0", "1.2.4", "1.9.9", "2.0.0", "2.0.1", "3.0.5", "3.1.0", "4.0.5", "4.1.0"];

const between = (introduced, fixed) => [{ introduced }, ...(fixed === undefined ? [] : [{ fixed }])];

/** Each: what sources say by role, events of one range or of several, and the versions at which the id is then found. `alias`: known by that to all. */
const LANGUAGE_STORIES = [
  { name: "public alone", public: between("1.2.0", "1.2.5"), found: ["1.2.0", "1.2.4"] },
  { name: "private alone", private: between("3.0.0", "3.1.0"), found: ["3.0.5"] },
  {
    name: "public and private say the same id",
    public: between("1.2.0", "1.2.5"),
    private: between("4.0.0", "4.1.0"),
    found: ["1.2.0", "1.2.4", "4.0.5"],
  },
  { name: "override", public: between("1.2.0", "1.2.5"), override: between("2.0.0", "2.0.1"), found: ["2.0.0"] },
  {
    name: "override by an alias",
    alias: "GHSA-",
    public: between("1.2.0", "1.2.5"),
    override: between("2.0.0", "2.0.1"),
    found: ["2.0.0"],
  },
  { name: "suppress all", public: between("1.2.0", "2.0.1"), suppress: between("0"), found: [] },
  { name: "suppress from a version on", public: between("1.2.0", "4.1.0"), suppress: between("2.0.0"), found: ["1.2.0", "1.2.4", "1.9.9"] },
  {
    name: "suppress in the middle",
    public: between("1.2.0", "2.0.1"),
    suppress: between("1.2.3", "1.9.9"),
    found: ["1.2.0", "1.9.9", "2.0.0"],
  },
  {
    name: "suppress by an alias what two say",
    alias: "GHSA-",
    public: between("1.2.0", "2.0.1"),
    private: between("4.0.0", "4.1.0"),
    suppress: between("1.9.0", "3.0.0"),
    found: ["1.2.0", "1.2.4", "4.0.5"],
  },
];

/** What is said by others than sources of advisories: a VEX statement or an evaluation, about a package URL with this behind it. */
const STATEMENT_STORIES = [
  { name: "VEX about the package", vex: [{ status: "not_affected" }], found: [] },
  { name: "VEX about one version", vex: [{ status: "not_affected", version: "1.2.4" }], found: ["1.2.0", "1.9.9", "2.0.0"] },
  { name: "VEX about a mended version", vex: [{ status: "fixed", version: "1.9.9" }], found: ["1.2.0", "1.2.4", "2.0.0"] },
  { name: "VEX about an image", vex: [{ status: "not_affected", isImage: true }], found: ["1.2.0", "1.2.4", "1.9.9", "2.0.0"] },
  { name: "VEX about a part of the package", vex: [{ status: "not_affected", isPart: true }], found: ["1.2.0", "1.2.4", "1.9.9", "2.0.0"] },
  {
    name: "VEX taken back",
    vex: [
      { status: "not_affected", time: "2026-01-01T00:00:00Z" },
      { status: "affected", time: "2026-01-02T00:00:00Z" },
    ],
    found: ["1.2.0", "1.2.4", "1.9.9", "2.0.0"],
  },
  { name: "policy: not affected", policy: { decision: "not_affected" }, found: [] },
  { name: "policy: one version suppressed", policy: { decision: "suppressed", version: "1.2.4" }, found: ["1.2.0", "1.9.9", "2.0.0"] },
  { name: "policy: affected", policy: { decision: "affected" }, found: ["1.2.0", "1.2.4", "1.9.9", "2.0.0"] },
];

const PURLS = {
  npm: "npm/%40acme/widget",
  PyPI: "pypi/acme-widget",
  Go: "golang/acme.test/Widget",
  "crates.io": "cargo/acme-widget",
  Maven: "maven/test.acme/widget",
  RubyGems: "gem/acme-widget",
  NuGet: "nuget/Acme.Widget",
  Packagist: "composer/acme/widget",
  Hex: "hex/acme_widget",
  Pub: "pub/acme_widget",
  SwiftURL: "swift/acme.test/acme/widget",
  CocoaPods: "cocoapods/AcmeWidget",
  ConanCenter: "conan/acme-widget",
  Julia: "julia/AcmeWidget",
  Bitnami: "bitnami/acme-widget",
  Kubernetes: "k8s/k8s.io%2Facme-widget",
};

/** `below`, `fixed` and `above` are the versions of the family's case. `exact`: only where a family has a first affected version. */
const SYSTEM_STORIES = [
  { name: "public alone", public: { fixed: "fixed" }, found: ["below"] },
  { name: "private alone", private: { fixed: "above" }, found: ["below", "fixed"] },
  { name: "public and private say the same id", public: { fixed: "fixed" }, private: { fixed: "above" }, found: ["below", "fixed"] },
  { name: "override", public: { fixed: "above" }, override: { fixed: "fixed" }, found: ["below"] },
  { name: "suppress all", public: { fixed: "above" }, suppress: {}, found: [] },
  { name: "suppress from a version on", public: { fixed: "above" }, suppress: { introduced: "fixed" }, found: ["below"] },
  {
    name: "suppress up to a version",
    public: { fixed: "above" },
    suppress: { fixed: "fixed" },
    found: ["below", "fixed"],
    exact: ["fixed"],
  },
];

const ROLES = ["public", "private", "override", "suppress"];

function record(role, id, own, alias, ecosystem, name, type, events) {
  return {
    schema_version: "1.7.0",
    id: role === "public" || own === undefined ? id : own,
    modified: "2026-01-02T03:04:05Z",
    aliases: alias === undefined ? (own === undefined || role === "public" ? [] : [id]) : [alias],
    summary: `${role}: a widget of ${ecosystem} turns too far`,
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
    affected: [{ package: { ecosystem, name }, ranges: [{ type, events }] }],
  };
}

/** Stories of a language case: `documents` by role, `found`: the versions at which `reportedAs` is found. */
export function languageStories(language, index) {
  const [{ package: subject, ranges }] = language.advisory.affected;
  return LANGUAGE_STORIES.map((story, i) => {
    const id = `CVE-2026-${40_000 + index * 20 + i}`;
    const alias = story.alias === undefined ? undefined : `${story.alias}${index}-${i}`;
    const documents = ROLES.filter((role) => story[role] !== undefined).map((role) => ({
      role,
      // Who goes by the alias does not know the CVE, but for the public source.
      body:
        alias !== undefined && role !== "public" && role !== "private"
          ? record(role, alias, alias, undefined, subject.ecosystem, subject.name, ranges[0].type, story[role])
          : record(
              role,
              id,
              `OWN-${index}-${i}-${role}`,
              role === "public" ? alias : undefined,
              subject.ecosystem,
              subject.name,
              ranges[0].type,
              story[role],
            ),
    }));
    // An overriding record is reported as its own: by the CVE that it names, else by its id.
    const reportedAs = story.override !== undefined && alias !== undefined ? alias : id;
    return { name: story.name, id, reportedAs, documents, found: story.found };
  });
}

/** Stories of statements about a language case's package: besides `documents`, a VEX document or an evaluation. */
export function statementStories(language, index) {
  const [{ package: subject, ranges }] = language.advisory.affected;
  return STATEMENT_STORIES.map((story, i) => {
    const id = `CVE-2026-${50_000 + index * 20 + i}`;
    const own = `OSV-${index}-${i}`;
    const body = record("public", own, undefined, id, subject.ecosystem, subject.name, ranges[0].type, between("1.2.0", "2.0.1"));
    const purl = `pkg:${PURLS[language.name]}`;
    return {
      name: story.name,
      id,
      reportedAs: id,
      found: story.found,
      documents: [{ role: "public", body }],
      vex: story.vex && openVex(id, purl, story.vex),
      evaluation: story.policy && {
        findingId: `shop/${id}`,
        vulnerabilityId: id,
        purl: withVersion(purl, story.policy.version),
        decision: story.policy.decision,
        ruleId: "rule",
        evidence: [],
      },
    };
  });
}

/** A statement about a system case's package, without its version. */
export function systemStatement(system, index) {
  const [{ package: subject }] = system.advisory.affected;
  const id = `CVE-2026-${80_000 + index}`;
  const { purl } = system.sbom().components.find(({ type }) => type === "library");
  const [path, query] = purl.split("?");
  const distro = query.split("&").find((pair) => pair.startsWith("distro="));
  const [, , above] = system.versions;
  const body = record("public", id, undefined, undefined, subject.ecosystem, subject.name, "ECOSYSTEM", between("0", above[0]));
  const vex = openVex(id, `${path.slice(0, path.lastIndexOf("@"))}?${distro}`, [{ status: "not_affected" }]);
  return { name: "VEX about the package", id, found: [], documents: [{ role: "public", body }], vex };
}

function openVex(id, purl, statements) {
  return {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `https://vex.test/${id}`,
    author: "acme",
    timestamp: "2026-01-02T03:04:05Z",
    version: 1,
    statements: statements.map(({ status, version, time, isImage, isPart }) => ({
      vulnerability: { name: id },
      ...(time === undefined ? {} : { timestamp: time }),
      products: [
        isImage
          ? { "@id": "pkg:oci/shop@sha256:00", subcomponents: [{ "@id": purl }] }
          : { "@id": withVersion(purl, version), ...(isPart ? { subcomponents: [{ "@id": "pkg:generic/part" }] } : {}) },
      ],
      status,
      ...(status === "not_affected" ? { justification: "vulnerable_code_not_present" } : { action_statement: "Upgrade" }),
    })),
  };
}

function withVersion(purl, version) {
  return version === undefined ? purl : `${purl}@${version}`;
}

/** The same of a system case. Every document has the same id, which SUSE knows errata by. */
export function systemStories(system, index) {
  const [{ package: subject }] = system.advisory.affected;
  const [[below], [fixed], [above]] = system.versions;
  const versions = { below, fixed, above };
  const isExact = subject.ecosystem.startsWith("Alpine");
  return SYSTEM_STORIES.map((story, i) => {
    const id = `CVE-2026-${60_000 + index * 20 + i}`;
    const documents = ROLES.filter((role) => story[role] !== undefined).map((role) => {
      const { introduced, fixed: end } = story[role];
      const events = between(introduced === undefined ? "0" : versions[introduced], versions[end]);
      return { role, body: record(role, id, undefined, undefined, subject.ecosystem, subject.name, "ECOSYSTEM", events) };
    });
    const found = (isExact ? story.exact : undefined) ?? story.found;
    const isKept = story.exact !== undefined && !isExact;
    return { name: story.name, id, documents, found: found.map((name) => versions[name]), isKept };
  });
}

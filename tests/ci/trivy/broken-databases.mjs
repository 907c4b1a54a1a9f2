// Ways in which a database goes wrong on its way from its sources, as changes of OSV documents, and what the gate must say of each.

const probe = (purl, vulnerabilityId, found) => ({ purl, vulnerabilityId, found });

/** What osv-small must answer, read off its documents: the last version before a fix, and the fix. */
export const PROBES = [
  probe("pkg:npm/undici@5.26.1", "CVE-2023-45143", true),
  probe("pkg:npm/undici@5.26.2", "CVE-2023-45143", false),
  probe("pkg:maven/org.apache.commons/commons-compress@1.20", "CVE-2021-35515", true),
  probe("pkg:maven/org.apache.commons/commons-compress@1.21", "CVE-2021-35515", false),
  probe("pkg:golang/github.com/openfga/openfga@v1.5.8", "CVE-2024-42473", true),
  probe("pkg:pypi/roundup@2.3.0", "CVE-2024-39126", true),
  probe("pkg:rpm/alma/firefox@128.14.0-1.el8_10?arch=x86_64&distro=alma-8.10", "CVE-2025-9179", true),
  probe("pkg:rpm/alma/firefox@128.14.0-2.el8_10.alma.1?arch=x86_64&distro=alma-8.10", "CVE-2025-9179", false),
];
/** The document of the first two. */
const UNDICI = "GHSA-wqq4-5wpv-mx2g";

const ofId = (prefix) => (document) => document.id.startsWith(prefix);
const without = (wanted) => (documents) => documents.filter((document) => !wanted(document));
/** Changes each document, or each affected package of an ecosystem. */
const each = (change) => (documents) => documents.map((document) => change(document) ?? document);
const affected = (ecosystem, change) =>
  each((document) => {
    for (const one of document.affected ?? []) if (one.package?.ecosystem?.startsWith(ecosystem)) change(one, document);
  });
const withoutEcosystem = (ecosystem) =>
  each((document) => ({
    ...document,
    affected: document.affected?.filter((one) => !one.package?.ecosystem?.startsWith(ecosystem)),
  }));
const withoutFixes = (one) => {
  for (const range of one.ranges ?? [])
    range.events = range.events.filter((event) => event.fixed === undefined && event.last_affected === undefined);
  delete one.versions;
};
const unrated = (document) => {
  delete document.severity;
  delete document.database_specific?.severity;
  document.summary = document.summary?.replace(/^(Critical|Important|Moderate|Low): /, "");
  for (const one of document.affected ?? []) {
    delete one.severity;
    delete one.ecosystem_specific?.severity;
  }
};
const everyOther = (wanted) => {
  let count = 0;
  return (document) => wanted(document) && count++ % 2 === 0;
};

export const BROKEN = [
  { name: "a source is halved", broken: (all) => without(everyOther(ofId("GHSA-")))(all), shows: /source ghsa: records \d+ -> \d+/ },
  { name: "a source is missing", broken: without(ofId("GO-")), shows: /source govulndb: records \d+ -> 0 / },
  { name: "one ecosystem is gone", broken: withoutEcosystem("npm"), shows: /bucket npm::GitHub Security Advisory npm: records \d+ -> 0 / },
  { name: "one release of a system is gone", broken: withoutEcosystem("AlmaLinux:9"), shows: /bucket alma 9: records \d+ -> 0 / },
  { name: "a small ecosystem is gone", broken: withoutEcosystem("SwiftURL"), shows: /bucket swift::[^:]+: records 3 -> \d / },
  { name: "all severities are UNKNOWN", broken: each(unrated), shows: /severity known: vulnerabilities \d+ -> 0 / },
  {
    name: "half of the severities are UNKNOWN",
    broken: (all) => all.map((document, i) => (i % 2 === 0 && unrated(document), document)),
    shows: /severity by a source: vulnerabilities \d+ -> \d+/,
  },
  {
    name: "all severities are LOW",
    broken: each((document) => (unrated(document), { ...document, database_specific: { ...document.database_specific, severity: "LOW" } })),
    shows: /severity HIGH: vulnerabilities \d+ -> 0 /,
  },
  { name: "a probe is lost", broken: without(ofId(UNDICI)), shows: /probe \S+ \S+: found expected, not found/ },
  {
    name: "a probe is found in its fixed version",
    broken: affected("npm", (one, { id }) => {
      if (id === UNDICI) one.ranges[0].events = [{ introduced: "0" }, { fixed: "9.0.0" }];
    }),
    shows: /probe \S+ \S+: not found expected, found/,
  },
  { name: "empty: no advisory affects anything", broken: each((document) => ({ ...document, affected: [] })), shows: /holds no advisory/ },
  {
    name: "empty: only documents of an ecosystem that Trivy does not read",
    broken: affected("", (one) => (one.package.ecosystem = "Alpaquita:23")),
    shows: /holds no advisory/,
  },
  {
    name: "the ranges of an ecosystem are emptied",
    broken: affected("Maven", (one) => (delete one.versions, (one.ranges = []))),
    shows: /bucket maven::[^:]+: records \d+ -> 0 /,
  },
  { name: "the fixed versions of a source are gone", broken: affected("Go", withoutFixes), shows: /source govulndb: fixed \d+ -> 0 / },
  {
    name: "the fixed versions of a system are gone",
    broken: affected("AlmaLinux:8", withoutFixes),
    shows: /bucket alma 8: records \d+ -> 0 /,
  },
  {
    name: "all packages of an ecosystem have one name",
    broken: affected("PyPI", (one) => (one.package.name = "django")),
    shows: /bucket pip::Python[^:]+: [^;]*packages \d+ -> 1 /,
  },
  {
    name: "a little more than a tenth of a source is lost",
    broken: (all) => all.filter((document, i) => !document.id.startsWith("ALSA-") || i % 5 !== 0),
    shows: /source alma: records \d+ -> \d+/,
  },
  {
    name: "versions of an ecosystem cannot be read",
    broken: affected("npm", (one) => {
      delete one.versions;
      for (const range of one.ranges ?? []) for (const event of range.events) if (event.fixed !== undefined) event.fixed = "no version";
    }),
    shows: /bucket npm::GitHub[^:]+: records \d+ -> \d+/,
  },
  {
    name: "an ecosystem has another name",
    broken: affected("RubyGems", (one) => (one.package.ecosystem = "Gems")),
    shows: /bucket rubygems::[^:]+: records \d+ -> 0 /,
  },
  {
    name: "everything of a source is withdrawn",
    broken: each((document) => (document.id.startsWith("BIT-") ? { ...document, withdrawn: "2026-08-01T00:00:00Z" } : document)),
    shows: /source bitnami: records \d+ -> 0 /,
  },
  { name: "the feed is cut", broken: (all) => all.slice(0, Math.floor(all.length / 2)), shows: /all: records \d+ -> \d+/ },
  {
    name: "a delta is taken for the whole",
    broken: (all) => all.filter(({ modified }) => modified >= "2026-06-01"),
    shows: /all: records \d+ -> \d+/,
  },
  { name: "one document over and over", broken: (all) => all.map(() => all.find(ofId("GHSA-"))), shows: /all: records \d+ -> \d+/ },
  {
    name: "a source goes by another name",
    broken: each((document) => (document.id.startsWith("GHSA-") ? { ...document, id: document.id.replace("GHSA-", "XHSA-") } : document)),
    shows: /source ghsa: records \d+ -> 0 /,
  },
];

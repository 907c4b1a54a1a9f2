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

// Ranges and versions of OSV that say what a range text of Trivy does not say by itself, in the form of the cases of languages.
import { languageCases } from "./language-cases.mjs";

const REVISION = "0.0.0-20201219151056-5a20f3199263";
const SHUFFLED = [{ fixed: "2.0.1" }, { introduced: "2.0.0" }, { introduced: "0" }, { fixed: "1.2.5" }];

const CASES = [
  {
    name: "a Go module of which every revision is affected",
    ecosystem: "Go",
    packageName: "acme.test/untagged",
    says: { ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] },
    versions: [
      [REVISION, true],
      ["1.0.0", true],
    ],
    files: (name, version) => ({ "go.mod": `module app.test/app\n\ngo 1.22\n\nrequire ${name} v${version}\n` }),
  },
  {
    name: "a fix that the record lists as affected",
    ecosystem: "PyPI",
    packageName: "listed-fix",
    says: { ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "23.9.0" }] }], versions: ["22.10.2", "23.9.0"] },
    versions: [
      ["22.10.2", true],
      ["23.9.0", true],
      ["23.9.1", false],
    ],
  },
  {
    name: "events in no order",
    ecosystem: "npm",
    packageName: "shuffled",
    says: { ranges: [{ type: "SEMVER", events: SHUFFLED }] },
    versions: [
      ["1.2.4", true],
      ["1.2.5", false],
      ["2.0.0", true],
      ["2.0.1", false],
    ],
  },
  {
    name: "a branch above GitHub's last known version",
    ecosystem: "npm",
    packageName: "last-known",
    says: {
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.0.0" }, { introduced: "2.0.0" }] }],
      database_specific: { last_known_affected_version_range: "<= 1.5.0" },
    },
    versions: [
      ["0.9.0", true],
      ["1.0.0", false],
      ["2.5.0", true],
    ],
  },
];

export const rangeCases = CASES.map(({ name, ecosystem, packageName, says, versions, files }, i) => {
  const id = `CVE-2026-${10_901 + i}`;
  return {
    name,
    id,
    packageName,
    versions,
    files: files ?? filesOf(ecosystem),
    advisory: {
      schema_version: "1.7.0",
      id: `ACME-2026-${901 + i}`,
      modified: "2026-01-02T03:04:05Z",
      aliases: [id],
      affected: [{ package: { ecosystem, name: packageName }, ...says }],
    },
  };
});

function filesOf(ecosystem) {
  if (ecosystem === "PyPI") return (name, version) => ({ "requirements.txt": `${name}==${version}\n` });
  return languageCases.find((each) => each.name === ecosystem).files;
}

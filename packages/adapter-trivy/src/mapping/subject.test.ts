// Whether a document that decides is about a row: a name that several CVEs share takes out none of them.
import { expect, test } from "vitest";
import { idsOf } from "./effect.js";
import { aboutness, subjectIds } from "./subject.js";

const of = (id: string, aliases: readonly string[], related: readonly string[] = []) =>
  subjectIds(id, idsOf({ id, aliases, upstream: [] }), idsOf({ id: "", aliases: related, upstream: [] }));

const GO = of("GO-1", ["CVE-2025-1", "CVE-2025-2", "GHSA-a", "GHSA-b"]);
const USN = of("USN-1", ["UBUNTU-CVE-2025-1", "UBUNTU-CVE-2025-2"]);
const SUSE = of("SUSE-SU-1", ["SUSE-CVE-2025-1", "SUSE-CVE-2025-2"]);
const ONE = of("GHSA-a", ["CVE-2025-1", "PYSEC-1"]);

test.each([
  ["the CVE of the row", GO, "CVE-2025-1", ["CVE-2025-1"], "yes"],
  ["another CVE of the record", GO, "CVE-2025-2", ["CVE-2025-1"], "no"],
  ["another CVE, and a name of the record", GO, "CVE-2025-2", ["GO-1", "CVE-2025-1", "GHSA-b"], "no"],
  ["a name that the CVEs share", GO, "CVE-2025-2", ["GHSA-a"], "unclear"],
  ["the record", GO, "CVE-2025-2", ["GO-1"], "yes"],
  ["the record, and a CVE that it does not know", GO, "CVE-2025-2", ["GO-1", "CVE-2025-3"], "unclear"],
  ["a shared name, and a CVE that the record does not know", ONE, "CVE-2025-1", ["PYSEC-1", "CVE-2025-3"], "unclear"],
  ["another name of the only CVE", ONE, "CVE-2025-1", ["PYSEC-1"], "yes"],
  ["a distribution's spelling of the row's CVE", USN, "CVE-2025-1", ["UBUNTU-CVE-2025-1"], "yes"],
  ["a distribution's spelling of another CVE", USN, "CVE-2025-2", ["UBUNTU-CVE-2025-1"], "no"],
  ["one CVE of an erratum that is the row", SUSE, "SUSE-SU-1", ["SUSE-CVE-2025-1"], "unclear"],
  ["all CVEs of it", SUSE, "SUSE-SU-1", ["SUSE-CVE-2025-1", "CVE-2025-2"], "yes"],
  ["all but related ones", of("SUSE-SU-1", ["CVE-2025-1"], ["CVE-2025-2"]), "SUSE-SU-1", ["CVE-2025-1"], "unclear"],
  ["the erratum", SUSE, "SUSE-SU-1", ["SUSE-SU-1"], "yes"],
  ["a CVE that an erratum calls related", of("ALSA-1", [], ["CVE-2025-1", "CVE-2025-2"]), "CVE-2025-2", ["CVE-2025-1"], "no"],
  ["the CVE of a record that has none", of("GHSA-a", []), "GHSA-a", ["GHSA-a", "CVE-2025-1"], "yes"],
  ["something else", GO, "CVE-2025-1", ["GHSA-c"], "no"],
])("%s", (_, subject, rowId, names, expected) => {
  const [id = "", ...aliases] = names;
  expect(aboutness(idsOf({ id, aliases, upstream: [] }), rowId, subject)).toBe(expected);
});

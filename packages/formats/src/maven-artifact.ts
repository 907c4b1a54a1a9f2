// The coordinates of one Maven artifact and the SHA-1 of its file (contract: Trivy profile options): a row of CSV, which the source hands over as
// this object, or a line of JSONL.
import { type CanonicalDocument, type Description, type Facets, formatPurl, type Refusal } from "@stella-export/core";
import { described, type Format, invalid } from "./format.js";
import { packageFacet } from "./package-facets.js";

const NAME = "maven-artifact";

export const mavenArtifact: Format = {
  name: NAME,
  is: (document) => document.has("group_id") && document.has("artifact_id"),
  describe,
  facets,
};

function describe(document: CanonicalDocument): Description | Refusal {
  for (const member of ["group_id", "artifact_id", "version"]) {
    const text = document.text(member);
    if (text === undefined || text === "") return invalid(NAME, NAME, `\`${member}\` is not a string with at least one character`);
    // It ends a text in too many readers for a coordinate to hold it.
    if (text.includes("\0")) return invalid(NAME, NAME, `\`${member}\` holds U+0000`);
  }
  const sha1 = document.text("sha1");
  if (sha1 === undefined || !/^[0-9a-fA-F]{40}$/.test(sha1)) return invalid(NAME, NAME, "`sha1` is not 40 hexadecimal digits");
  const { group, artifact, version } = coordinates(document);
  return described(NAME, NAME, `${group}:${artifact}:${version}`, [sha1, purlOf(document)]);
}

function facets(document: CanonicalDocument): Facets {
  return { ...packageFacet(purlOf(document)), dates: {} };
}

function purlOf(document: CanonicalDocument): string {
  const { group, artifact, version } = coordinates(document);
  return formatPurl({ type: "maven", namespace: group, name: artifact, version, qualifiers: [], subpath: "" });
}

function coordinates(document: CanonicalDocument): { group: string; artifact: string; version: string } {
  const text = (member: string): string => document.text(member) as string;
  return { group: text("group_id"), artifact: text("artifact_id"), version: text("version") };
}

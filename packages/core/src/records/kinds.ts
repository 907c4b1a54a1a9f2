// The kinds of evidence and the folder of a bundle that each lives in. It knows no format.

/** All kinds, in the order of their UTF-8 bytes, which is the first part of every record key. */
export const KINDS = ["advisory", "finding", "maven-artifact", "policy-evaluation", "sbom", "vex", "vex-consensus"] as const;

export type Kind = (typeof KINDS)[number];

/** What a reject counts under when nothing told its kind. */
export const UNKNOWN_KIND = "unknown";

const FOLDERS: Readonly<Record<Kind, string>> = {
  advisory: "advisories",
  finding: "findings",
  "maven-artifact": "maven",
  "policy-evaluation": "evaluations",
  sbom: "sboms",
  vex: "vex",
  "vex-consensus": "consensus",
};

/** Folder name of a kind inside `data/` and `indexes/` (contract: Kinds). */
export function folderOf(kind: Kind): string {
  return FOLDERS[kind];
}

export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

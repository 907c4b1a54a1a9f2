// What an OSV document says about itself (ossf.github.io/osv-schema, all versions met, 1.0 to 1.7.5).
// `schema_version` is not asked for: a seventh of the real documents has none.
import type { CanonicalDocument, Description, Refusal } from "@stella-export/core";

/** Members of which a real OSV document has at least one besides `id` and `modified`, which the schema demands. */
const TELLING = ["affected", "schema_version", "published", "withdrawn", "aliases", "related", "upstream", "summary", "details", "severity", "references", "credits", "database_specific"];

export function isOsv(document: CanonicalDocument): boolean {
  return document.has("id") && document.has("modified") && TELLING.some((member) => document.has(member));
}

/** Id, aliases and the date that counts. `modified: 0001-01-01` (4,291 real Go advisories) is a date that does not count, not an error. */
export function describeOsv(document: CanonicalDocument): Description | Refusal {
  const id = document.text("id");
  const date = document.text("modified");
  if (id === undefined || id === "") return invalid("`id` is not a string with at least one character");
  if (date === undefined) return invalid("`modified` is not a string");
  const aliases = document.value("aliases") ?? [];
  if (!Array.isArray(aliases) || !aliases.every((alias) => typeof alias === "string")) return invalid("`aliases` is not a list of strings");
  return { kind: "advisory", format: "osv", formatVersion: "1", id, aliases, date };
}

function invalid(message: string): Refusal {
  return { refused: "ERR_EXPORT_FORMAT_INVALID", message: `OSV: ${message}`, kind: "advisory" };
}

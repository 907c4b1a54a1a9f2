// What `stella export diff -o json` prints, as a JSON Schema (draft 2020-12): scripts may rely on it.
import { RESPECTS } from "./database-change.js";

const text = { type: "string" } as const;
const object = (properties: Readonly<Record<string, object>>) => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});
const list = (items: object, description: string) => ({ type: "array", items, description });

const row = object({ bucket: text, package: text, vuln: text });
const change = object({
  bucket: { ...text, description: "`vulnerability`: what is said about the vulnerability as such; `package` is then empty" },
  package: text,
  vuln: text,
  what: { enum: RESPECTS },
  from: { description: "of `severity` its name, else the members in question as they are stored" },
  to: {},
});
const flip = object({
  sbom: { ...text, description: "path of the SBOM, below the folder that was given" },
  purl: { ...text, description: "package URL of the component as it stands in the SBOM" },
  vuln: text,
  to: { enum: ["affected", "not_affected"], description: "what the newer database says of it; the older one says the other" },
});
const record = object({ kind: text, source: text, path: text, id: text });

export const DiffSchema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  $id: "https://stellaops.io/export-center/diff/v1",
  title: "What `stella export diff` prints",
  anyOf: [
    {
      title: "two Trivy databases",
      ...object({
        added: list(row, "advisories that the newer one has and the older one has not, in the order of the database"),
        removed: list(row, "the other way round"),
        changed: list(change, "an item for each respect in which an advisory or a vulnerability changed"),
        flips: list(flip, "components that are reported or no longer reported; empty without --sbom"),
      }),
    },
    {
      title: "two bundles of records",
      ...object({
        added: list(record, "in key order"),
        removed: list(record, "in key order"),
        changed: list(record, "the same record, other content"),
      }),
    },
  ],
};

// The shape of export.json, from which the types, the check and the published JSON Schema come.
// What the fields must agree on among themselves is checked in `consistency.ts`.
import type { Static } from "typebox";
import * as Type from "typebox";
import { KINDS } from "../records/kinds.js";
import { closed, oneOf, orNull, schemaCheck } from "../schema.js";

const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
const instant = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$", description: "UTC, whole seconds" });
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const sourceName = Type.String({ pattern: "^[a-z0-9-]{1,63}$" });

const profile = closed({
  kind: Type.String(),
  variant: Type.String(),
  name: Type.String(),
  revision: Type.String({ pattern: "^r[1-9][0-9]*$" }),
  digest: { ...digest, description: "SHA-256 of the canonical resolved spec" },
});

const inputEntry = closed({
  source: sourceName,
  kind: oneOf([...KINDS, "unknown"]),
  asOf: orNull(instant),
  read: { ...count, description: "records + duplicates + rejected + excluded" },
  records: count,
  duplicates: count,
  rejected: count,
  excluded: count,
  snapshotDigest: { ...digest, description: "SHA-256 of the sorted lines `<hex of source document>  <path>`" },
});

const contentEntry = closed({
  path: Type.String({ pattern: "^[A-Za-z0-9._/-]+$", maxLength: 512 }),
  role: oneOf(["payload", "index", "report", "doc"]),
  mediaType: Type.String({ minLength: 3, maxLength: 255 }),
  digest: { ...digest, description: "of the file as stored" },
  sizeBytes: count,
  contentDigest: { ...digest, description: "of the file with the codec taken off" },
  contentSizeBytes: count,
  records: orNull(count),
});

const tool = closed({
  name: Type.String(),
  version: Type.String(),
  adapter: Type.String(),
  adapterVersion: Type.String(),
  formats: Type.Record(Type.String(), Type.String()),
  codec: orNull(closed({ name: Type.String(), version: Type.String(), level: Type.Integer(), frameBytes: count })),
});

const policy = closed({
  policyVersion: Type.String(),
  inputsHash: digest,
  snapshotDigest: digest,
  path: Type.String(),
  evaluations: count,
});

const delta = closed({
  baseExportId: Type.String(),
  baseContentDigest: digest,
  baseManifestDigest: digest,
  targetManifest: digest,
  added: count,
  changed: count,
  removed: count,
  tombstones: count,
});

export const MANIFEST_SCHEMA_ID = "https://stellaops.io/export-center/manifest/v1";
export const MANIFEST_VERSION = "1.0.0";

/** JSON Schema of export.json (draft 2020-12). Unknown fields are errors everywhere. */
export const ManifestSchema = Type.Object(
  {
    schema: Type.Literal(MANIFEST_SCHEMA_ID),
    version: Type.Literal(MANIFEST_VERSION),
    exportId: Type.String({ pattern: "^exp-[0-9a-f]{32}$" }),
    tenant: Type.String({ pattern: "^[a-z0-9-]{3,64}$" }),
    profile,
    selectors: Type.Record(Type.String(), Type.Unknown()),
    asOf: instant,
    sequence: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    expires: orNull(instant),
    inputs: Type.Array(inputEntry),
    policy: orNull(policy),
    redactions: Type.Array(closed({ kind: Type.String(), rule: Type.String(), count, records: count })),
    tool,
    contents: Type.Array(contentEntry),
    contentDigest: digest,
    delta: orNull(delta),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: MANIFEST_SCHEMA_ID,
    title: "Export Center manifest",
    additionalProperties: false,
  },
);

export type Manifest = Static<typeof ManifestSchema>;
export type ManifestInput = Static<typeof inputEntry>;
export type ManifestContent = Static<typeof contentEntry>;

export const manifestCheck = schemaCheck(ManifestSchema);

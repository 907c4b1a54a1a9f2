// The shape of a profile file, from which the types, the check and `profile schema` come. It holds what runs today; unknown fields are errors.
import type { Static, TObject, TSchema } from "typebox";
import * as Type from "typebox";
import { DEFAULT_LIMITS } from "../limits.js";
import { type Kind, KINDS } from "../records/kinds.js";
import { SEVERITIES } from "../seams/source.js";
import { closed, oneOf, schemaCheck } from "../schema.js";

const compression = closed({
  codec: oneOf(["zstd", "none"], { default: "zstd" }),
  level: Type.Integer({ minimum: 1, maximum: 19, default: 3, description: "zstd level; ignored with codec none" }),
});

const limits = closed({
  documentBytes: Type.Integer({
    minimum: 1024,
    maximum: 512 * 1024 * 1024,
    default: DEFAULT_LIMITS.documentBytes,
    description: "bytes of one source document",
  }),
  depth: Type.Integer({ minimum: 8, maximum: 1000, default: DEFAULT_LIMITS.depth, description: "nesting of objects and arrays" }),
});

const quality = closed({
  rejects: oneOf(["fail", "report"], {
    default: "fail",
    description: "fail: one bad document stops the run; report: it is listed in reports/rejects.jsonl",
  }),
  acceptUnknown: Type.Boolean({ default: false, description: "carry documents of unknown shape as findings of format unknown" }),
});

const names = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { minItems: 1, uniqueItems: true, description });
const instant = (description: string) => Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$", description });

const selectors = Type.Partial(
  closed({
    tenants: names("tenants that a record names"),
    since: instant("last change not before this time"),
    until: instant("last change before this time"),
    products: names("package URLs; without a version: all versions; a trailing * stands for any rest"),
    subjects: names("what an SBOM describes, as products or by name"),
    ecosystems: names("OSV ecosystems; Debian also selects Debian:12"),
    sources: names("names of sources"),
    severities: Type.Array(oneOf(SEVERITIES), { minItems: 1, uniqueItems: true }),
  }),
  { additionalProperties: false },
);

const MODES = ["off", "report", "edit", "exclude"] as const;
const redaction = closed(
  Object.fromEntries(KINDS.map((kind) => [kind, oneOf(MODES)])) as { [K in Kind]: ReturnType<typeof oneOf<typeof MODES>> },
);

const signing = closed({
  builderId: Type.String({
    pattern: "^[A-Za-z][A-Za-z0-9+.-]*:[^\\s]+$",
    maxLength: 2048,
    description: "builder.id of the provenance: which deployment made the bundle",
  }),
});

const url = (description: string) => Type.String({ pattern: "^https?://[^\\s/?#@]+(/[^\\s]*)?$", maxLength: 2048, description });

/** Who signs is no part of the resolved spec: two signers of the same evidence make the same manifest. */
const signers = closed({
  key: Type.String({
    minLength: 1,
    maxLength: 4096,
    description: "path of a private key file, from the working directory; --key goes before it",
  }),
  keyless: closed(
    { fulcioUrl: url("certificate authority for identities"), rekorUrl: url("log of signatures") },
    { description: "sign without a key, for the identity of SIGSTORE_ID_TOKEN; not together with key" },
  ),
  tsaUrl: url("RFC 3161 timestamp authority that stamps every signature"),
});

/** What a profile says after defaults are filled in; its canonical form is what `profile.digest` is taken of. */
export const SpecSchema = closed({
  kind: Type.String({ pattern: "^[a-z0-9-]{1,32}$" }),
  variant: Type.String({ pattern: "^[a-z0-9-]{1,32}$" }),
  policySnapshotMode: oneOf(["required", "optional", "none"], {
    description: "whether a policy snapshot (--policy) is part of the bundle",
  }),
  include: Type.Array(oneOf(KINDS), { uniqueItems: true, minItems: 1, description: "kinds to export; others count as excluded" }),
  compression,
  limits,
  selectors,
  redaction,
  quality,
  signing,
  options: Type.Record(Type.String(), Type.Unknown(), { description: "options of the adapter" }),
});

export type ProfileSpec = Static<typeof SpecSchema>;

const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
// Type.Partial alone forgets that unknown fields are errors.
const partly = <T extends TObject>(schema: T) => Type.Partial(schema, { additionalProperties: false });

/** JSON Schema of a profile file (draft 2020-12): everything but kind and variant may be left out. */
export const ProfileSchema = closed(
  {
    apiVersion: Type.Literal("stellaops.io/export.v1"),
    kind: Type.Literal("ExportProfile"),
    metadata: closed({
      name: Type.String({ pattern: "^[a-z0-9][a-z0-9._:-]{0,62}$" }),
      tenant: optional(Type.String({ pattern: "^[a-z0-9-]{3,64}$" })),
      revision: optional(Type.String({ pattern: "^r[1-9][0-9]{0,8}$", default: "r1" })),
      labels: optional(Type.Record(Type.String(), Type.String())),
    }),
    spec: closed({
      kind: SpecSchema.properties.kind,
      variant: SpecSchema.properties.variant,
      include: optional(SpecSchema.properties.include),
      policySnapshotMode: optional(SpecSchema.properties.policySnapshotMode),
      compression: optional(partly(compression)),
      limits: optional(partly(limits)),
      selectors: optional(selectors),
      redaction: optional(partly(redaction)),
      quality: optional(partly(quality)),
      signing: optional(partly(closed({ ...signing.properties, ...signers.properties }))),
      options: optional(SpecSchema.properties.options),
    }),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://stellaops.io/export-center/profile/v1",
    title: "Export Center profile",
  },
);

export type ProfileDocument = Static<typeof ProfileSchema>;

export const profileCheck = schemaCheck(ProfileSchema);

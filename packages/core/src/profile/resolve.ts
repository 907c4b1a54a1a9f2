// From a profile file, or the name of a built-in profile, to the resolved spec that a run and its digest are made of.
// It knows the adapters' names only through what it is given.
import { encodeCanonical } from "../canonical/canonical.js";
import { type Digest, type Sha256, toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { DEFAULT_LIMITS } from "../limits.js";
import type { Manifest } from "../manifest/schema.js";
import { KINDS, type Kind } from "../records/kinds.js";
import type { Adapter } from "../seams/adapter.js";
import type { RedactionMode, Redactor } from "../seams/redactor.js";
import { borrowedName } from "./built-in-names.js";
import { type ProfileDocument, type ProfileSpec, profileCheck } from "./schema.js";
import { selectorFaults } from "./selector-faults.js";

/** `builder.id` of a bundle whose profile names none. */
const DEFAULT_BUILDER_ID = "https://stellaops.io/export-center/builder/v1";

/** What a caller changes of a profile for one run; each becomes part of the resolved spec and so of its digest. */
export interface ProfileOverrides {
  readonly include?: readonly Kind[] | undefined;
  readonly rejects?: "fail" | "report" | undefined;
  readonly acceptUnknown?: boolean | undefined;
  /** One mode for every kind. */
  readonly redact?: RedactionMode | undefined;
}

export interface ResolvedProfile {
  readonly name: string;
  readonly revision: string;
  readonly tenant: string | undefined;
  readonly spec: ProfileSpec;
  readonly digest: Digest;
  readonly adapter: Adapter;
}

/** The smallest profile of a `KIND:VARIANT`. Throws PROFILE_UNKNOWN. */
export function builtinProfile(name: string, adapters: readonly Adapter[]): ProfileDocument {
  adapterNamed(name, adapters);
  const [kind = "", variant = ""] = name.split(":");
  return { apiVersion: "stellaops.io/export.v1", kind: "ExportProfile", metadata: { name }, spec: { kind, variant } };
}

/** Checks a parsed profile file. Throws PROFILE_INVALID naming every place. */
export function parseProfile(value: unknown): ProfileDocument {
  if (profileCheck.fits(value)) {
    checkSelectors(value);
    return value;
  }
  const places = profileCheck.violations(value).map(({ pointer, message }) => `${pointer === "" ? "/" : pointer}: ${message}`);
  throw new ExportError("ERR_EXPORT_PROFILE_INVALID", places.length === 0 ? "the profile does not fit its schema" : places.join("; "));
}

function checkSelectors({ spec }: ProfileDocument): void {
  const faults = selectorFaults(spec.selectors ?? {});
  if (faults.length > 0) throw new ExportError("ERR_EXPORT_PROFILE_INVALID", faults.join("; "));
}

/** What a profile is resolved against. Without a redactor, redaction is off unless the profile asks for it, which is then refused. */
export interface ProfileParts {
  readonly adapters: readonly Adapter[];
  readonly redactor: Redactor | undefined;
  readonly sha256: Sha256;
}

/** Fills in every default. Throws PROFILE_INVALID, PROFILE_UNKNOWN. */
export function resolveProfile(document: ProfileDocument, overrides: ProfileOverrides, parts: ProfileParts): ResolvedProfile {
  const { metadata, spec } = document;
  checkSelectors(document);
  const { adapters, redactor, sha256 } = parts;
  const adapter = adapterNamed(`${spec.kind}:${spec.variant}`, adapters);
  const borrowed = borrowedName(metadata.name, spec.kind, spec.variant);
  if (borrowed !== undefined) throw new ExportError("ERR_EXPORT_PROFILE_INVALID", `/metadata/name: ${borrowed}`);
  if (spec.signing?.key !== undefined && spec.signing.keyless !== undefined)
    throw new ExportError("ERR_EXPORT_PROFILE_INVALID", "/spec/signing: key and keyless cannot both sign");
  const include = overrides.include ?? spec.include ?? adapter.kinds;
  const resolved: ProfileSpec = {
    kind: spec.kind,
    variant: spec.variant,
    policySnapshotMode: spec.policySnapshotMode ?? adapter.policySnapshotMode ?? "none",
    include: KINDS.filter((kind) => include.includes(kind)),
    compression: { codec: "zstd", level: 3, ...spec.compression },
    limits: { ...DEFAULT_LIMITS, ...spec.limits },
    selectors: { ...spec.selectors },
    redaction: resolveRedaction(spec.redaction, overrides.redact, redactor !== undefined),
    quality: {
      rejects: overrides.rejects ?? spec.quality?.rejects ?? "fail",
      acceptUnknown: overrides.acceptUnknown ?? spec.quality?.acceptUnknown ?? false,
    },
    signing: { builderId: spec.signing?.builderId ?? DEFAULT_BUILDER_ID },
    options: { ...adapter.parseOptions(spec.options ?? {}) },
  };
  return {
    name: metadata.name,
    revision: metadata.revision ?? "r1",
    tenant: metadata.tenant,
    spec: resolved,
    digest: toDigest(sha256.hash(encodeCanonical(resolved))),
    adapter,
  };
}

/** The `profile` field of plan, manifest and verification. */
export function profileField(profile: ResolvedProfile): Manifest["profile"] {
  const { name, revision, digest, spec } = profile;
  return { kind: spec.kind, variant: spec.variant, name, revision, digest };
}

/** Evidence that others published is looked at; what is of this house is edited (product: Guards). */
const DEFAULT_MODES: ProfileSpec["redaction"] = {
  advisory: "report",
  finding: "edit",
  "maven-artifact": "report",
  "policy-evaluation": "edit",
  sbom: "edit",
  vex: "report",
  "vex-consensus": "report",
};

function resolveRedaction(
  asked: Partial<ProfileSpec["redaction"]> | undefined,
  all: RedactionMode | undefined,
  canRedact: boolean,
): ProfileSpec["redaction"] {
  const modes = Object.fromEntries(
    KINDS.map((kind) => [kind, all ?? asked?.[kind] ?? (canRedact ? DEFAULT_MODES[kind] : "off")]),
  ) as ProfileSpec["redaction"];
  if (!canRedact && KINDS.some((kind) => modes[kind] !== "off")) {
    throw new ExportError(
      "ERR_EXPORT_PROFILE_INVALID",
      "/spec/redaction: the profile asks for redaction, but this program has no redactor",
    );
  }
  return modes;
}

function adapterNamed(name: string, adapters: readonly Adapter[]): Adapter {
  const adapter = adapters.find((candidate) => candidate.name === name);
  if (adapter !== undefined) return adapter;
  const known = adapters.map((candidate) => candidate.name).join(", ");
  throw new ExportError("ERR_EXPORT_PROFILE_UNKNOWN", `no profile ${JSON.stringify(name)}; there is: ${known}`);
}

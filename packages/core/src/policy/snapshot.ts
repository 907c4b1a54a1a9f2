// A policy engine's snapshot: which policy, which version, over exactly which records (contract: Policy input).
// It knows the document; whether the run holds those records is checked in `node/run/policy-check.ts`.
import * as Type from "typebox";
import { compareUtf8, decodeUtf8, encodeUtf8 } from "../bytes.js";
import { canonicalizeBytes } from "../canonical/canonical.js";
import { type Digest, type Sha256, toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { KINDS } from "../records/kinds.js";
import { oneOf, schemaCheck } from "../schema.js";
import { parseInstant } from "../time.js";

/** What `schema` of our own examples says. */
export const POLICY_SNAPSHOT_SCHEMA = "https://stellaops.io/export-center/policy-snapshot/v1";

/** Version 1, under every name that Stella's documents give it. */
const KNOWN_SCHEMA = /^(https:\/\/)?stellaops\.io\/(export-center\/)?policy(-snapshot)?[./]v1$/;

const digest = Type.String({ pattern: "^sha256:[0-9a-f]{64}$" });
const snapshotCheck = schemaCheck(
  Type.Object(
    {
      schema: Type.String(),
      policyId: Type.String({ minLength: 1, maxLength: 512 }),
      policyVersion: Type.String({ minLength: 1, maxLength: 512 }),
      asOf: Type.String(),
      inputs: Type.Array(Type.Object({ kind: oneOf(KINDS), digest }, { additionalProperties: false })),
      inputsHash: digest,
    },
    { additionalProperties: false },
  ),
);

/** What {@link parsePolicySnapshot} has checked. */
export interface PolicySnapshot {
  readonly schema: string;
  readonly policyId: string;
  readonly policyVersion: string;
  readonly asOf: string;
  readonly inputs: readonly { readonly kind: (typeof KINDS)[number]; readonly digest: Digest }[];
  readonly inputsHash: Digest;
}

export interface ParsedPolicySnapshot {
  readonly snapshot: PolicySnapshot;
  /** The snapshot in canonical form: what the bundle carries. */
  readonly bytes: Uint8Array;
}

/** Throws POLICY_SCHEMA_UNKNOWN, POLICY_INVALID, JSON_* for the document, and POLICY_HASH_MISMATCH where inputsHash is not that of inputs[]. */
export function parsePolicySnapshot(source: Uint8Array, sha256: Sha256): ParsedPolicySnapshot {
  const bytes = canonicalizeBytes(source);
  const value: unknown = JSON.parse(decodeUtf8(bytes));
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (typeof schema !== "string" || !KNOWN_SCHEMA.test(schema)) {
    throw new ExportError(
      "ERR_EXPORT_POLICY_SCHEMA_UNKNOWN",
      `snapshot.json has the schema ${JSON.stringify(schema)}; known is ${POLICY_SNAPSHOT_SCHEMA}`,
    );
  }
  if (!snapshotCheck.fits(value)) {
    throw invalid(snapshotCheck.violations(value).map(({ pointer, message }) => `${pointer}: ${message}`));
  }
  const snapshot = value as PolicySnapshot;
  if (parseInstant(snapshot.asOf) === undefined) throw invalid([`/asOf: ${JSON.stringify(snapshot.asOf)} is no RFC 3339 time`]);
  const inputsHash = inputsHashOf(snapshot.inputs, sha256);
  if (inputsHash !== snapshot.inputsHash) {
    throw new ExportError("ERR_EXPORT_POLICY_HASH_MISMATCH", `inputsHash is ${snapshot.inputsHash}, but that of inputs[] is ${inputsHash}`);
  }
  return { snapshot, bytes };
}

function invalid(places: readonly string[]): ExportError {
  return new ExportError("ERR_EXPORT_POLICY_INVALID", `snapshot.json: ${places.slice(0, 10).join("; ")}`);
}

/** SHA-256 of the sorted unique lines `<kind> <digest>` + LF. */
export function inputsHashOf(inputs: PolicySnapshot["inputs"], sha256: Sha256): Digest {
  const lines = [...new Set(inputs.map(({ kind, digest: each }) => `${kind} ${each}\n`))].toSorted(compareUtf8);
  return toDigest(sha256.hash(encodeUtf8(lines.join(""))));
}

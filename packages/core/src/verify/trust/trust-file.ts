// The trust file (`--trust`): which keys a receiver trusts, for whom, when, and how many of them must sign. It knows the file; what follows
// from it for a bundle is judged in `signer-check.ts`.
import type { Static } from "typebox";
import * as Type from "typebox";
import { compareUtf8, decodeUtf8 } from "../../bytes.js";
import { canonicalizeBytes } from "../../canonical/canonical.js";
import { ExportError } from "../../errors/export-error.js";
import { closed, schemaCheck } from "../../schema.js";
import { parseInstant } from "../../time.js";
import { parsePublicKey, type PublicKey, type TrustTools } from "./public-key.js";
import type { TimestampVerifier, TrustedKey, TrustPolicy } from "./trust-policy.js";

export const TRUST_SCHEMA_ID = "https://stellaops.io/export-center/trust/v1";

/** Bound on a trust file. */
export const MAX_TRUST_BYTES = 4 * 1024 * 1024;

const instant = Type.String({ description: "RFC 3339, with a zone and a year from 1971" });
const window = {
  notBefore: Type.Optional({ ...instant, description: "first second that counts, RFC 3339" }),
  notAfter: Type.Optional({ ...instant, description: "last second that counts, RFC 3339" }),
};

const keyEntry = closed({
  publicKey: Type.String({ description: "PEM, one block PUBLIC KEY: P-256, Ed25519 or RSA of 2048 to 8192 bits" }),
  keyId: Type.Optional(
    Type.String({ pattern: "^sha256:[0-9a-f]{64}$", description: "SHA-256 of the key's DER; refused where it is not that of publicKey" }),
  ),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "whose key it is, for people" })),
  ...window,
  revoked: Type.Optional(Type.Boolean({ description: "nothing that the key ever signed counts" })),
  tenants: Type.Optional(
    Type.Array(Type.String({ pattern: "^[a-z0-9-]{3,64}$" }), { minItems: 1, description: "tenants that the key signs for; absent: all" }),
  ),
  profiles: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      description: "names of profiles that the key signs for; absent: all",
    }),
  ),
});

const authorityEntry = closed({
  certificates: Type.Array(Type.String({ maxLength: 32_768 }), {
    minItems: 1,
    maxItems: 16,
    description: "PEM, one CERTIFICATE each: the authority's own, or the ones that issued it; each is trusted",
  }),
  ...window,
});

/** JSON Schema of the trust file (draft 2020-12). Unknown fields are errors everywhere. */
export const TrustFileSchema = Type.Object(
  {
    schema: Type.Literal(TRUST_SCHEMA_ID),
    keys: Type.Array(keyEntry, { minItems: 1, maxItems: 1000 }),
    threshold: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: "distinct keys that must have signed a bundle; default 1" }),
    ),
    requireTimestamp: Type.Optional(
      Type.Boolean({ description: "only signatures with a timestamp of one of timestampAuthorities count; default false" }),
    ),
    timestampAuthorities: Type.Optional(Type.Array(authorityEntry, { minItems: 1, maxItems: 100 })),
  },
  {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: TRUST_SCHEMA_ID,
    title: "Export Center trust file",
    additionalProperties: false,
  },
);

type TrustFile = Static<typeof TrustFileSchema>;
const trustCheck = schemaCheck(TrustFileSchema);

/** A time-stamping authority as the trust file names it. */
export interface TimestampAuthority {
  /** PEM, one certificate each. */
  readonly certificates: readonly string[];
  /** Times that count, in seconds since the epoch. */
  readonly notBefore?: number;
  readonly notAfter?: number;
}

export interface TrustFileTools extends TrustTools {
  /** Opens the check of timestamps. Throws TRUST_INVALID for a certificate that is none. */
  readonly openTimestamps: (authorities: readonly TimestampAuthority[]) => Promise<TimestampVerifier>;
}

/** Throws TRUST_INVALID for what does not fit the schema or itself, KEY_INVALID for a key that is not taken. */
export async function parseTrustFile(bytes: Uint8Array, tools: TrustFileTools): Promise<TrustPolicy> {
  const file = readTrustFile(bytes);
  const keys = await Promise.all(file.keys.map(async (entry, i) => toTrustedKey(entry, `/keys/${i}`, tools)));
  const ids = keys.map(({ key }) => key.keyId).toSorted(compareUtf8);
  const twice = ids.find((id, i) => id === ids[i - 1]);
  if (twice !== undefined) throw invalid("/keys", `the key ${twice} stands there twice`);
  const threshold = file.threshold ?? 1;
  if (threshold > keys.length) throw invalid("/threshold", `${threshold} keys must sign, but there are ${keys.length}`);
  const requireTimestamp = file.requireTimestamp ?? false;
  const authorities = file.timestampAuthorities?.map(({ certificates, ...rest }, i) => ({
    certificates,
    ...windowOf(rest, `/timestampAuthorities/${i}`),
  }));
  if (authorities === undefined) {
    if (requireTimestamp) throw invalid("/requireTimestamp", "timestamps are demanded, but no authority is named");
    return { keys, threshold, requireTimestamp };
  }
  return { keys, threshold, requireTimestamp, timestamps: await tools.openTimestamps(authorities) };
}

function readTrustFile(bytes: Uint8Array): TrustFile {
  if (bytes.length > MAX_TRUST_BYTES) throw invalid("/", `the file is larger than ${MAX_TRUST_BYTES} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(canonicalizeBytes(bytes)));
  } catch (cause) {
    if (!(cause instanceof ExportError)) throw cause;
    throw new ExportError("ERR_EXPORT_TRUST_INVALID", `the trust file is not JSON: ${cause.message}`, { cause });
  }
  if (trustCheck.fits(value)) return value;
  const [first] = trustCheck.violations(value);
  throw invalid(first?.pointer === undefined || first.pointer === "" ? "/" : first.pointer, first?.message ?? "it does not fit the schema");
}

async function toTrustedKey(entry: TrustFile["keys"][number], place: string, tools: TrustTools): Promise<TrustedKey> {
  let key: PublicKey;
  try {
    key = await parsePublicKey(entry.publicKey, tools);
  } catch (cause) {
    if (!(cause instanceof ExportError)) throw cause;
    throw new ExportError(cause.code, `the trust file at ${place}/publicKey: ${cause.message}`, { cause });
  }
  if (entry.keyId !== undefined && entry.keyId !== key.keyId) throw invalid(`${place}/keyId`, `the key is ${key.keyId}`);
  const { tenants, profiles, revoked = false } = entry;
  return {
    key,
    revoked,
    ...windowOf(entry, place),
    ...(tenants === undefined ? {} : { tenants }),
    ...(profiles === undefined ? {} : { profiles }),
  };
}

interface Window {
  readonly notBefore?: number;
  readonly notAfter?: number;
}

function windowOf(entry: { notBefore?: string | undefined; notAfter?: string | undefined }, place: string): Window {
  const [notBefore, notAfter] = (["notBefore", "notAfter"] as const).map((name) => {
    const text = entry[name];
    const seconds = text === undefined ? undefined : parseInstant(text);
    if (text !== undefined && seconds === undefined) throw invalid(`${place}/${name}`, `${JSON.stringify(text)} is no RFC 3339 time`);
    return seconds;
  });
  if (notBefore !== undefined && notAfter !== undefined && notAfter < notBefore) {
    throw invalid(`${place}/notAfter`, "the time lies before notBefore");
  }
  return { ...(notBefore === undefined ? {} : { notBefore }), ...(notAfter === undefined ? {} : { notAfter }) };
}

function invalid(pointer: string, why: string): ExportError {
  return new ExportError("ERR_EXPORT_TRUST_INVALID", `the trust file at ${pointer}: ${why}`);
}

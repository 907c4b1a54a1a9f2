// A receipt: a signed statement that a bundle was verified, by whom, under which policy, with which result. It is an in-toto Statement v1
// with SLSA's verification summary v1, in the same one-signature envelope as provenance. It knows statements, no files and no clock.
// Source: slsa.dev/spec/v1.0/verification_summary; fields of our own begin with `stella_`, as the specification asks.
import type { Static } from "typebox";
import * as Type from "typebox";
import { equalBytes } from "../../bytes.js";
import { encodeCanonical } from "../../canonical/canonical.js";
import { type Digest, hexOf, type Sha256, toHex } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import { closed, oneOf, orNull, schemaCheck } from "../../schema.js";
import { decodeBase64 } from "../../signing/base64.js";
import { encodeDsseEnvelope, IN_TOTO_PAYLOAD_TYPE } from "../../signing/dsse-envelope.js";
import { encodePae } from "../../signing/pae.js";
import { formatInstant } from "../../time.js";
import { TOOL_NAME, TOOL_VERSION } from "../../version.js";
import { parseCanonical } from "../manifest-check.js";
import { memberAt } from "../member-at.js";
import type { VerifyResult } from "../result.js";
import type { PublicKey } from "../trust/public-key.js";

const RECEIPT_PREDICATE_TYPE = "https://slsa.dev/verification_summary/v1";
const VERIFIER_ID = "https://stellaops.io/export-center/verifier/v1";
const POLICY_URI = "https://stellaops.io/export-center/verify-policy/v1";
const BUNDLE_URI = "https://stellaops.io/export-center/bundle/";
/** Failures beyond these are counted only. */
const MAX_FAILURES = 100;

const sha256Hex = Type.String({ pattern: "^[0-9a-f]{64}$" });
const statementSchema = closed({
  _type: Type.Literal("https://in-toto.io/Statement/v1"),
  subject: Type.Tuple([closed({ name: Type.Literal("export.json"), digest: closed({ sha256: sha256Hex }) })]),
  predicateType: Type.Literal(RECEIPT_PREDICATE_TYPE),
  predicate: closed({
    verifier: closed({ id: Type.Literal(VERIFIER_ID), version: Type.Record(Type.String(), Type.String()) }),
    timeVerified: Type.String(),
    resourceUri: Type.String(),
    policy: closed({ uri: Type.Literal(POLICY_URI), digest: closed({ sha256: sha256Hex }) }),
    verificationResult: oneOf(["PASSED", "FAILED"]),
    verifiedLevels: Type.Array(Type.String()),
    slsaVersion: Type.Literal("1.0"),
    stella_policy: Type.Record(Type.String(), Type.Unknown()),
    stella_verdict: oneOf(["verified", "integrity-only", "failed"]),
    stella_bundle: closed({
      exportId: orNull(Type.String()),
      contentDigest: orNull(Type.String()),
      tenant: orNull(Type.String()),
      profile: orNull(Type.String()),
      sequence: orNull(Type.Integer()),
    }),
    stella_signers: Type.Array(
      closed({ keyId: Type.String(), identity: Type.Optional(Type.String()), issuer: Type.Optional(Type.String()) }),
    ),
    stella_failures: Type.Array(closed({ code: Type.String(), path: Type.String() })),
    stella_failureCount: Type.Integer({ minimum: 0 }),
  }),
});
const statementCheck = schemaCheck(statementSchema);

export type ReceiptStatement = Static<typeof statementSchema>;

/** What was asked of the verification, as JSON: it stands in the receipt, and its canonical SHA-256 is `policy.digest`. */
export type ReceiptPolicy = Readonly<Record<string, unknown>>;

/**
 * Canonical bytes of the statement about a result; what a signer signs as a DSSE payload. `undefined` where there was no export.json to speak
 * of. `now` is in seconds since the epoch.
 */
export function encodeReceipt(result: VerifyResult, policy: ReceiptPolicy, now: number, sha256: Sha256): Uint8Array | undefined {
  const { manifestDigest, exportId, contentDigest, tenant, profile, sequence, verdict, signers, failures } = result;
  if (manifestDigest === null) return undefined;
  const statement: ReceiptStatement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "export.json", digest: { sha256: hexOf(manifestDigest) } }],
    predicateType: RECEIPT_PREDICATE_TYPE,
    predicate: {
      verifier: { id: VERIFIER_ID, version: { [TOOL_NAME]: TOOL_VERSION } },
      timeVerified: formatInstant(now),
      resourceUri: `${BUNDLE_URI}${exportId ?? hexOf(manifestDigest)}`,
      policy: { uri: POLICY_URI, digest: { sha256: toHex(sha256.hash(encodeCanonical(policy))) } },
      verificationResult: verdict === "failed" ? "FAILED" : "PASSED",
      verifiedLevels: ["SLSA_BUILD_LEVEL_UNEVALUATED"],
      slsaVersion: "1.0",
      stella_policy: { ...policy },
      stella_verdict: verdict,
      stella_bundle: { exportId, contentDigest, tenant, profile: profile?.name ?? null, sequence },
      stella_signers: signers.map((signer) => ({ ...signer })),
      stella_failures: failures.slice(0, MAX_FAILURES).map(({ code, path }) => ({ code, path })),
      stella_failureCount: failures.length,
    },
  };
  return encodeCanonical(statement);
}

/**
 * The statement in a receipt (a DSSE envelope in its one form) whose signature is the key's. Throws RECEIPT_INVALID for everything that
 * the key did not sign in that form, for a statement that is none of a verification, and for one that does not agree with itself.
 */
export async function openReceipt(bytes: Uint8Array, key: PublicKey, sha256: Sha256): Promise<ReceiptStatement> {
  const value = parseCanonical(bytes);
  const [payload, signature] = [memberAt(value, "payload"), memberAt(value, "signatures.0.sig")].map(base64Of);
  if (payload === undefined || signature === undefined || !equalBytes(encodeDsseEnvelope({ payload, signature }), bytes)) {
    throw invalid("the receipt does not have the one form that receipts are written in");
  }
  if (!(await key.verify(encodePae(IN_TOTO_PAYLOAD_TYPE, payload), signature))) {
    throw invalid(`the receipt's signature is not that of ${key.keyId}`);
  }
  const statement = parseCanonical(payload);
  if (!statementCheck.fits(statement)) throw invalid("what is signed is no receipt");
  const { policy, stella_policy, verificationResult, stella_verdict } = statement.predicate;
  const isWhole = policy.digest.sha256 === toHex(sha256.hash(encodeCanonical(stella_policy)));
  const isOverstated = stella_verdict === "verified" && memberAt(stella_policy, "trust.kind") === "integrity-only";
  if (!isWhole || isOverstated || (verificationResult === "FAILED") !== (stella_verdict === "failed")) {
    throw invalid("the receipt does not agree with itself");
  }
  return statement;
}

/** Whether the receipt is about the bundle with this manifest. */
export function isReceiptOf(statement: ReceiptStatement, manifestDigest: Digest): boolean {
  return statement.subject[0].digest.sha256 === hexOf(manifestDigest);
}

function base64Of(value: unknown): Uint8Array | undefined {
  return typeof value === "string" ? decodeBase64(value) : undefined;
}

function invalid(message: string): ExportError {
  return new ExportError("ERR_EXPORT_RECEIPT_INVALID", message);
}

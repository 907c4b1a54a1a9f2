// Reads in-toto attestations that other tools made (cosign attest-blob, SLSA verifiers): a plain DSSE envelope or a Sigstore bundle around
// one, by a key. It takes their forms where ours would be stricter: spaces, keyid, r‖s, the larger s, Statement v0.1. What is signed, about
// what and of which type is as strict as for bundles.
// Sources: DSSE v1.0.2 envelope.md and protocol.md; in-toto attestation spec v1 and v0.1; sigstore_bundle.proto.
import { decodeUtf8 } from "../../bytes.js";
import { canonicalizeBytes } from "../../canonical/canonical.js";
import { ExportError } from "../../errors/export-error.js";
import { decodeBase64 } from "../../signing/base64.js";
import { IN_TOTO_PAYLOAD_TYPE } from "../../signing/dsse-envelope.js";
import { encodePae } from "../../signing/pae.js";
import { memberAt } from "../member-at.js";
import { ecdsaToDer, withSmallerS } from "../trust/ecdsa-signature.js";
import type { PublicKey } from "../trust/public-key.js";

export interface AttestationRequest {
  /** JSON of the envelope, or of a Sigstore bundle v0.3 that holds it. */
  readonly attestation: Uint8Array;
  readonly key: PublicKey;
  /** What it must be about: SHA-256 of the subject, 64 hex digits. */
  readonly subjectSha256: string;
  readonly predicateType: string;
}

/** A statement whose signature holds and which is about what was asked. */
export interface Attestation {
  /** `https://in-toto.io/Statement/v1` or `v0.1`. */
  readonly statementType: string;
  readonly predicateType: string;
  readonly predicate: unknown;
  readonly statement: unknown;
}

const STATEMENT_TYPES = ["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"];
const BUNDLE_TYPES = /^application\/vnd\.dev\.sigstore\.bundle(\.v0\.3\+json|\+json;version=0\.[123])$/;

/** Throws SIGNATURE_INVALID for the envelope and its signature, PROVENANCE_MISMATCH for a statement that is about something else. */
export async function verifyAttestation(request: AttestationRequest): Promise<Attestation> {
  const payload = await openEnvelope(request.attestation, request.key, IN_TOTO_PAYLOAD_TYPE);
  const statement = parseJson(payload, "the payload");
  const [statementType, predicateType] = ["_type", "predicateType"].map((name) => memberAt(statement, name));
  if (typeof statementType !== "string" || !STATEMENT_TYPES.includes(statementType)) throw mismatch("the payload is no in-toto statement");
  if (predicateType !== request.predicateType) throw mismatch(`the statement's predicateType is ${JSON.stringify(predicateType)}`);
  const subjects = memberAt(statement, "subject");
  const isAbout = (subject: unknown): boolean => memberAt(subject, "digest.sha256") === request.subjectSha256;
  if (!Array.isArray(subjects) || !subjects.some(isAbout)) throw mismatch("the statement is about something else");
  return { statementType, predicateType: request.predicateType, predicate: memberAt(statement, "predicate"), statement };
}

/**
 * The payload of an envelope (plain, or in a Sigstore bundle) whose one signature is the key's. Throws SIGNATURE_INVALID. The keyid decides
 * nothing (DSSE protocol: it must not be used for security decisions).
 */
export async function openEnvelope(bytes: Uint8Array, key: PublicKey, payloadType: string): Promise<Uint8Array> {
  const value = parseJson(bytes, "the attestation");
  const envelope = memberAt(value, "dsseEnvelope") === undefined ? value : envelopeInBundle(value);
  assertMembers(envelope, ["payload", "payloadType", "signatures"]);
  const signatures = memberAt(envelope, "signatures");
  if (!Array.isArray(signatures) || signatures.length !== 1) throw invalid("the envelope does not hold exactly one signature");
  assertMembers(signatures[0], ["sig", "keyid"]);
  const [payload, signature] = [memberAt(envelope, "payload"), memberAt(signatures[0], "sig")].map(base64Of);
  if (payload === undefined || signature === undefined) throw invalid("payload or signature is not base64");
  if (memberAt(envelope, "payloadType") !== payloadType) throw invalid(`the payload is not of type ${payloadType}`);
  const one = key.type === "p256" ? withSmallerS(signature.length === 64 ? ecdsaToDer(signature) : signature) : signature;
  if (!(await key.verify(encodePae(payloadType, payload), one))) throw invalid(`the signature is not that of ${key.keyId}`);
  return payload;
}

function envelopeInBundle(bundle: unknown): unknown {
  assertMembers(bundle, ["mediaType", "verificationMaterial", "dsseEnvelope"]);
  const mediaType = memberAt(bundle, "mediaType");
  if (typeof mediaType !== "string" || !BUNDLE_TYPES.test(mediaType)) throw invalid("the bundle has an unknown media type");
  return memberAt(bundle, "dsseEnvelope");
}

function assertMembers(value: unknown, known: readonly string[]): void {
  if (typeof value !== "object" || value === null) throw invalid("the attestation is no DSSE envelope");
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`the attestation has the unknown field ${JSON.stringify(unknown)}`);
}

/** Refuses what readers disagree about: a key twice, bytes behind the value, a byte order mark. */
function parseJson(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(decodeUtf8(canonicalizeBytes(bytes)));
  } catch (cause) {
    if (!(cause instanceof ExportError)) throw cause;
    throw new ExportError("ERR_EXPORT_SIGNATURE_INVALID", `${what} is not JSON: ${cause.message}`, { cause });
  }
}

function base64Of(value: unknown): Uint8Array | undefined {
  return typeof value === "string" ? decodeBase64(value) : undefined;
}

function invalid(message: string): ExportError {
  return new ExportError("ERR_EXPORT_SIGNATURE_INVALID", message);
}

function mismatch(message: string): ExportError {
  return new ExportError("ERR_EXPORT_PROVENANCE_MISMATCH", message);
}

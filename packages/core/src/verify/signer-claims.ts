// What the four files of a signer say, read in their one byte form: each is taken apart, made again from its parts and compared, so that
// no second encoding, no unknown field and no second signature passes. Whether the signatures are good is judged in `signer-check.ts`.
import { decodeUtf8, equalBytes } from "../bytes.js";
import type { Sha256 } from "../digest.js";
import { decodeBase64, encodeBase64 } from "../signing/base64.js";
import { encodeDsseEnvelope } from "../signing/dsse-envelope.js";
import type { SignedFiles } from "../signing/signature-set.js";
import { encodeDsseBundle, encodeMessageBundle, type KeyMaterial, type VerificationMaterial } from "../signing/sigstore-bundle.js";
import { parseCanonical } from "./manifest-check.js";
import { memberAt } from "./member-at.js";
import type { VerifyFailure } from "./result.js";
import type { SignatureName, SignerFiles } from "./signature-files.js";

/** One of the two signed things: what a detached file says about it, and what a Sigstore bundle does. */
export interface SignatureClaim {
  readonly detached: { readonly path: string; readonly signature: Uint8Array };
  readonly bundle: {
    readonly path: string;
    readonly bytes: Uint8Array;
    readonly signature: Uint8Array;
    readonly material: VerificationMaterial;
  };
}

export interface SignerClaims {
  /** Over export.json. */
  readonly message: SignatureClaim;
  /** Over provenance.json. */
  readonly statement: SignatureClaim;
}

export interface ClaimsReading {
  /** Absent where a file could not be read. */
  readonly claims: SignerClaims | undefined;
  readonly failures: readonly VerifyFailure[];
}

/** Reads a complete group. What a claim holds is bound to `signed`; to whom it is bound is still open. */
export function readSignerClaims({ folder, files }: SignerFiles, signed: SignedFiles, sha256: Sha256): ClaimsReading {
  const failures: VerifyFailure[] = [];
  const read = <T>(
    name: SignatureName,
    parse: (bytes: Uint8Array) => T | Problem,
  ): (T & { path: string; bytes: Uint8Array }) | undefined => {
    const path = `${folder}/${name}`;
    const bytes = files.get(name) as Uint8Array;
    const parsed = parse(bytes);
    if (!(parsed instanceof Problem)) return { ...parsed, path, bytes };
    failures.push({ code: parsed.code, path, message: parsed.message });
    return undefined;
  };
  const detached = read("export.json.sig", parseDetached);
  const message = read("export.json.sigstore.json", (bytes) => parseMessageBundle(bytes, signed.manifest, sha256));
  const envelope = read("provenance.dsse.json", (bytes) => parseEnvelope(bytes, signed.provenance));
  const statement = read("provenance.sigstore.json", (bytes) => parseDsseBundle(bytes, signed.provenance));
  if (detached === undefined || message === undefined || envelope === undefined || statement === undefined) {
    return { claims: undefined, failures };
  }
  const claims = { message: { detached, bundle: message }, statement: { detached: envelope, bundle: statement } };
  return { claims, failures };
}

/** A hint is the base64 of a SHA-256. */
const HINT_BYTES = 32;

/** Why a file is not taken. */
class Problem {
  readonly message: string;
  readonly code: "ERR_EXPORT_SIGNATURE_INVALID" | "ERR_EXPORT_PROVENANCE_MISMATCH";

  constructor(message: string, code: Problem["code"] = "ERR_EXPORT_SIGNATURE_INVALID") {
    this.message = message;
    this.code = code;
  }
}

const OTHER_FORM = new Problem("the file does not have the one form that its content is written in");
const OTHER_PAYLOAD = new Problem("the file signs another statement than provenance.json", "ERR_EXPORT_PROVENANCE_MISMATCH");

function parseDetached(bytes: Uint8Array): { signature: Uint8Array } | Problem {
  const signature = base64Of(textOf(bytes));
  return signature === undefined ? new Problem("the file is not one signature in base64 and nothing else") : { signature };
}

function parseMessageBundle(bytes: Uint8Array, manifest: Uint8Array, sha256: Sha256) {
  const value = parseCanonical(bytes);
  const signature = base64Of(memberAt(value, "messageSignature.signature"));
  const material = materialOf(memberAt(value, "verificationMaterial"));
  if (signature === undefined || material === undefined) return OTHER_FORM;
  if (memberAt(value, "messageSignature.messageDigest.digest") !== encodeBase64(sha256.hash(manifest))) {
    return new Problem("the file speaks of another export.json");
  }
  return equalBytes(encodeMessageBundle(manifest, signature, material, sha256), bytes) ? { signature, material } : OTHER_FORM;
}

function parseEnvelope(bytes: Uint8Array, provenance: Uint8Array) {
  const envelope = envelopeOf(parseCanonical(bytes));
  if (envelope === undefined || !equalBytes(encodeDsseEnvelope(envelope), bytes)) return OTHER_FORM;
  return equalBytes(envelope.payload, provenance) ? { signature: envelope.signature } : OTHER_PAYLOAD;
}

function parseDsseBundle(bytes: Uint8Array, provenance: Uint8Array) {
  const value = parseCanonical(bytes);
  const envelope = envelopeOf(memberAt(value, "dsseEnvelope"));
  const material = materialOf(memberAt(value, "verificationMaterial"));
  if (envelope === undefined || material === undefined || !equalBytes(encodeDsseBundle(envelope, material), bytes)) return OTHER_FORM;
  return equalBytes(envelope.payload, provenance) ? { signature: envelope.signature, material } : OTHER_PAYLOAD;
}

function envelopeOf(value: unknown): { payload: Uint8Array; signature: Uint8Array } | undefined {
  const payload = base64Of(memberAt(value, "payload"));
  const signatures = memberAt(value, "signatures");
  const signature = Array.isArray(signatures) ? base64Of(memberAt(signatures[0], "sig")) : undefined;
  return payload === undefined || signature === undefined ? undefined : { payload, signature };
}

function materialOf(value: unknown): VerificationMaterial | undefined {
  const key = keyMaterialOf(value);
  const responses = memberAt(value, "timestampVerificationData.rfc3161Timestamps") ?? [];
  if (key === undefined || !Array.isArray(responses)) return undefined;
  const timestamps = responses.map((response) => base64Of(memberAt(response, "signedTimestamp")));
  return timestamps.every((each) => each !== undefined) ? { key, timestamps } : undefined;
}

function keyMaterialOf(value: unknown): KeyMaterial | undefined {
  const hint = memberAt(value, "publicKey.hint");
  if (typeof hint === "string") return base64Of(hint)?.length === HINT_BYTES ? { kind: "publicKey", hint } : undefined;
  const certificate = base64Of(memberAt(value, "certificate.rawBytes"));
  const tlogEntries = memberAt(value, "tlogEntries");
  return certificate === undefined || !Array.isArray(tlogEntries) ? undefined : { kind: "certificate", certificate, tlogEntries };
}

function base64Of(value: unknown): Uint8Array | undefined {
  return typeof value === "string" ? decodeBase64(value) : undefined;
}

function textOf(bytes: Uint8Array): string | undefined {
  // Base64 is ASCII; anything else must not reach a decoder that may replace it.
  return bytes.length > 0 && bytes.every((byte) => byte < 0x80) ? decodeUtf8(bytes) : undefined;
}

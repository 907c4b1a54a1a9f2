// Whether one signer's four files hold, are of one key, and count for a policy of keys. How many signers must count is judged in
// `signature-check.ts`.
import { equalBytes } from "../bytes.js";
import type { Digest } from "../digest.js";
import type { Manifest } from "../manifest/schema.js";
import { parseInstant } from "../time.js";
import { encodeBase64 } from "../signing/base64.js";
import { IN_TOTO_PAYLOAD_TYPE } from "../signing/dsse-envelope.js";
import { encodePae } from "../signing/pae.js";
import type { SignedFiles } from "../signing/signature-set.js";
import type { VerifyFailure } from "./result.js";
import type { SignatureClaim, SignerClaims } from "./signer-claims.js";
import type { PublicKey } from "./trust/public-key.js";
import { objectionTo, type TrustedKey, type TrustPolicy } from "./trust/trust-policy.js";

/** A signer that counts: its key, and whose it is where a certificate says so. */
export interface CountedSigner {
  readonly keyId: Digest;
  readonly identity?: string;
  readonly issuer?: string;
}

/** What became of one signer. */
export interface SignerVerdict {
  /** The key, where its four signatures hold and count. */
  readonly counted?: CountedSigner;
  /** What refuses the bundle whoever else has signed it. */
  readonly failures: readonly VerifyFailure[];
  /** Why the signer does not count; refuses the bundle where too few others do. */
  readonly objection?: VerifyFailure;
}

export interface SignerCase {
  readonly folder: string;
  /** SHA-256 of the key that the folder is named after; absent for the first signer. */
  readonly keyHex?: string;
  readonly claims: SignerClaims;
  readonly signed: SignedFiles;
  readonly manifest: Manifest;
}

/** The hint that the signer's two bundles give, or `undefined` where they hold a certificate. */
export function hintOf({ message }: SignerClaims): string | undefined {
  const { key } = message.bundle.material;
  return key.kind === "publicKey" ? key.hint : undefined;
}

export async function checkSigner(signer: SignerCase, policy: TrustPolicy): Promise<SignerVerdict> {
  const { folder, claims } = signer;
  const about = `${folder}/export.json.sigstore.json`;
  const wanted = wantedHint(signer, policy);
  if (wanted === undefined) {
    const message = "the signature comes with a certificate instead of a key; such signers count with --trusted-root";
    return { failures: [], objection: { code: "ERR_EXPORT_KEY_UNTRUSTED", path: about, message } };
  }
  const strays = [claims.message, claims.statement].filter(({ bundle }) => hintIn(bundle) !== wanted);
  const failures = strays.map(({ bundle }) => invalid(bundle.path, "the file names another key than the signer's other files"));
  const trusted = policy.keys.find(({ key }) => key.hint === wanted);
  if (trusted === undefined) {
    failures.push(...differences(claims));
    const objection = { code: "ERR_EXPORT_KEY_UNTRUSTED" as const, path: about, message: `no trusted key has the hint ${wanted}` };
    return { failures, objection };
  }
  failures.push(...(await signatureFailures(trusted.key, claims, signer.signed)));
  if (failures.length > 0) return { failures };
  return countSigner(trusted, signer, policy, about);
}

/** The one key that the signer's files must name: by the folder's name, else by a hint, one that is trusted before one that is not. */
function wantedHint({ keyHex, claims }: SignerCase, policy: TrustPolicy): string | undefined {
  const hints = [hintIn(claims.message.bundle), hintIn(claims.statement.bundle)].filter((hint) => hint !== undefined);
  if (hints.length === 0) return undefined;
  if (keyHex !== undefined) return encodeBase64(Uint8Array.from(keyHex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  return hints.find((hint) => policy.keys.some(({ key }) => key.hint === hint)) ?? hints[0];
}

function hintIn({ material }: SignatureClaim["bundle"]): string | undefined {
  return material.key.kind === "publicKey" ? material.key.hint : undefined;
}

async function signatureFailures(key: PublicKey, { message, statement }: SignerClaims, signed: SignedFiles): Promise<VerifyFailure[]> {
  const pae = encodePae(IN_TOTO_PAYLOAD_TYPE, signed.provenance);
  return [...(await claimFailures(key, message, signed.manifest)), ...(await claimFailures(key, statement, pae))];
}

async function claimFailures(key: PublicKey, { detached, bundle }: SignatureClaim, bytes: Uint8Array): Promise<VerifyFailure[]> {
  const isSame = equalBytes(detached.signature, bundle.signature);
  const failures: VerifyFailure[] = [];
  const holds = await key.verify(bytes, detached.signature);
  if (!holds) failures.push(invalid(detached.path, `the signature is not that of ${key.keyId} over this bundle`));
  if (!(isSame ? holds : await key.verify(bytes, bundle.signature))) {
    failures.push(invalid(bundle.path, `the signature is not that of ${key.keyId} over this bundle`));
  } else if (!isSame && holds) failures.push(invalid(bundle.path, `the signature is not the one of ${detached.path}`));
  return failures;
}

/** What can be said without the key: both files of a signed thing hold one signature. */
function differences({ message, statement }: SignerClaims): VerifyFailure[] {
  return [message, statement]
    .filter(({ detached, bundle }) => !equalBytes(detached.signature, bundle.signature))
    .map(({ detached, bundle }) => invalid(bundle.path, `the signature is not the one of ${detached.path}`));
}

async function countSigner(trusted: TrustedKey, signer: SignerCase, policy: TrustPolicy, about: string): Promise<SignerVerdict> {
  const { claims, manifest } = signer;
  const times: number[] = [];
  const failures: VerifyFailure[] = [];
  for (const { bundle } of [claims.message, claims.statement]) {
    const stamps = await timesOf(bundle, policy);
    if (stamps === "bad") failures.push(timestampFailure(bundle.path));
    else times.push(...stamps);
    if (stamps !== "bad" && stamps.length === 0 && policy.requireTimestamp) {
      const message = "the signature has no timestamp, and the trust file demands one";
      return { failures, objection: { code: "ERR_EXPORT_TIMESTAMP_MISSING", path: bundle.path, message } };
    }
  }
  if (failures.length > 0) return { failures };
  // Without a witness there is only what the manifest itself says; where that is no instant, the manifest is refused for it.
  const stated = parseInstant(manifest.asOf);
  const objection = objectionTo(trusted, manifest, times.length > 0 || stated === undefined ? times : [stated]);
  if (objection !== undefined) return { failures, objection: { ...objection, path: about } };
  return { failures, counted: { keyId: trusted.key.keyId } };
}

/** All of them must be good, as a witness that nobody can ask is no witness. */
async function timesOf({ material, signature }: SignatureClaim["bundle"], { timestamps }: TrustPolicy): Promise<number[] | "bad"> {
  if (timestamps === undefined) return [];
  const times: number[] = [];
  for (const response of material.timestamps) {
    const time = await timestamps.timeOf(response, signature);
    if (time === undefined) return "bad";
    times.push(time);
  }
  return times;
}

function timestampFailure(path: string): VerifyFailure {
  return {
    code: "ERR_EXPORT_TIMESTAMP_INVALID",
    path,
    message: "a timestamp is not one of a trusted authority over the signature beside it",
  };
}

function invalid(path: string, message: string): VerifyFailure {
  return { code: "ERR_EXPORT_SIGNATURE_INVALID", path, message };
}

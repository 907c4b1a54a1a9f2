// Whether one signer's four files hold and were made by a certified identity that is trusted. The counterpart of `signer-check.ts`.
import { equalBytes } from "../bytes.js";
import { type Sha256, toHex } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { keyIdOf } from "../signing/key-id.js";
import type { VerifyFailure } from "./result.js";
import type { SignerCase, SignerVerdict } from "./signer-check.js";
import type { SignatureClaim } from "./signer-claims.js";
import type { CertifiedSigner, IdentityPolicy } from "./trust/identity-policy.js";

export async function checkIdentity(signer: SignerCase, policy: IdentityPolicy, sha256: Sha256): Promise<SignerVerdict> {
  const { claims, signed } = signer;
  const parts = [claims.message, claims.statement];
  const keyed = parts.find(({ bundle }) => bundle.material.key.kind !== "certificate");
  if (keyed !== undefined) {
    const message = "the signature comes with the name of a key instead of a certificate; such signers count with --key or --trust";
    return { failures: [], objection: { code: "ERR_EXPORT_KEY_UNTRUSTED", path: keyed.bundle.path, message } };
  }
  const failures: VerifyFailure[] = [];
  const signers: CertifiedSigner[] = [];
  for (const claim of parts) {
    const judged = await judge(claim, signed.manifest, policy);
    if ("code" in judged) failures.push(judged);
    else {
      signers.push(judged);
      if (!equalBytes(claim.detached.signature, claim.bundle.signature)) {
        failures.push(invalid(claim.detached.path, `the signature is not the one of ${claim.bundle.path}`));
      }
    }
  }
  const [first, second] = signers;
  const untrusted = failures.every(({ code }) => code === "ERR_EXPORT_KEY_UNTRUSTED") ? failures[0] : undefined;
  if (untrusted !== undefined) return { failures: [], objection: untrusted };
  if (first === undefined || second === undefined || failures.length > 0) return { failures };
  const keyId = keyIdOf(first.spki, sha256);
  const isNamed = signer.keyHex === undefined || signer.keyHex === toHex(sha256.hash(first.spki));
  if (!isNamed || !equalBytes(first.spki, second.spki)) {
    return { failures: [invalid(claims.statement.bundle.path, "the signer's files are not of one key")] };
  }
  return { failures, counted: { keyId, identity: first.identity, issuer: first.issuer } };
}

async function judge(claim: SignatureClaim, manifest: Uint8Array, policy: IdentityPolicy): Promise<CertifiedSigner | VerifyFailure> {
  try {
    return await policy.judge(claim.bundle.bytes, manifest);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return { code: error.code, path: claim.bundle.path, message: error.message };
  }
}

function invalid(path: string, message: string): VerifyFailure {
  return { code: "ERR_EXPORT_SIGNATURE_INVALID", path, message };
}

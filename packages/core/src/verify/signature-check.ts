// Whether enough trusted signers stand behind a bundle. It knows groups of files and how many signers a policy asks for; one signer is
// judged in `signer-check.ts`.
import type { Digest, Sha256 } from "../digest.js";
import type { Manifest } from "../manifest/schema.js";
import type { SignedFiles } from "../signing/signature-set.js";
import type { VerifyFailure } from "./result.js";
import type { SignatureFiles } from "./signature-files.js";
import { checkIdentity } from "./identity-check.js";
import { checkSigner, type CountedSigner, hintOf } from "./signer-check.js";
import { readSignerClaims } from "./signer-claims.js";
import type { IdentityPolicy } from "./trust/identity-policy.js";
import type { TrustPolicy } from "./trust/trust-policy.js";

/** Whom a receiver trusts: keys, or an identity. */
export type SignaturePolicy =
  | { readonly kind: "signed"; readonly policy: TrustPolicy }
  | { readonly kind: "identity"; readonly policy: IdentityPolicy };

export interface SignatureJudgement {
  /** Signers that count, each key once: the first, then the further ones by their keys. */
  readonly signers: readonly CountedSigner[];
  /** Empty exactly where enough of them count and nothing else in signatures/ is wrong, or a file was too long and is refused already. */
  readonly failures: readonly VerifyFailure[];
}

export async function checkSignatures(
  signatures: SignatureFiles,
  manifest: Manifest,
  signed: SignedFiles,
  trust: SignaturePolicy,
  sha256: Sha256,
): Promise<SignatureJudgement> {
  if (signatures.isEmpty) return refused("ERR_EXPORT_SIGNATURE_MISSING", "the bundle carries no signature");
  const signers = new Map<Digest, CountedSigner>();
  const failures: VerifyFailure[] = [...signatures.missing()];
  const objections: VerifyFailure[] = [];
  const hints = new Set<string>();
  for (const group of signatures.complete()) {
    const reading = readSignerClaims(group, signed, sha256);
    failures.push(...reading.failures);
    if (reading.claims === undefined) continue;
    const hint = hintOf(reading.claims);
    if (hint !== undefined && hints.has(hint)) {
      failures.push({
        code: "ERR_EXPORT_SIGNATURE_INVALID",
        path: `${group.folder}/export.json.sigstore.json`,
        message: "a key that has signed already signs a second time",
      });
      continue;
    }
    if (hint !== undefined) hints.add(hint);
    const signer = { ...group, claims: reading.claims, signed, manifest };
    const verdict = await (trust.kind === "signed" ? checkSigner(signer, trust.policy) : checkIdentity(signer, trust.policy, sha256));
    failures.push(...verdict.failures);
    if (verdict.objection !== undefined) objections.push(verdict.objection);
    if (verdict.counted !== undefined) signers.set(verdict.counted.keyId, verdict.counted);
  }
  // Whatever a policy says, a bundle that nobody signed is not signed.
  const threshold = Math.max(1, trust.kind === "signed" ? trust.policy.threshold : 1);
  if (signers.size < threshold) {
    failures.push(...objections);
    const few = `${signers.size} of the ${threshold} distinct keys that must sign have signed`;
    if (threshold > 1 || (failures.length === 0 && !signatures.isCut)) failures.push(...refused("ERR_EXPORT_THRESHOLD", few).failures);
  }
  return { signers: [...signers.values()], failures };
}

function refused(code: "ERR_EXPORT_SIGNATURE_MISSING" | "ERR_EXPORT_THRESHOLD", message: string): SignatureJudgement {
  return { signers: [], failures: [{ code, path: "signatures", message }] };
}

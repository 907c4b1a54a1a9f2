// Trust in an identity instead of a key: a certificate that names it, vouched for by a trusted root. It knows what has to be judged; the
// judging is a runtime's (certificates, logs and timestamps are a library's work).
import type { SignedFiles } from "../../signing/signature-set.js";

/** Who signed a Sigstore bundle, as its certificate says. */
export interface CertifiedSigner {
  /** DER SubjectPublicKeyInfo of the certificate. */
  readonly spki: Uint8Array;
  readonly identity: string;
  readonly issuer: string;
}

export interface IdentityPolicy {
  /** Whom it trusts, for a receipt. */
  readonly description: Readonly<Record<"trustedRoot" | "identity" | "issuer", string>>;
  /**
   * Judges a Sigstore bundle whose signature is over `artifact`, or over a statement about it. Throws KEY_UNTRUSTED for another identity,
   * SIGNATURE_INVALID for everything that does not hold.
   */
  judge(bundle: Uint8Array, artifact: SignedFiles["manifest"]): Promise<CertifiedSigner>;
}

// What signs for a bundle: a key in memory, a key in hardware or in a service, an identity. It knows bytes, not bundles.
import type { VerificationMaterial } from "../signing/sigstore-bundle.js";

/** What is to be signed: bytes as they are, or an in-toto statement inside a DSSE envelope. */
export type Signable =
  | { readonly kind: "message"; readonly bytes: Uint8Array }
  /** The signature is over `encodePae(IN_TOTO_PAYLOAD_TYPE, payload)`. */
  | { readonly kind: "statement"; readonly payload: Uint8Array };

export interface SignOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Signs with one key for as long as it lives. Signatures depend on the bytes and the key (and on chance, where the algorithm wants it), never on
 * a path, a run or a host.
 *
 * `sign` may be called any number of times, in any order, also concurrently; it keeps no reference to the bytes. It throws the signal's
 * reason, and where a service signs: OFFLINE, IDENTITY_TOKEN, SIGNING_SERVICE. A signer holds no handle between calls: nothing is to be closed.
 */
export interface Signer {
  /** SubjectPublicKeyInfo in DER of the key that signs: what a receiver verifies with. The same for the life of the signer. */
  readonly publicKey: Uint8Array;
  sign(signable: Signable, options?: SignOptions): Promise<Signature>;
}

export interface Signature {
  /**
   * DER for ECDSA (RFC 3279 § 2.2.3) with the smaller of the two possible `s`, which verifiers demand (`withSmallerS` gives it); 64 bytes
   * for ed25519; PKCS#1 v1.5 for RSA.
   */
  readonly signature: Uint8Array;
  readonly material: VerificationMaterial;
}

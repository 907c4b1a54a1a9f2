// What verification needs of a runtime's cryptography: a public key that says yes or no. It computes nothing itself.

/** The kinds of key that a bundle may be signed with. `rsa` is PKCS#1 v1.5 with SHA-256, 2048 to 8192 bits. */
export type KeyType = "p256" | "ed25519" | "rsa";

/** A public key at work. */
export interface SignatureVerifier {
  /**
   * Whether `signature` is the key's over `message`: ECDSA with SHA-256 as r‖s (64 bytes), pure Ed25519 (64 bytes), or RSA PKCS#1 v1.5 with
   * SHA-256. False for every other bytes; throws only where the runtime fails.
   */
  verify(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Signature primitives of a runtime: `node:crypto` on Node, WebCrypto in a browser. */
export interface SignatureCrypto {
  /** `undefined` where the runtime refuses the key (a point that is not on the curve). `spki` has the form that `toKeyShape` accepts. */
  openKey(type: KeyType, spki: Uint8Array): Promise<SignatureVerifier | undefined>;
}

// How a public key is named: by the SHA-256 of its SPKI DER, in hex for people and folders, in base64 as cosign's hint in bundles.
import { type Digest, type Sha256, toDigest } from "../digest.js";
import { encodeBase64 } from "./base64.js";

/** `sha256:<64 hex>` of the SubjectPublicKeyInfo in DER (RFC 5280 § 4.1.2.7). A further signer's folder is named by the same hex. */
export function keyIdOf(spkiDer: Uint8Array, sha256: Sha256): Digest {
  return toDigest(sha256.hash(spkiDer));
}

/** What `publicKey.hint` of a Sigstore bundle holds: base64 of the same SHA-256, as every version of cosign writes it. */
export function keyHintOf(spkiDer: Uint8Array, sha256: Sha256): string {
  return encodeBase64(sha256.hash(spkiDer));
}

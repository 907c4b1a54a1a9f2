// Whether a signature is one, asked of node:crypto and not of the signer.
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { encodeUtf8, type Signable, type Signature, signedBytesOf, type Signer } from "@stella-export/core";

export const MESSAGE: Signable = { kind: "message", bytes: encodeUtf8('{"what":"a manifest"}') };
export const STATEMENT: Signable = { kind: "statement", payload: encodeUtf8('{"_type":"https://in-toto.io/Statement/v1"}') };

/** The signer's public key. Throws where it is none. */
export function keyOf({ publicKey }: Signer): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
}

/** True where the key made the signature over what was to be signed, in the encoding that the seam names. */
export function isSignedBy(signer: Signer, signable: Signable, { signature }: Signature): boolean {
  const key = keyOf(signer);
  return verify(key.asymmetricKeyType === "ed25519" ? null : "sha256", signedBytesOf(signable), key, signature);
}

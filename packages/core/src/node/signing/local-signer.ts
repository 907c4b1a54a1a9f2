// Signs with a key in this process's memory. It knows the key, not the file that it came from.
import { type KeyObject, sign as signBytes } from "node:crypto";
import type { Signable, Signature, Signer, SignOptions } from "../../seams/signer.js";
import { keyHintOf } from "../../signing/key-id.js";
import { signedBytesOf } from "../../signing/pae.js";
import { withSmallerS } from "../../verify/trust/ecdsa-signature.js";
import { nodeSha256 } from "../sha256.js";
import { digestNameOf, keyTypeOf, spkiOf } from "./key-type.js";

/** The signer of a private key: ECDSA P-256 with SHA-256, ed25519, or RSA PKCS#1 v1.5 with SHA-256. Throws KEY_UNSUPPORTED. */
export function localSigner(key: KeyObject): Signer {
  keyTypeOf(key);
  const publicKey = spkiOf(key);
  const digest = digestNameOf(key);
  const hint = keyHintOf(publicKey, nodeSha256);
  return {
    publicKey,
    async sign(signable: Signable, { signal }: SignOptions = {}): Promise<Signature> {
      signal?.throwIfAborted();
      const made = signBytes(digest, signedBytesOf(signable), key);
      const signature = key.asymmetricKeyType === "ec" ? withSmallerS(made) : made;
      return { signature, material: { key: { kind: "publicKey", hint }, timestamps: [] } };
    },
  };
}

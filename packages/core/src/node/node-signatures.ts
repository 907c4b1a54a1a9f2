// Signature checks by node:crypto, behind the interface that core takes them through.
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { KeyType, SignatureCrypto } from "../verify/trust/signature-crypto.js";

/** OpenSSL's ECDSA, Ed25519 and RSA. */
export const nodeSignatures: SignatureCrypto = {
  async openKey(type, spki) {
    const key = keyOf(spki);
    // OpenSSL has read it; that it reads what is written is the last word on its form.
    if (key === undefined || !key.export({ type: "spki", format: "der" }).equals(spki)) return undefined;
    return { verify: async (message, signature) => isSignature(type, key, message, signature) };
  },
};

function keyOf(spki: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

function isSignature(type: KeyType, key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  if (type === "ed25519") return verify(null, message, key, signature);
  return type === "rsa"
    ? verify("sha256", message, key, signature)
    : verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);
}

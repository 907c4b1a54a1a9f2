// Signature checks by WebCrypto, for browsers and other runtimes without node:crypto.
import type { KeyType, SignatureCrypto } from "../trust/signature-crypto.js";

const ALGORITHMS = {
  p256: { key: { name: "ECDSA", namedCurve: "P-256" }, verify: { name: "ECDSA", hash: "SHA-256" } },
  ed25519: { key: { name: "Ed25519" }, verify: { name: "Ed25519" } },
  rsa: { key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, verify: { name: "RSASSA-PKCS1-v1_5" } },
} as const satisfies Record<KeyType, object>;

/** WebCrypto's ECDSA, Ed25519 and RSA. */
export const webSignatures: SignatureCrypto = {
  async openKey(type, spki) {
    const { subtle } = globalThis.crypto;
    const algorithm = ALGORITHMS[type];
    const key = await subtle.importKey("spki", Uint8Array.from(spki), algorithm.key, false, ["verify"]).catch((error: unknown) => {
      // What it says of numbers that make no key; a runtime without the algorithm says NotSupportedError, which is no verdict.
      if (error instanceof Error && error.name === "DataError") return undefined;
      throw error;
    });
    if (key === undefined) return undefined;
    return {
      verify: async (message, signature) => subtle.verify(algorithm.verify, key, Uint8Array.from(signature), Uint8Array.from(message)),
    };
  },
};

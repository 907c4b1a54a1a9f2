// A signer's public key from a PEM file: one block of SubjectPublicKeyInfo and nothing else, of a kind that is taken.
// It knows the file's form and the key's names; signatures are checked by the runtime's cryptography.
import type { Digest, Sha256 } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import { decodeBase64 } from "../../signing/base64.js";
import { keyHintOf, keyIdOf } from "../../signing/key-id.js";
import { ecdsaFromDer } from "./ecdsa-signature.js";
import { toKeyShape } from "./key-shape.js";
import type { KeyType, SignatureCrypto } from "./signature-crypto.js";

/** What keys and signatures are checked with. */
export interface TrustTools {
  readonly sha256: Sha256;
  readonly crypto: SignatureCrypto;
}

/** A key that signatures can be checked with. */
export interface PublicKey {
  readonly type: KeyType;
  /** `sha256:<64 hex>` of the SubjectPublicKeyInfo. */
  readonly keyId: Digest;
  /** Base64 of the same SHA-256: `publicKey.hint` of a Sigstore bundle. */
  readonly hint: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** False for any bytes but the key's signature in its one encoding (ECDSA: DER with the smaller s). */
  verify(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

const PEM = /^-----BEGIN PUBLIC KEY-----\r?\n((?:[A-Za-z0-9+/=]{1,76}\r?\n)+)-----END PUBLIC KEY-----(?:\r?\n)*$/;

/** Longest PEM of a key that is taken, with room to spare. */
export const MAX_KEY_BYTES = 8192;

/**
 * The key in the text of a PEM file. Throws KEY_INVALID for several blocks, text around the block, another label and numbers that make no key,
 * KEY_UNSUPPORTED for keys other than P-256, Ed25519 and RSA of 2048 to 8192 bits.
 */
export async function parsePublicKey(pem: string, tools: TrustTools): Promise<PublicKey> {
  const body = pem.length > MAX_KEY_BYTES ? undefined : PEM.exec(pem)?.[1];
  const spki = body === undefined ? undefined : decodeBase64(body.replaceAll(/\r?\n/g, ""));
  if (spki === undefined) throw invalid("not one PEM block PUBLIC KEY and nothing else");
  return openPublicKey(spki, tools);
}

/** The key of a DER SubjectPublicKeyInfo. Throws KEY_INVALID, KEY_UNSUPPORTED. */
export async function openPublicKey(spki: Uint8Array, { sha256, crypto }: TrustTools): Promise<PublicKey> {
  const shape = toKeyShape(spki);
  if ("problem" in shape) throw new ExportError("ERR_EXPORT_KEY_UNSUPPORTED", `the public key is not taken: ${shape.problem}`);
  const { type } = shape;
  const verifier = await crypto.openKey(type, spki);
  if (verifier === undefined) throw invalid(`its numbers make no ${type} key`);
  const verify = async (message: Uint8Array, signature: Uint8Array): Promise<boolean> => {
    const raw = type === "p256" ? ecdsaFromDer(signature) : signature;
    return raw !== undefined && verifier.verify(message, raw);
  };
  return { type, keyId: keyIdOf(spki, sha256), hint: keyHintOf(spki, sha256), spki: Uint8Array.from(spki), verify };
}

function invalid(why: string): ExportError {
  return new ExportError("ERR_EXPORT_KEY_INVALID", `the public key is not taken: ${why}`);
}

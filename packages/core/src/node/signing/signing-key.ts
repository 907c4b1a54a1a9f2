// A key file opened for signing. What turns a password into a key takes long by design, so this is a door of its own: a command line begins
// with it while it loads all the rest.
import type { KeyObject } from "node:crypto";
import type { Digest } from "../../digest.js";
import type { Signer } from "../../seams/signer.js";
import { keyHintOf, keyIdOf } from "../../signing/key-id.js";
import { naming } from "../given-file.js";
import { nodeSha256 } from "../sha256.js";
import { readKeyFile } from "./key-file-text.js";
import { parseSigningKey, type PasswordSource } from "./key-text.js";
import { keyTypeOf, spkiOf } from "./key-type.js";
import { localSigner } from "./local-signer.js";

/** What a key is called. */
export interface KeyFacts {
  /** `sha256:<64 hex>` of the public key's SPKI DER. */
  readonly keyId: Digest;
  /** The same in base64: what Sigstore bundles name the key by. */
  readonly hint: string;
  /** `p256`, `ed25519`, `rsa<bits>` */
  readonly type: string;
}

export interface SigningKey extends KeyFacts {
  readonly signer: Signer;
  /** Others than its owner may read or change the file. */
  readonly isExposed: boolean;
}

/** Opens a key file for signing. Throws KEY_*, USAGE, NOT_FOUND, PERMISSION, IO. */
export async function openSigningKey(path: string, password: PasswordSource, signal?: AbortSignal): Promise<SigningKey> {
  const { text, isExposed } = await readKeyFile(path, signal);
  const key = await naming(path, () => parseSigningKey(text, password));
  return { ...factsOf(key), signer: localSigner(key), isExposed };
}

/** What the public half of a key is called. */
export function factsOf(key: KeyObject): KeyFacts {
  const spki = spkiOf(key);
  return { keyId: keyIdOf(spki, nodeSha256), hint: keyHintOf(spki, nodeSha256), type: keyTypeOf(key) };
}

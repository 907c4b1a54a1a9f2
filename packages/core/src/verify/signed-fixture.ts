// Signs the bundles of tests with node:crypto, spelled out, so that verification is tested against something other than our own signer.
// Test-only: not exported from the package.
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { nodeSignatures } from "../node/node-signatures.js";
import { nodeSha256 as sha256 } from "../node/sha256.js";
import { keyHintOf, keyIdOf } from "../signing/key-id.js";
import { encodePae } from "../signing/pae.js";
import { encodeSignatureSet, type SignatureSet, signatureFolder } from "../signing/signature-set.js";
import { withSmallerS } from "./trust/ecdsa-signature.js";
import { openPublicKey, type PublicKey } from "./trust/public-key.js";

/** A key that signs, and what a receiver has of it. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly spki: Uint8Array;
  readonly pem: string;
  readonly publicKey: PublicKey;
  sign(bytes: Uint8Array): Uint8Array;
}

export type TestKeyType = "p256" | "ed25519" | "rsa";

export async function makeKey(type: TestKeyType = "p256"): Promise<TestKey> {
  return testKey(privateKeyOf(type));
}

async function testKey(privateKey: KeyObject): Promise<TestKey> {
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const publicKey = await openPublicKey(spki, { sha256, crypto: nodeSignatures });
  return {
    privateKey,
    spki,
    pem: createPublicKey(privateKey).export({ type: "spki", format: "pem" }).toString(),
    publicKey,
    sign: (bytes) => {
      const signature = sign(publicKey.type === "ed25519" ? null : "sha256", bytes, privateKey);
      return publicKey.type === "p256" ? withSmallerS(signature) : signature;
    },
  };
}

function privateKeyOf(type: TestKeyType): KeyObject {
  if (type === "p256") return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  return type === "ed25519" ? generateKeyPairSync("ed25519").privateKey : generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
}

/** What a test wants to have different in one signer's files. */
export interface SignChange {
  readonly hint?: string;
  readonly manifest?: Uint8Array;
  readonly provenance?: Uint8Array;
  readonly timestamps?: (signature: Uint8Array) => readonly Uint8Array[];
  readonly edit?: (set: SignatureSet) => SignatureSet;
}

/** The four files of a signer, by their names. */
export function signatureFilesOf(files: ReadonlyMap<string, Uint8Array>, key: TestKey, change: SignChange = {}): Map<string, Uint8Array> {
  const manifest = change.manifest ?? fileAt(files, "export.json");
  const provenance = change.provenance ?? fileAt(files, "provenance.json");
  const parts = (signature: Uint8Array) => ({
    signature,
    material: {
      key: { kind: "publicKey" as const, hint: change.hint ?? keyHintOf(key.spki, sha256) },
      timestamps: change.timestamps?.(signature) ?? [],
    },
  });
  const pae = encodePae("application/vnd.in-toto+json", provenance);
  const set = { message: parts(key.sign(manifest)), statement: parts(key.sign(pae)) };
  return encodeSignatureSet({ manifest, provenance }, change.edit?.(set) ?? set, sha256);
}

/** The files of a bundle with the signatures of keys, in the order of contract's tar. */
export function signFiles(
  files: ReadonlyMap<string, Uint8Array>,
  keys: readonly TestKey[],
  change: SignChange = {},
): Map<string, Uint8Array> {
  const heads = ["export.json", "provenance.json"].filter((path) => files.has(path));
  const signed = new Map(heads.map((path) => [path, fileAt(files, path)]));
  for (const [i, key] of keys.entries()) {
    const folder = signatureFolder(i === 0 ? undefined : keyIdOf(key.spki, sha256));
    for (const [name, bytes] of signatureFilesOf(files, key, change)) signed.set(`${folder}/${name}`, bytes);
  }
  for (const [path, bytes] of files) signed.set(path, bytes);
  return signed;
}

function fileAt(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes === undefined) throw new TypeError(`the bundle has no ${path}`);
  return bytes;
}

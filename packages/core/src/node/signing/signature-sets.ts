// Signature files as they lie in a bundle, read back into signatures: only what encodes again to the same bytes is one.
// It tells whether a key made them; whom to trust is not its question.
import { createPublicKey, verify } from "node:crypto";
import { decodeUtf8, equalBytes } from "../../bytes.js";
import type { Signable, Signer } from "../../seams/signer.js";
import { decodeBase64 } from "../../signing/base64.js";
import { signedBytesOf } from "../../signing/pae.js";
import { encodeSignatureSet, type SignatureParts, type SignatureSet, type SignedFiles } from "../../signing/signature-set.js";
import type { KeyMaterial } from "../../signing/sigstore-bundle.js";
import { ecdsaFromDer } from "../../verify/trust/ecdsa-signature.js";
import { nodeSha256 } from "../sha256.js";
import { digestNameOf } from "./key-type.js";

/** Signs both files. Throws what the signer throws. */
export async function makeSignatureSet(signer: Signer, { manifest, provenance }: SignedFiles, signal?: AbortSignal): Promise<SignatureSet> {
  const message = await signer.sign({ kind: "message", bytes: manifest }, { signal });
  const statement = await signer.sign({ kind: "statement", payload: provenance }, { signal });
  return { message, statement };
}

/** The set in four files by name; `undefined` where they are not, byte for byte, a set over these two files. Signatures are not checked. */
export function readSignatureSet(files: ReadonlyMap<string, Uint8Array>, signed: SignedFiles): SignatureSet | undefined {
  let set: SignatureSet;
  try {
    const message = jsonOf(files, "export.json.sigstore.json");
    const statement = jsonOf(files, "provenance.sigstore.json");
    set = {
      message: partsOf(member(message, "messageSignature", "signature"), message),
      statement: partsOf(member(statement, "dsseEnvelope", "signatures", "0", "sig"), statement),
    };
  } catch {
    return undefined;
  }
  const again = encodeSignatureSet(signed, set, nodeSha256);
  const isSame = files.size === again.size && [...again].every(([name, bytes]) => equalBytes(bytes, files.get(name) ?? new Uint8Array(0)));
  return isSame ? set : undefined;
}

/** True where the key of this SPKI made both signatures over these two files, in the form that verifiers take. */
export function isSignedBy({ message, statement }: SignatureSet, { manifest, provenance }: SignedFiles, spkiDer: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spkiDer), format: "der", type: "spki" });
  const digest = digestNameOf(key);
  const check = (signable: Signable, { signature }: SignatureParts) =>
    verify(digest, signedBytesOf(signable), key, signature) && (key.asymmetricKeyType !== "ec" || ecdsaFromDer(signature) !== undefined);
  return check({ kind: "message", bytes: manifest }, message) && check({ kind: "statement", payload: provenance }, statement);
}

function partsOf(signature: unknown, bundle: unknown): SignatureParts {
  const stamps = member(bundle, "verificationMaterial", "timestampVerificationData", "rfc3161Timestamps") ?? [];
  const timestamps = (stamps as readonly unknown[]).map((stamp) => bytesOf(member(stamp, "signedTimestamp")));
  return { signature: bytesOf(signature), material: { key: keyOf(member(bundle, "verificationMaterial")), timestamps } };
}

function keyOf(material: unknown): KeyMaterial {
  const hint = member(material, "publicKey", "hint");
  if (typeof hint === "string") return { kind: "publicKey", hint };
  const tlogEntries = member(material, "tlogEntries") as readonly unknown[];
  return { kind: "certificate", certificate: bytesOf(member(material, "certificate", "rawBytes")), tlogEntries };
}

function jsonOf(files: ReadonlyMap<string, Uint8Array>, name: string): unknown {
  return JSON.parse(decodeUtf8(files.get(name) ?? new Uint8Array(0)));
}

/** What a path of members leads to; `undefined` where it leads nowhere. */
function member(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], value);
}

function bytesOf(base64: unknown): Uint8Array {
  const bytes = typeof base64 === "string" ? decodeBase64(base64) : undefined;
  if (bytes === undefined) throw new TypeError("no base64");
  return bytes;
}

// The four files of one signer, from its two signatures: the detached one and the bundle over export.json, the envelope and the bundle
// over provenance.json. It knows what each file holds and in which folder the set lies, not how a signature is made.
import { encodeUtf8 } from "../bytes.js";
import type { Digest, Sha256 } from "../digest.js";
import { hexOf } from "../digest.js";
import { SIGNATURES_FOLDER } from "../verify/entry-path.js";
import { encodeBase64 } from "./base64.js";
import { encodeDsseEnvelope } from "./dsse-envelope.js";
import { encodeDsseBundle, encodeMessageBundle, type VerificationMaterial } from "./sigstore-bundle.js";

/** What is signed: the two files as they lie in the bundle. */
export interface SignedFiles {
  /** export.json */
  readonly manifest: Uint8Array;
  /** provenance.json, which is the DSSE payload. */
  readonly provenance: Uint8Array;
}

/** A signature with what vouches for it. */
export interface SignatureParts {
  readonly signature: Uint8Array;
  readonly material: VerificationMaterial;
}

export interface SignatureSet {
  /** Over the bytes of export.json. */
  readonly message: SignatureParts;
  /** Over the pre-authentication encoding of provenance.json. */
  readonly statement: SignatureParts;
}

/** Name → bytes of the four files (contract: "beside it"), in the order of their names. */
export function encodeSignatureSet(files: SignedFiles, { message, statement }: SignatureSet, sha256: Sha256): Map<string, Uint8Array> {
  const envelope = { payload: files.provenance, signature: statement.signature };
  return new Map([
    ["export.json.sig", encodeUtf8(encodeBase64(message.signature))],
    ["export.json.sigstore.json", encodeMessageBundle(files.manifest, message.signature, message.material, sha256)],
    ["provenance.dsse.json", encodeDsseEnvelope(envelope)],
    ["provenance.sigstore.json", encodeDsseBundle(envelope, statement.material)],
  ]);
}

/** Folder of a signer's four files: that of the first, or of a further one by its key. */
export function signatureFolder(further?: Digest): string {
  return further === undefined ? SIGNATURES_FOLDER : `${SIGNATURES_FOLDER}/${hexOf(further)}`;
}

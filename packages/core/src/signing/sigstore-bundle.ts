// Sigstore bundles v0.3 in the one byte form that Export Center writes and reads back: canonical JSON of the protobuf's JSON form.
// It knows what stands where; whether a signature is good is not its question.
// Source: sigstore/protobuf-specs v0.5.2, sigstore_bundle.proto and sigstore_common.proto.
import { encodeCanonical } from "../canonical/canonical.js";
import type { Sha256 } from "../digest.js";
import { encodeBase64 } from "./base64.js";
import { type DsseEnvelope, dsseMembers } from "./dsse-envelope.js";

const BUNDLE_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

/** How a receiver finds the key: by a hint to one that it has, or by a certificate with the log entries that vouch for it. */
export type KeyMaterial =
  | { readonly kind: "publicKey"; /** As `keyHintOf` gives it. */ readonly hint: string }
  | {
      readonly kind: "certificate";
      /** X.509 DER. */
      readonly certificate: Uint8Array;
      /** `TransparencyLogEntry` messages in their JSON form. */
      readonly tlogEntries: readonly unknown[];
    };

/** What vouches for a signature in a bundle. */
export interface VerificationMaterial {
  readonly key: KeyMaterial;
  /** Whole RFC 3161 TimeStampResp messages over the raw signature, DER. */
  readonly timestamps: readonly Uint8Array[];
}

/** Bytes of `export.json.sigstore.json`: a signature over `message`, whose SHA-256 stands beside it. */
export function encodeMessageBundle(
  message: Uint8Array,
  signature: Uint8Array,
  material: VerificationMaterial,
  sha256: Sha256,
): Uint8Array {
  return encodeCanonical({
    mediaType: BUNDLE_MEDIA_TYPE,
    messageSignature: {
      messageDigest: { algorithm: "SHA2_256", digest: encodeBase64(sha256.hash(message)) },
      signature: encodeBase64(signature),
    },
    verificationMaterial: materialMembers(material),
  });
}

/** Bytes of `provenance.sigstore.json`: the envelope with what vouches for its signature. */
export function encodeDsseBundle(envelope: DsseEnvelope, material: VerificationMaterial): Uint8Array {
  return encodeCanonical({
    mediaType: BUNDLE_MEDIA_TYPE,
    dsseEnvelope: dsseMembers(envelope),
    verificationMaterial: materialMembers(material),
  });
}

function materialMembers({ key, timestamps }: VerificationMaterial) {
  const rfc3161Timestamps = timestamps.map((response) => ({ signedTimestamp: encodeBase64(response) }));
  return {
    ...(key.kind === "publicKey"
      ? { publicKey: { hint: key.hint } }
      : { certificate: { rawBytes: encodeBase64(key.certificate) }, tlogEntries: key.tlogEntries }),
    ...(timestamps.length === 0 ? {} : { timestampVerificationData: { rfc3161Timestamps } }),
  };
}

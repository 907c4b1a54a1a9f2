// A DSSE envelope around an in-toto statement, in the one byte form that Export Center writes and reads back: canonical JSON, one
// signature, no keyid. A keyid would be an unsigned claim; cosign refuses bundles whose keyid is not the key's SSH fingerprint.
// Source: DSSE v1.0.2, envelope.md.
import { encodeCanonical } from "../canonical/canonical.js";
import { encodeBase64 } from "./base64.js";

export const IN_TOTO_PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** What an envelope holds. `signature` is over `encodePae(IN_TOTO_PAYLOAD_TYPE, payload)`. */
export interface DsseEnvelope {
  /** The statement, byte for byte. */
  readonly payload: Uint8Array;
  /** DER for ECDSA, else as the algorithm gives it. */
  readonly signature: Uint8Array;
}

/** The envelope as JSON members. */
export function dsseMembers({ payload, signature }: DsseEnvelope) {
  return { payload: encodeBase64(payload), payloadType: IN_TOTO_PAYLOAD_TYPE, signatures: [{ sig: encodeBase64(signature) }] } as const;
}

/** Bytes of `provenance.dsse.json`. */
export function encodeDsseEnvelope(envelope: DsseEnvelope): Uint8Array {
  return encodeCanonical(dsseMembers(envelope));
}

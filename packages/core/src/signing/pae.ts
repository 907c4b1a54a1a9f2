// The bytes that a DSSE signature is made over. It knows the encoding, neither keys nor payloads.
// Source: DSSE v1.0.2, protocol.md "Signature Definition".
import { concatBytes, encodeUtf8 } from "../bytes.js";
import type { Signable } from "../seams/signer.js";
import { IN_TOTO_PAYLOAD_TYPE } from "./dsse-envelope.js";

/** Pre-authentication encoding: `DSSEv1`, then length and text of the type, then length and bytes of the payload, joined by spaces. */
export function encodePae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = encodeUtf8(payloadType);
  return concatBytes([encodeUtf8(`DSSEv1 ${type.length} `), type, encodeUtf8(` ${payload.length} `), payload]);
}

/** The bytes that a signature is made over. */
export function signedBytesOf(signable: Signable): Uint8Array {
  return signable.kind === "message" ? signable.bytes : encodePae(IN_TOTO_PAYLOAD_TYPE, signable.payload);
}

// The question to a timestamp authority, and as much of its answer as the asker has to understand. It knows RFC 3161's outermost fields, no
// certificate: whether an authority is to be trusted, whoever verifies decides.
// Source: RFC 3161 § 2.4.
import { concatBytes } from "../bytes.js";

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const BOOLEAN = 0x01;
const OCTET_STRING = 0x04;
const VERSION_1 = Uint8Array.of(1);
const TRUE = Uint8Array.of(0xff);
/** OBJECT IDENTIFIER 2.16.840.1.101.3.4.2.1 (SHA-256), then NULL. */
const SHA256_ALGORITHM = Uint8Array.of(0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0);

/** TimeStampReq for 32 bytes of SHA-256, with a nonce of 8 random bytes, asking for the authority's certificate. */
export function encodeTimestampQuery(sha256: Uint8Array, nonce: Uint8Array): Uint8Array {
  const imprint = der(SEQUENCE, der(SEQUENCE, SHA256_ALGORITHM), der(OCTET_STRING, sha256));
  return der(SEQUENCE, der(INTEGER, VERSION_1), imprint, encodeNonce(nonce), der(BOOLEAN, TRUE));
}

/**
 * True for a TimeStampResp that is granted (status 0 or 1) and holds this imprint and this nonce somewhere. A verifier reads it properly; this
 * finds out an authority that answers something else before its answer is written.
 */
export function answersQuery(response: Uint8Array, sha256: Uint8Array, nonce: Uint8Array): boolean {
  const status = contentOf(response, contentOf(response, 0));
  const isGranted = response[status] === INTEGER && response[status + 1] === 1 && (response[status + 2] as number) <= 1;
  return isGranted && holds(response, der(OCTET_STRING, sha256)) && holds(response, encodeNonce(nonce));
}

/** An INTEGER that is positive whatever its first bit. */
function encodeNonce(nonce: Uint8Array): Uint8Array {
  return der(INTEGER, Uint8Array.of(1), nonce);
}

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(parts);
  if (content.length >= 0x80) throw new TypeError("a timestamp query has no long field");
  return concatBytes([Uint8Array.of(tag, content.length), content]);
}

/** Where the content of the SEQUENCE at an offset begins; past the end of everything where there is none. */
function contentOf(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== SEQUENCE) return bytes.length;
  const length = bytes[at + 1] ?? 0;
  return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
}

function holds(bytes: Uint8Array, wanted: Uint8Array): boolean {
  for (let at = 0; at + wanted.length <= bytes.length; at++) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

// Which kind of key a SubjectPublicKeyInfo is, for the three kinds that are taken, each in its one DER form (RFC 5480, RFC 8410, RFC 3279).
// It compares bytes; whether the numbers inside make a key is for the runtime's cryptography to say.
import { concatBytes, equalBytes } from "../../bytes.js";
import type { KeyType } from "./signature-crypto.js";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING } up to the uncompressed point's 0x04. */
const P256_HEAD = bytesOf("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
const P256_BYTES = 91;
/** SEQUENCE { SEQUENCE { id-Ed25519 }, BIT STRING }. */
const ED25519_HEAD = bytesOf("302a300506032b6570032100");
const ED25519_BYTES = 44;
/** SEQUENCE { rsaEncryption, NULL }. */
const RSA_ALGORITHM = bytesOf("300d06092a864886f70d0101010500");
const RSA_MIN_BITS = 2048;
const RSA_MAX_BITS = 8192;

export type KeyShape = { readonly type: KeyType } | { readonly problem: string };

/** The kind of the key, or why it is not taken. */
export function toKeyShape(spki: Uint8Array): KeyShape {
  if (spki.length === P256_BYTES && startsWith(spki, P256_HEAD)) return { type: "p256" };
  if (spki.length === ED25519_BYTES && startsWith(spki, ED25519_HEAD)) {
    return isSmallOrder(spki.subarray(ED25519_HEAD.length)) ? { problem: "an Ed25519 key of small order" } : { type: "ed25519" };
  }
  return rsaShape(spki);
}

function startsWith(bytes: Uint8Array, head: Uint8Array): boolean {
  return equalBytes(bytes.subarray(0, head.length), head);
}

/** Taken apart where the lengths of a 2048 to 8192 bit key put things, put together again and compared. */
function rsaShape(spki: Uint8Array): KeyShape {
  // SEQUENCE(4) algorithm(15) BIT STRING(4) unused bits(1) SEQUENCE(4) INTEGER(4)
  const modulusAt = 4 + RSA_ALGORITHM.length + 4 + 1 + 4 + 4;
  const modulusBytes = ((spki[modulusAt - 2] ?? 0) << 8) | (spki[modulusAt - 1] ?? 0);
  const modulus = spki.subarray(modulusAt, modulusAt + modulusBytes);
  const exponentAt = modulusAt + modulusBytes + 2;
  const exponent = spki.subarray(exponentAt);
  const bits = (modulusBytes - 1) * 8;
  if (modulus[0] !== 0 || ((modulus[1] ?? 0) & 0x80) === 0 || !equalBytes(encodeRsa(modulus, exponent), spki)) {
    return { problem: "neither P-256, Ed25519 nor RSA in its usual DER form" };
  }
  if (bits < RSA_MIN_BITS || bits > RSA_MAX_BITS)
    return { problem: `an RSA key of ${bits} bits; ${RSA_MIN_BITS} to ${RSA_MAX_BITS} are taken` };
  const isLow = exponent.length < 3 || exponent[0] === 0;
  if (exponent.length > 8 || isLow || ((exponent.at(-1) ?? 0) & 1) === 0 || (exponent[0] ?? 0) >= 0x80) {
    return { problem: "an RSA key whose exponent is not an odd number from 65537" };
  }
  return { type: "rsa" };
}

function encodeRsa(modulus: Uint8Array, exponent: Uint8Array): Uint8Array {
  const exponentDer = concatBytes([Uint8Array.of(0x02, exponent.length), exponent]);
  const key = long(0x30, concatBytes([long(0x02, modulus), exponentDer]));
  return long(0x30, concatBytes([RSA_ALGORITHM, long(0x03, concatBytes([Uint8Array.of(0), key]))]));
}

/** A DER value with a length in two bytes. */
function long(tag: number, content: Uint8Array): Uint8Array {
  return concatBytes([Uint8Array.of(tag, 0x82, content.length >> 8, content.length & 0xff), content]);
}

/** y-coordinates, little-endian and without the sign bit, of the points of order 1, 2, 4 and 8, in every encoding that a lax decoder takes. */
const SMALL_ORDER = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].map(bytesOf);

/** Such a key has valid signatures that nobody made. */
function isSmallOrder(point: Uint8Array): boolean {
  const y = Uint8Array.from(point); // a Buffer's slice would be the key itself
  y[31] = (y[31] as number) & 0x7f;
  return SMALL_ORDER.some((bad) => equalBytes(bad, y));
}

// The keys of the vectors, the same each time, and signatures that do not depend on chance: RFC 6979 for P-256, Ed25519, RSA PKCS#1 v1.5.
// They are public: nobody may trust them for anything but these vectors.
import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { p256, p384 } from "@noble/curves/nist.js";
import { sha256 } from "./bundles.mjs";

const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

function finish(type, privateKey, signBytes) {
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const hash = sha256(spki);
  return {
    type,
    privateKey,
    spki,
    pem: String(createPublicKey(privateKey).export({ type: "spki", format: "pem" })),
    hex: hash.toString("hex"),
    keyId: `sha256:${hash.toString("hex")}`,
    hint: hash.toString("base64"),
    sign: signBytes,
  };
}

export function p256Key(seed) {
  const secret = createHash("sha256").update(`vectors of verification: ${seed}`).digest();
  const point = p256.getPublicKey(secret, false);
  const jwk = { kty: "EC", crv: "P-256", d: base64url(secret), x: base64url(point.subarray(1, 33)), y: base64url(point.subarray(33)) };
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  const form = (format, lowS) => (bytes) => Buffer.from(p256.sign(bytes, secret, { prehash: true, lowS, format }));
  const signHash = (hash) => Buffer.from(p256.sign(hash, secret, { prehash: false, lowS: true, format: "der" }));
  return {
    ...finish("p256", key, form("der", true)),
    signHash,
    signRaw: form("compact", true),
    signHigh: (bytes) => highS(form("compact", true)(bytes)),
  };
}

/** A key of a kind that is not taken. */
export function p384Pem(seed) {
  const secret = createHash("sha384").update(`vectors of verification: ${seed}`).digest();
  const point = p384.getPublicKey(secret, false);
  const jwk = { kty: "EC", crv: "P-384", x: base64url(point.subarray(1, 49)), y: base64url(point.subarray(49)) };
  return createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
}

/** The other signature that anybody can make of one: DER with the larger s. */
function highS(compact) {
  const r = BigInt(`0x${compact.subarray(0, 32).toString("hex")}`);
  const s = p256.Point.Fn.ORDER - BigInt(`0x${compact.subarray(32).toString("hex")}`);
  return encodeEcdsa(r, s);
}

/** DER of two numbers, whatever they are. */
export function encodeEcdsa(r, s) {
  const integer = (number) => {
    let hex = number.toString(16);
    if (hex.length % 2 === 1) hex = `0${hex}`;
    if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
    return Buffer.concat([Buffer.of(2, hex.length / 2), Buffer.from(hex, "hex")]);
  };
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, body.length), body]);
}

export function ed25519Key(seed) {
  const secret = createHash("sha256").update(`vectors of verification: ${seed}`).digest();
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), secret]),
    format: "der",
    type: "pkcs8",
  });
  return finish("ed25519", key, (bytes) => sign(null, bytes, key));
}

export function rsaKey(name) {
  const key = createPrivateKey(readFileSync(join(import.meta.dirname, `${name}.pem`), "utf8"));
  return finish("rsa", key, (bytes) => sign("sha256", bytes, key));
}

import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalBytes } from "../../bytes.js";
import { ecdsaFromDer, withSmallerS } from "./ecdsa-signature.js";

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF = ORDER / 2n;

/** DER written out another way than in the source. */
function der(r: bigint, s: bigint): Uint8Array {
  const integer = (number: bigint): number[] => {
    let hex = number.toString(16);
    if (hex.length % 2 === 1) hex = `0${hex}`;
    if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
    const bytes = [...Buffer.from(hex, "hex")];
    return [2, bytes.length, ...bytes];
  };
  const body = [...integer(r), ...integer(s)];
  return Uint8Array.from([0x30, body.length, ...body]);
}
const rs = (r: bigint, s: bigint): string => r.toString(16).padStart(64, "0") + s.toString(16).padStart(64, "0");
const hex = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : Buffer.from(bytes).toString("hex"));

const number = fc.oneof(fc.bigInt({ min: 1n, max: ORDER - 1n }), fc.bigInt({ min: 1n, max: 300n }), fc.constant(ORDER - 1n));

describe("ECDSA signatures", () => {
  it("have one DER form, of the smaller s", () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        const low = s > HALF ? ORDER - s : s;
        expect(hex(ecdsaFromDer(der(r, low)))).toBe(rs(r, low));
        expect(hex(withSmallerS(der(r, s)))).toBe(hex(der(r, low)));
        expect(ecdsaFromDer(der(r, s))).toEqual(s > HALF ? undefined : ecdsaFromDer(der(r, low)));
      }),
    );
  });

  it("have bounds", () => {
    expect(hex(ecdsaFromDer(der(1n, HALF)))).toBe(rs(1n, HALF));
    expect(hex(ecdsaFromDer(der(ORDER - 1n, 1n)))).toBe(rs(ORDER - 1n, 1n));
    for (const [r, s] of [[0n, 1n], [1n, 0n], [ORDER, 1n], [1n, ORDER], [1n, HALF + 1n], [1n << 256n, 1n]] as const) {
      expect(ecdsaFromDer(der(r, s))).toBeUndefined();
    } // prettier-ignore
    expect(withSmallerS(der(1n, ORDER))).toEqual(der(1n, ORDER));
  });

  it("are refused in any other form", () => {
    const good = der(77n, 0x80n);
    expect(ecdsaFromDer(good)).toBeDefined();
    const bad = [
      [],
      [0x30],
      [0x30, 0],
      [...good, 0],
      [...good.subarray(0, -1)],
      [0x31, ...good.subarray(1)],
      [0x30, 0x81, ...good.subarray(1)], // a length in the long form
      [0x30, 0x80, ...good.subarray(2), 0, 0], // an open length
      [0x30, 8, 2, 2, 0, 77, 2, 2, 0, 0x80], // r longer than it must be
      [0x30, 6, 2, 1, 0xcd, 2, 1, 1], // r negative
      [0x30, 5, 2, 0, 2, 1, 1], // r empty
      [0x30, 6, 3, 1, 77, 2, 1, 1], // r no INTEGER
      [0x30, 6, 2, 1, 77, 4, 1, 1],
      [0x30, 9, 2, 1, 77, 2, 1, 1, 2, 1, 1], // a third number
      [0x30, 4, 2, 9, 77, 1],
    ];
    for (const bytes of bad) expect(ecdsaFromDer(Uint8Array.from(bytes)), bytes.join(" ")).toBeUndefined();
  });

  it("of one byte changed never become another form of the same", () => {
    const good = der(0x1234n << 200n, 0x5678n << 199n);
    const wanted = ecdsaFromDer(good);
    for (let at = 0; at < good.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const read = ecdsaFromDer(good.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte)));
        expect(read !== undefined && equalBytes(read, wanted as Uint8Array)).toBe(false);
      }
    }
  });

  it("stay good for OpenSSL with the other s", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const message = Buffer.from("message");
    for (let i = 0; i < 50; i++) {
      const low = withSmallerS(sign("sha256", message, privateKey));
      expect(verify("sha256", message, publicKey, low)).toBe(true);
      const raw = ecdsaFromDer(low) as Uint8Array;
      expect(verify("sha256", message, { key: publicKey, dsaEncoding: "ieee-p1363" }, raw)).toBe(true);
    }
  });
});

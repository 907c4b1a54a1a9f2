// ECDSA signatures between their one DER form (RFC 3279 § 2.2.3) and the fixed-width r‖s that runtimes compute with.
// It knows numbers and their bytes, no key.
import { concatBytes } from "../../bytes.js";

/** Order of P-256 (SEC 2 § 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF = ORDER >> 1n;
const WIDTH = 32;

/**
 * DER of a P-256 signature → r‖s. `undefined` for anything but the shortest form of two numbers from 1 to the order - 1, and for an s above
 * half of the order: from each signature anybody can make a second one with the other s, so only one of the two is taken.
 */
export function ecdsaFromDer(der: Uint8Array): Uint8Array | undefined {
  const numbers = numbersIn(der);
  return numbers === undefined || numbers.s > HALF ? undefined : concatBytes([toWidth(numbers.r), toWidth(numbers.s)]);
}

/** The same signature with the one s that is taken, for signers whose library chooses either. Other bytes are returned as they are. */
export function withSmallerS(der: Uint8Array): Uint8Array {
  const numbers = numbersIn(der);
  if (numbers === undefined || numbers.s <= HALF) return der;
  return toDer(numbers.r, ORDER - numbers.s);
}

/** r‖s (64 bytes), as some libraries give it → DER, whatever the numbers are. */
export function ecdsaToDer(raw: Uint8Array): Uint8Array {
  return toDer(toNumber(raw.subarray(0, WIDTH)), toNumber(raw.subarray(WIDTH)));
}

function toDer(r: bigint, s: bigint): Uint8Array {
  const integers = concatBytes([r, s].map(toInteger));
  return concatBytes([Uint8Array.of(0x30, integers.length), integers]);
}

function numbersIn(der: Uint8Array): { readonly r: bigint; readonly s: bigint } | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const rBytes = integerAt(der, 2);
  const sBytes = rBytes === undefined ? undefined : integerAt(der, 4 + rBytes.length);
  if (rBytes === undefined || sBytes === undefined || der.length !== 6 + rBytes.length + sBytes.length) return undefined;
  const [r, s] = [toNumber(rBytes), toNumber(sBytes)];
  return r === 0n || r >= ORDER || s === 0n || s >= ORDER ? undefined : { r, s };
}

/** The content of an INTEGER that is not negative and no byte longer than it must be. */
function integerAt(der: Uint8Array, at: number): Uint8Array | undefined {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined || length < 1 || length > WIDTH + 1 || at + 2 + length > der.length) return undefined;
  const content = der.subarray(at + 2, at + 2 + length);
  const [first = 0, second = 0] = content;
  if (first >= 0x80 || (length > 1 && first === 0 && second < 0x80)) return undefined;
  return content;
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

function toWidth(number: bigint): Uint8Array {
  return Uint8Array.from({ length: WIDTH }, (_, i) => Number((number >> BigInt(8 * (WIDTH - 1 - i))) & 0xffn));
}

function toInteger(number: bigint): Uint8Array {
  const wide = toWidth(number);
  const first = wide.findIndex((byte) => byte !== 0);
  const digits = wide.subarray(first < 0 ? WIDTH - 1 : first);
  const content = (digits[0] as number) >= 0x80 ? concatBytes([Uint8Array.of(0), digits]) : digits;
  return concatBytes([Uint8Array.of(0x02, content.length), content]);
}

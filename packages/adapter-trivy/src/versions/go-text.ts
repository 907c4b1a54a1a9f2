// Texts and numbers as Go's standard library reads them, where JavaScript's differs: white space, 64-bit integers, lower case, byte order.

/** An integer: a `number` while it is a safe one, else a `bigint`, so that equal ones are `===`. */
export type Integer = number | bigint;

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_INT64 = 2n ** 63n - 1n;
/** Digits that every safe integer may have. */
const SAFE_DIGITS = 15;
/** Digits that no 64-bit integer has more of. */
const MAX_DIGITS = 20;
const DIGITS = /^[0-9]+$/;
const SIGNED = /^[+-]?[0-9]+$/;
const ASCII = /^[\0-\x7f]*$/;
const encoder = new TextEncoder();

/** `unicode.IsSpace`; JavaScript's own idea of white space has U+FEFF more and U+0085 less. */
function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code === 0x85 || code === 0xa0 || code === 0x1680) return true;
  return code >= 0x2000 && (code <= 0x200a || code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x205f || code === 0x3000);
}

/** `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--;
  return trimSpaceLeft(text.slice(0, end));
}

/** `strings.TrimLeftFunc` with `unicode.IsSpace`. */
export function trimSpaceLeft(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text.charCodeAt(start))) start++;
  return text.slice(start);
}

/** `strings.Fields` joined without a separator. */
export function withoutSpace(text: string): string {
  let kept = "";
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    if (!isSpace(text.charCodeAt(index))) continue;
    kept += text.slice(start, index);
    start = index + 1;
  }
  return kept + text.slice(start);
}

/** `strconv.ParseUint(text, 10, 64)`; `undefined` where that is an error. */
export function parseUint64(text: string): Integer | undefined {
  if (!DIGITS.test(text)) return undefined;
  if (text.length <= SAFE_DIGITS) return Number(text);
  const digits = withoutZeros(text);
  if (digits.length > MAX_DIGITS) return undefined;
  const value = BigInt(digits);
  return value > MAX_UINT64 ? undefined : toInteger(value);
}

/** `strconv.Atoi` on a 64-bit machine. `inRange` is false where that is an error that leaves the nearest integer. */
export function parseInt64(text: string): { readonly value: Integer; readonly inRange: boolean } | undefined {
  if (!SIGNED.test(text)) return undefined;
  if (text.length <= SAFE_DIGITS) return { value: Number(text) + 0, inRange: true };
  const isNegative = text.startsWith("-");
  const digits = withoutZeros(text.replace(/^[+-]/, ""));
  const size = digits.length > MAX_DIGITS ? MAX_UINT64 : BigInt(digits);
  const limit = isNegative ? MAX_INT64 + 1n : MAX_INT64;
  const value = size > limit ? limit : size;
  return { value: toInteger(isNegative ? -value : value), inRange: size <= limit };
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, "");
}

/** The integer of a run of digits, the greatest one where `strconv.Atoi` overflows. */
export function parseClamped(digits: string): Integer {
  return parseInt64(digits)?.value ?? 0;
}

export function toInteger(value: bigint): Integer {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** One more, and 0 after 2^64 - 1, as an overflowing `uint64`. */
export function increment(value: Integer): Integer {
  return typeof value === "number" && value < Number.MAX_SAFE_INTEGER ? value + 1 : toInteger(BigInt.asUintN(64, BigInt(value) + 1n));
}

/** Orders integers, and ASCII or binary texts by their bytes. */
export function order<T extends Integer | string>(a: T, b: T): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isAscii(text: string): boolean {
  return ASCII.test(text);
}

/** The UTF-8 bytes of a text, one UTF-16 unit each. */
export function toBinary(text: string): string {
  if (isAscii(text)) return text;
  let binary = "";
  for (const byte of encoder.encode(text)) binary += String.fromCharCode(byte);
  return binary;
}

/** `strings.ToLower`: each character for itself, so neither a final sigma nor a dotted I becomes something special. */
export function toLower(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let lower = "";
  for (const character of text) lower += character === "\u0130" ? "i" : character.toLowerCase();
  return lower;
}

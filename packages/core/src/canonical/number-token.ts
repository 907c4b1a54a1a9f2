// Number tokens that are not plain short integers: their grammar (RFC 8259 § 6) and their canonical form, which is that of
// ECMAScript (RFC 8785 § 3.2.2.3). It does not know where the form is written to.
import { fail, failUnexpected } from "./failure.js";

/**
 * `lossless`: a token takes its RFC 8785 form only where that denotes exactly the same decimal value, else it stays as it was
 * written, because evidence must not change. `rfc8785`: always the RFC 8785 form, as the RFC has it.
 */
export type NumberRule = "lossless" | "rfc8785";

// Every double is told from its neighbours by 17 digits, so ECMAScript never prints more that are significant.
const SHORTEST_FORM_DIGITS = 17;
// A value with so few digits, well within the range of normal doubles, is what its nearest double prints: nothing need be tried.
const ALWAYS_EXACT_DIGITS = 15;
const ALWAYS_EXACT_EXPONENT = 290;
// Beyond this, no exponent can give a finite double other than zero, however many digits a token of 2 GiB has before its "e".
const EXPONENT_BOUND = 0x7fffffff * 2;

/** A decimal value: `0.DIGITS × 10^exponent`, the digits without leading or trailing zeros; of zero, no digits. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** Reads one token at a time; the result is valid until the next. */
export class NumberToken {
  /** Position behind the token. */
  end = 0;
  /** The canonical form where it differs from the token, else undefined. */
  form: string | undefined;

  #fraction = 0; // position of the first digit behind the point; that of the first byte behind the integer where there is none
  #mantissaEnd = 0;
  #exponent = 0;

  /** Reads the token at `p`, a digit or a minus. Throws `ERR_EXPORT_JSON_SYNTAX`, `…_TRUNCATED`, `…_NUMBER_RANGE`. */
  read(src: Uint8Array, start: number, p: number, end: number, rule: NumberRule): void {
    this.#scan(src, start, p, end);
    this.form = undefined;
    if (this.#isShortDecimal(src, p)) return;
    const form = rule === "lossless" ? this.#losslessForm(src, p) : doubleForm(src, start, p, this.end);
    if (form !== undefined && !isToken(src, p, this.end, form)) this.form = form;
  }

  #scan(src: Uint8Array, start: number, p: number, end: number): void {
    let q = src[p] === 0x2d ? p + 1 : p;
    if (q < end && src[q] === 0x30) q++;
    else q = skipDigits(src, start, q, end);
    this.#fraction = q;
    if (q < end && src[q] === 0x2e) {
      this.#fraction = q + 1;
      q = skipDigits(src, start, q + 1, end);
    }
    this.#mantissaEnd = q;
    this.#exponent = 0;
    if (q < end && ((src[q] as number) | 0x20) === 0x65) {
      q++;
      const sign = q < end ? src[q] : 0;
      if (sign === 0x2b || sign === 0x2d) q++;
      const from = q;
      q = skipDigits(src, start, q, end);
      let exponent = 0;
      for (let i = from; i < q && exponent < EXPONENT_BOUND; i++) exponent = exponent * 10 + (src[i] as number) - 0x30;
      this.#exponent = sign === 0x2d ? -exponent : exponent;
    }
    this.end = q;
  }

  /** Whether the token is like `9.8` or `-0.25`: what ECMAScript prints for it is what it is, and nothing need be computed. */
  #isShortDecimal(src: Uint8Array, p: number): boolean {
    const digits = src[p] === 0x2d ? p + 1 : p;
    const fraction = this.#fraction;
    // At most 15 digits are always told apart by a double; an integer part of zero may put five zeros behind the point.
    return (
      this.end === this.#mantissaEnd &&
      fraction < this.end &&
      this.end - digits <= 16 &&
      src[this.end - 1] !== 0x30 &&
      (src[digits] !== 0x30 || this.end - fraction <= 6)
    );
  }

  /** The ECMAScript form if it denotes the same value, else undefined. */
  #losslessForm(src: Uint8Array, p: number): string | undefined {
    const decimal = this.#decimal(src, p);
    if (decimal === undefined) return undefined;
    const { digits, exponent } = decimal;
    if (digits === "") return "0"; // also of -0, which is the same decimal value
    const form = (src[p] === 0x2d ? "-" : "") + formOf(decimal);
    const isExact = digits.length <= ALWAYS_EXACT_DIGITS && Math.abs(exponent) <= ALWAYS_EXACT_EXPONENT;
    return isExact || String(Number(form)) === form ? form : undefined;
  }

  /** The token's value, or undefined where it has more digits than any double's form can have. */
  #decimal(src: Uint8Array, p: number): Decimal | undefined {
    const point = this.#fraction - 1; // in a token without a point, the last digit; the loops below treat it as neither
    let first = src[p] === 0x2d ? p + 1 : p;
    let last = this.#mantissaEnd - 1;
    while (first <= last && (src[first] === 0x30 || src[first] === 0x2e)) first++;
    while (last >= first && (src[last] === 0x30 || src[last] === 0x2e)) last--;
    if (last - first > SHORTEST_FORM_DIGITS) return undefined; // one of them may be the point
    let digits = "";
    for (let i = first; i <= last; i++) if (src[i] !== 0x2e) digits += String.fromCharCode(src[i] as number);
    if (digits.length > SHORTEST_FORM_DIGITS) return undefined;
    const hasPoint = src[point] === 0x2e;
    const integerEnd = hasPoint ? point : this.#fraction;
    // Digits between the point and the first significant one, or between that one and the point.
    const places = first < integerEnd ? integerEnd - first : integerEnd + 1 - first;
    return { digits, exponent: places + this.#exponent };
  }
}

function skipDigits(src: Uint8Array, start: number, from: number, end: number): number {
  let q = from;
  while (q < end && (src[q] as number) >= 0x30 && (src[q] as number) <= 0x39) q++;
  if (q === from) failUnexpected(src, start, q, end);
  return q;
}

/** RFC 8785 to the letter: the form of the nearest double. */
function doubleForm(src: Uint8Array, start: number, p: number, end: number): string {
  const value = Number(new TextDecoder().decode(src.subarray(p, end)));
  if (!Number.isFinite(value)) fail("ERR_EXPORT_JSON_NUMBER_RANGE", p - start);
  return String(value);
}

/** How ECMAScript prints a value (Number::toString, radix 10), if it prints these digits. */
function formOf({ digits, exponent }: Decimal): string {
  const count = digits.length;
  if (exponent > 21 || exponent <= -6) {
    const fraction = count === 1 ? "" : `.${digits.slice(1)}`;
    return `${digits[0]}${fraction}e${exponent > 0 ? "+" : ""}${exponent - 1}`;
  }
  if (exponent >= count) return digits + "0".repeat(exponent - count);
  if (exponent > 0) return `${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
  return `0.${"0".repeat(-exponent)}${digits}`;
}

function isToken(src: Uint8Array, p: number, end: number, form: string): boolean {
  if (form.length !== end - p) return false;
  for (let i = 0; i < form.length; i++) if (src[p + i] !== form.charCodeAt(i)) return false;
  return true;
}

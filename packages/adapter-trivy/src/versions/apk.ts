// Alpine's versions as knqyf263/go-apk-version@v0.0.0-20200609155635-041fdbb8563f orders them, also for Wolfi, Chainguard and MinimOS. It
// follows apk-tools 2.10: a zero in front of a digit counts as a fraction, and a suffix may stand between parts.
import { toInteger, type Integer } from "./go-text.js";
import { toSign, type Version, type VersionScheme, MAX_VERSION_LENGTH } from "./scheme.js";

// The kinds of what comes next, in the order that decides between versions of which one ends first.
const INVALID = -1;
const FIRST_DIGIT = 0;
const DIGIT = 1;
const LETTER = 2;
const SUFFIX = 3;
const SUFFIX_NUMBER = 4;
const REVISION = 5;
const END = 6;

const PRE_SUFFIXES = ["alpha", "beta", "pre", "rc"];
const POST_SUFFIXES = ["cvs", "svn", "git", "hg", "p"];
const LOWER = /^\p{Ll}/u;
const DECIMAL = /^\p{Nd}/u;

/** A version as the values of its tokens, each with the kind of the next one. */
interface ApkVersion {
  readonly values: readonly Integer[];
  readonly kinds: readonly number[];
}

export const apk: VersionScheme = {
  name: "apk",
  parseVersion: (text) => (text.length > MAX_VERSION_LENGTH ? undefined : (parseApk(text) as unknown as Version | undefined)),
  compare: (a, b) => compare(a as unknown as ApkVersion, b as unknown as ApkVersion),
};

function parseApk(text: string): ApkVersion | undefined {
  const reader = new Reader(text);
  const values: Integer[] = [];
  const kinds: number[] = [];
  let kind = DIGIT;
  while (kind !== END && kind !== INVALID) {
    const token = reader.token(kind);
    values.push(token.value);
    kinds.push(token.next);
    kind = token.next;
  }
  return kind === END ? { values, kinds } : undefined;
}

function compare(a: ApkVersion, b: ApkVersion): -1 | 0 | 1 {
  let index = 0;
  let kindA = DIGIT;
  let kindB = DIGIT;
  let valueA: Integer = 0;
  let valueB: Integer = 0;
  for (; kindA === kindB && kindA !== END && valueA === valueB; index++) {
    valueA = a.values[index] ?? 0;
    valueB = b.values[index] ?? 0;
    kindA = a.kinds[index] ?? END;
    kindB = b.kinds[index] ?? END;
  }
  if (valueA !== valueB) return valueA < valueB ? -1 : 1;
  if (kindA === kindB) return 0;
  // A suffix of a pre-release makes its version the lesser one; else the one that goes on is the greater.
  if (kindA === SUFFIX && (a.values[index] ?? 0) < 0) return -1;
  if (kindB === SUFFIX && (b.values[index] ?? 0) < 0) return 1;
  return toSign(kindB - kindA);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value of a token of this kind and the kind of the next one. */
  token(kind: number): { readonly value: Integer; readonly next: number } {
    let value: Integer = 0;
    let next: number | undefined;
    if (kind === FIRST_DIGIT && this.#text[this.#at] === "0") {
      value = -this.#zeros();
      next = DIGIT;
    } else if (kind === LETTER) value = this.#take();
    else if (kind === SUFFIX) {
      const suffix = this.#suffix();
      if (suffix === undefined) return { value: -1, next: INVALID };
      value = suffix;
    } else value = this.#number();
    if (this.#at >= this.#text.length) return { value, next: END };
    return { value, next: next ?? this.#nextKind(kind) };
  }

  #zeros(): number {
    const from = this.#at;
    while (this.#text[this.#at] === "0") this.#at++;
    return this.#at - from;
  }

  /** The value of the digits here, which overflows as a signed 64-bit integer; 0 without any. */
  #number(): Integer {
    let value: Integer = 0;
    for (let code = this.#peek(); isDigit(code); code = this.#peek()) {
      const digit = this.#take() - 0x30;
      value =
        typeof value === "number" && Math.abs(value) < 1e14
          ? value * 10 + digit
          : toInteger(BigInt.asIntN(64, BigInt(value) * 10n + BigInt(digit)));
    }
    return value;
  }

  #suffix(): number | undefined {
    for (const [suffixes, first] of [
      [PRE_SUFFIXES, -PRE_SUFFIXES.length],
      [POST_SUFFIXES, 0],
    ] as const) {
      const index = suffixes.findIndex((suffix) => this.#text.startsWith(suffix, this.#at));
      if (index < 0) continue;
      this.#at += suffixes[index]?.length ?? 0;
      return first + index;
    }
    return undefined;
  }

  #nextKind(kind: number): number {
    const code = this.#peek();
    let next = INVALID;
    if ((kind === DIGIT || kind === FIRST_DIGIT) && isLower(code)) next = LETTER;
    else if (kind === LETTER && isDigit(code)) next = DIGIT;
    else if (kind === SUFFIX && isDigit(code)) next = SUFFIX_NUMBER;
    else {
      this.#take();
      if (code === 0x2e) next = FIRST_DIGIT;
      else if (code === 0x5f) next = SUFFIX;
      // Whatever follows the hyphen is passed over, `r` or not.
      else if (code === 0x2d && this.#at < this.#text.length) {
        this.#take();
        next = REVISION;
      }
    }
    if (next >= kind) return next;
    const goesBack =
      (next === FIRST_DIGIT && kind === DIGIT) || (next === SUFFIX && kind === SUFFIX_NUMBER) || (next === DIGIT && kind === LETTER);
    return goesBack ? next : INVALID;
  }

  #peek(): number {
    return this.#text.codePointAt(this.#at) ?? 0;
  }

  #take(): number {
    const code = this.#peek();
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }
}

/** `unicode.IsDigit` */
function isDigit(code: number): boolean {
  return code < 0x80 ? code >= 0x30 && code <= 0x39 : DECIMAL.test(String.fromCodePoint(code));
}

/** `unicode.IsLower` */
function isLower(code: number): boolean {
  return code < 0x80 ? code >= 0x61 && code <= 0x7a : LOWER.test(String.fromCodePoint(code));
}

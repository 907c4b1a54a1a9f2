// Classes of bytes that detectors run over. Every class leaves out the quote, the backslash, the space and the controls, so that a run
// never leaves the JSON string it began in, nor enters an escape.

/** `A-Z a-z 0-9` */
export const ALNUM = 1 << 0;
/** `A-Z 0-9` */
export const UPPER = 1 << 1;
/** `A-Z a-z 0-9 _ -`, the alphabet of base64url */
export const TOKEN = 1 << 2;
/** {@link TOKEN} and the dot */
export const DOTTED = 1 << 3;
/** `A-Z a-z 0-9 + / =` */
export const BASE64 = 1 << 4;
/** token68 of RFC 9110 § 11.2: `A-Z a-z 0-9 - . _ ~ + / =` */
export const TOKEN68 = 1 << 5;
/** Local part of a mail address as it is met in practice: `A-Z a-z 0-9 . _ % + -` */
export const LOCAL = 1 << 6;
/** `A-Z a-z 0-9 - .` */
export const DOMAIN = 1 << 7;
/** What a value without quotes goes on with: all but what closes, separates or quotes. */
export const VALUE = 1 << 8;
/** What may stand between `://` and `@`: all but what ends an authority, quotes or brackets. */
export const USERINFO = 1 << 9;
/** What may stand in a URL, a purl or a CPE: all but quotes, brackets and whatever else prose puts around one. */
export const LOCATOR = 1 << 10;
/** `0-9` */
export const DIGIT = 1 << 11;
/** `A-Z a-z` */
export const LETTER = 1 << 12;
/** Scheme of a URL (RFC 3986 § 3.1): `A-Z a-z 0-9 + . -` */
export const SCHEME = 1 << 13;
/** What code has between names and values, and hardly a secret: `= ( ) [ ] { } < >`, quotes */
export const CODE = 1 << 14;
/** What ends a sentence, and is not of the value before it: `. : ! ?` */
export const CLOSING = 1 << 15;

export const CLASS: Uint16Array = new Uint16Array(256);

function add(bit: number, characters: string): void {
  for (let i = 0; i < characters.length; i++) {
    const byte = characters.charCodeAt(i);
    CLASS[byte] = (CLASS[byte] as number) | bit;
  }
}

function addAllBut(bit: number, characters: string): void {
  for (let byte = 0x21; byte < 256; byte++) {
    if (byte !== 0x7f && !characters.includes(String.fromCharCode(byte))) CLASS[byte] = (CLASS[byte] as number) | bit;
  }
}

const DIGITS = "0123456789";
const UPPERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ALNUMS = `${DIGITS}${UPPERS}${UPPERS.toLowerCase()}`;
add(DIGIT, DIGITS);
add(LETTER, `${UPPERS}${UPPERS.toLowerCase()}`);
add(ALNUM, ALNUMS);
add(UPPER, `${DIGITS}${UPPERS}`);
add(TOKEN, `${ALNUMS}_-`);
add(DOTTED, `${ALNUMS}_-.`);
add(BASE64, `${ALNUMS}+/=`);
add(TOKEN68, `${ALNUMS}-._~+/=`);
add(SCHEME, `${ALNUMS}+.-`);
add(CODE, "=()[]{}<>'`");
add(CLOSING, ".:!?");
add(LOCAL, `${ALNUMS}._%+-`);
add(DOMAIN, `${ALNUMS}-.`);
addAllBut(VALUE, "\"'`\\<>,;&)]}");
addAllBut(USERINFO, "\"'`\\<>/?#(){}|^");
addAllBut(LOCATOR, "\"'`\\<>()[]{}|^");

/** True where `byte` is in the class. */
export function isIn(byte: number | undefined, bit: number): boolean {
  return ((CLASS[byte as number] as number) & bit) !== 0;
}

/** Position behind the run of a class at `p`, at most at `limit`. */
export function runEnd(src: Uint8Array, p: number, limit: number, bit: number): number {
  let q = p;
  while (q < limit && ((CLASS[src[q] as number] as number) & bit) !== 0) q++;
  return q;
}

/** Beginning of the run of a class before `p`, at least `limit`. */
export function runStart(src: Uint8Array, p: number, limit: number, bit: number): number {
  let q = p;
  while (q > limit && ((CLASS[src[q - 1] as number] as number) & bit) !== 0) q--;
  return q;
}

/** True where the backslash at `p` begins an escape, rather than being the second half of one. */
function beginsEscape(src: Uint8Array, p: number): boolean {
  let q = p;
  while (q > 0 && src[q - 1] === 0x5c) q--;
  return ((p - q) & 1) === 0;
}

/**
 * Where text begins that a backward run found to begin at `p`: the letters of an escape before it (`\n`, `\u0000`) look like text.
 * The result may lie behind the end of the text.
 */
export function afterEscape(src: Uint8Array, p: number): number {
  if (p === 0 || src[p - 1] !== 0x5c || !beginsEscape(src, p - 1)) return p;
  return src[p] === 0x75 ? p + 5 : p + 1;
}

/**
 * True where what begins at `p` is not the rest of a word: no letter or digit before it, unless that belongs to an escape, of this string or
 * of one that is written in it (`\\n`, as in JSON in JSON).
 */
export function beginsWord(src: Uint8Array, p: number): boolean {
  return !isIn(src[p - 1], ALNUM) || src[p - 2] === 0x5c || (src[p - 6] === 0x5c && src[p - 5] === 0x75);
}

/** Length of a space or of the escape of a tab or line end at `p`, else 0. */
export function blankLength(src: Uint8Array, p: number): number {
  const byte = src[p];
  if (byte === 0x20) return 1;
  if (byte !== 0x5c) return 0;
  const letter = src[p + 1];
  return letter === 0x6e || letter === 0x74 || letter === 0x72 ? 2 : 0;
}

/** True where the bytes at `p` are `text`; with `fold`, whatever the case of ASCII letters (`text` is then in lower case). */
export function standsAt(src: Uint8Array, p: number, text: Uint8Array, fold: boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const byte = src[p + i] as number;
    const wanted = text[i] as number;
    if (byte !== wanted && !(fold && (byte | 0x20) === wanted && wanted >= 0x61 && wanted <= 0x7a)) return false;
  }
  return true;
}

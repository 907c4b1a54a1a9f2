// Credentials of HTTP authorization (RFC 9110 § 11.6, RFC 7617, RFC 6750): what follows the word Bearer or Basic, and in a header token or
// ApiKey. It knows that they are ordinary words too.
import type { Anchor } from "./anchor.js";
import { ALNUM, BASE64, blankLength, DIGIT, isIn, LETTER, standsAt, TOKEN68 } from "./byte-class.js";
import { ruleNumber } from "../rules.js";
import type { Scan } from "./scan.js";

const RULE = ruleNumber("authorization");
const QUOTE = 0x22;
const NAME_LENGTH = "authorization".length;
const encoder = new TextEncoder();
const BEARER = encoder.encode("bearer");
const BASIC = encoder.encode("basic");
/** Schemes of headers whose credentials are one token; GitHub's own and that of many vendors are in no RFC. */
const TOKEN_SCHEMES = [BEARER, encoder.encode("token"), encoder.encode("apikey")];

export const AUTHORIZATION_ANCHORS: readonly Anchor[] = [
  ...["Bearer", "BEARER"].map((text): Anchor => ({ text, pairs: [0, 1], fold: false, detect: takeBearer })),
  ...["Basic", "BASIC"].map((text): Anchor => ({ text, pairs: [0, 1], fold: false, detect: takeBasic })),
  { text: "authorization", pairs: [6, 7], fold: true, detect: takeHeader },
];

function takeBearer(scan: Scan, at: number): void {
  takeToken(scan, at, BEARER.length, 16);
}

function takeToken(scan: Scan, at: number, length: number, least: number): void {
  const from = credentialsStart(scan, at, length);
  if (from < 0) return;
  const end = scan.runEnd(from, TOKEN68);
  if (end - from >= least && looksRandom(scan.src, from, end)) take(scan, from, end);
}

function takeBasic(scan: Scan, at: number): void {
  const from = credentialsStart(scan, at, 5);
  if (from < 0) return;
  const end = scan.runEnd(from, BASE64);
  if (end - from >= 6 && holdsColon(scan.src, from, end)) take(scan, from, end);
}

/** In a header less is asked of what follows the scheme, which is then of any case: `authorization: bearer …`, with quotes as in JSON or code. */
function takeHeader(scan: Scan, at: number): void {
  const { src } = scan;
  let p = at + NAME_LENGTH;
  while (p < at + NAME_LENGTH + 8 && !isIn(src[p], ALNUM) && src[p] !== QUOTE) p += blankLength(src, p) || 1;
  const scheme = TOKEN_SCHEMES.find((word) => standsAt(src, p, word, true));
  if (scheme !== undefined) takeToken(scan, p, scheme.length, 8);
  else if (standsAt(src, p, BASIC, true)) {
    const from = credentialsStart(scan, p, 5);
    const end = from < 0 ? from : scan.runEnd(from, BASE64);
    if (end - from >= 8 && (looksRandom(src, from, end) || holdsColon(src, from, end))) take(scan, from, end);
  }
}

function take(scan: Scan, from: number, end: number): void {
  scan.take(from, end, RULE, true);
}

/** Position of what follows the scheme's name and a blank, or -1. */
function credentialsStart(scan: Scan, at: number, length: number): number {
  if (!scan.beginsWord(at)) return -1;
  const { src } = scan;
  let p = at + length;
  for (let blank = blankLength(src, p); blank > 0 && p < at + length + 4; blank = blankLength(src, p)) p += blank;
  return p > at + length ? p : -1;
}

// Words that long without a digit are not met in prose; tokens that short without one hardly.
function looksRandom(src: Uint8Array, from: number, end: number): boolean {
  if (end - from >= 24) return true;
  for (let p = from; p < end; p++) if (isIn(src[p], DIGIT)) return true;
  return false;
}

/** True where base64 at `from` decodes to printable ASCII with a colon in it: a name and a password. */
function holdsColon(src: Uint8Array, from: number, end: number): boolean {
  let bits = 0;
  let width = 0;
  let hasColon = false;
  for (let p = from; p < end && src[p] !== 0x3d; p++) {
    bits = ((bits << 6) | sextet(src[p] as number)) & 0xffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    const byte = (bits >> width) & 0xff;
    if (byte < 0x20 || byte > 0x7e) return false;
    if (byte === 0x3a) hasColon = true;
    if (p - from > 400) break; // long enough to know
  }
  return hasColon;
}

function sextet(byte: number): number {
  if (isIn(byte, LETTER)) return byte >= 0x61 ? byte - 0x61 + 26 : byte - 0x41;
  if (isIn(byte, DIGIT)) return byte - 0x30 + 52;
  return byte === 0x2b ? 62 : 63;
}

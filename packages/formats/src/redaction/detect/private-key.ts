// Private keys in PEM or PGP armour (RFC 7468), whole: from the BEGIN line to the END line. It knows the armour, not the key in it.
import type { Anchor } from "./anchor.js";
import { BASE64, isIn, LETTER, standsAt, UPPER } from "./byte-class.js";
import { ruleNumber } from "../rules.js";
import type { Scan } from "./scan.js";

const RULE = ruleNumber("private-key");
const encoder = new TextEncoder();
const BEGIN = encoder.encode("-----BEGIN ");
const PRIVATE_KEY = encoder.encode("PRIVATE KEY");
const DASHES = encoder.encode("-----");

// The longest label in use has 31 bytes ("ENCRYPTED SIGSTORE PRIVATE KEY").
const LONGEST_LABEL = 64;
// A line of a key that lost its END: shorter ones are words of the prose that follows, but for the last.
const SHORTEST_LINE = 24;
const PADDING = 0x3d;
// Of a header as RFC 1421 and RFC 9580 have them before the key: `DEK-Info: AES-128-CBC,…`, `Comment: …`
const LONGEST_HEADER_NAME = 24;
const LONGEST_HEADER = 160;

export const PRIVATE_KEY_ANCHORS: readonly Anchor[] = [{ text: "BEGIN ", pairs: [0, 1], fold: false, detect: takePrivateKey }];

function takePrivateKey(scan: Scan, at: number): void {
  const { src } = scan;
  const start = at - 5;
  if (!standsAt(src, start, BEGIN, false)) return;
  const label = labelEnd(src, at + 6);
  if (label < 0) return;
  const end = scan.pemEnd(label);
  scan.take(start, src[end] === 0x22 ? bodyEnd(src, label) : endLine(src, end), RULE, true);
}

/** Position behind the dashes that close the BEGIN line, or -1 where it does not announce a private key. */
function labelEnd(src: Uint8Array, from: number): number {
  let isPrivate = false;
  for (let p = from; p < from + LONGEST_LABEL; p++) {
    if (standsAt(src, p, DASHES, false)) return isPrivate ? p + 5 : -1;
    if (standsAt(src, p, PRIVATE_KEY, false)) isPrivate = true;
    else if (src[p] === 0x22 || src[p] === 0x5c) return -1;
  }
  return -1;
}

/** Position behind the line `-----END …-----` whose `--END` is at `p`. */
function endLine(src: Uint8Array, p: number): number {
  let q = p + 5;
  const limit = q + LONGEST_LABEL;
  while (q < limit && src[q] !== 0x22 && src[q] !== 0x5c && src[q] !== 0x2d) q++;
  while (src[q] === 0x2d) q++;
  return q;
}

/** Position behind the headers and lines of base64 that follow `from`, the key being cut off before its END line. */
function bodyEnd(src: Uint8Array, from: number): number {
  let end = from;
  for (let p = from, isHead = true; ;) {
    p = blanksEnd(src, p);
    const header = isHead ? headerEnd(src, p) : p;
    if (header > p) {
      p = header;
      continue;
    }
    isHead = false;
    const start = p;
    while (isIn(src[p], BASE64)) p++;
    if (p - start < SHORTEST_LINE && !isLastLine(src, start, p, end > from)) return end;
    end = p;
  }
}

/** True for a short line that ends base64: with padding, or behind whole lines alone on its own, and no word in lower case. */
function isLastLine(src: Uint8Array, start: number, end: number, isBehindLines: boolean): boolean {
  if (start === end) return false;
  if (src[end - 1] === PADDING) return true;
  if (!isBehindLines || (src[end] !== 0x5c && src[end] !== 0x22)) return false;
  for (let p = start; p < end; p++) if (isIn(src[p], UPPER)) return true;
  return false;
}

/** Position behind spaces and line ends, escaped as often as they like: a key may lie in JSON in JSON. */
function blanksEnd(src: Uint8Array, from: number): number {
  for (let p = from; ;) {
    let q = p;
    while (src[q] === 0x5c) q++;
    const letter = src[q];
    if (q > p && (letter === 0x6e || letter === 0x72 || letter === 0x74)) p = q + 1;
    else if (src[p] === 0x20) p++;
    else return p;
  }
}

/** Position behind the header at `p`, before its line end; `p` where there is none. */
function headerEnd(src: Uint8Array, p: number): number {
  let q = p;
  while (q < p + LONGEST_HEADER_NAME && (isIn(src[q], LETTER) || src[q] === 0x2d)) q++;
  if (q === p || src[q] !== 0x3a || src[q + 1] !== 0x20) return p;
  const limit = q + LONGEST_HEADER;
  while (q < limit && src[q] !== 0x22 && src[q] !== 0x5c) q++;
  return q < limit ? q : p;
}

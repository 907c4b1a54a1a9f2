// Values that are assigned to the name of a secret: `password=…`, `"api_key": "…"`, `Token: …`, in prose, code, JSON in JSON and URLs.
// It knows what an assignment looks like; how much of that an identifier may look like is not its to decide.
import type { Anchor } from "./anchor.js";
import { blankLength } from "./byte-class.js";
import { quoteLength, stringEnd } from "./quote.js";
import { ruleNumber } from "../rules.js";
import { NAME_LOCATOR, type Scan, URL_LOCATOR } from "./scan.js";
import { endsSecretName } from "./secret-name.js";
import { isAwsSecret, isBrokenSecret, isElementSecret, isLongAndMixed, isSecretValue, type Value, valueAt } from "./secret-value.js";
import { isElement, nameStart, wholeEnd, wordEnd } from "./value-end.js";

const RULE = ruleNumber("secret-assignment");
const AWS_SECRET = ruleNumber("aws-secret-key");
const URL_CREDENTIAL = ruleNumber("url-credential");

const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;
const BRACKET = 0x5d;

/** How far from a name its sign of assignment may be, and how far from the sign the value. */
const REACH = 8;

export const ASSIGNMENT_ANCHORS: readonly Anchor[] = [
  ...["password", "passwd"].map((text) => name(text, 3, 4)),
  name("pwd", 0, 1),
  name("token", 1, 2),
  name("passphrase", 4, 5),
  name("key", 0, 1),
  { text: "secret", pairs: [2], fold: true, detect: afterSecret },
  // Its odd pairs are all frequent ones, so there it is looked for together with what may follow it.
  ...["secret=", "secret:", "secret\\", "secret'", "secret`", "secret = ", "secret =>", "secret := "].map((text): Anchor => ({
    text,
    pairs: [5],
    fold: true,
    detect: afterSecret,
  })),
  // Azure and AWS sign URLs; what comes before a signature is not always a name of a secret.
  { text: "&sig=", pairs: [0, 3], fold: false, detect: (scan, at) => takeSignature(scan, at + 4) },
  { text: "-Amz-S", pairs: [2, 3], fold: false, detect: takeAmazonParameter },
];

function name(text: string, ...pairs: [number, number]): Anchor {
  return { text, pairs, fold: true, detect: (scan, at) => takeAfter(scan, at + text.length) };
}

function afterSecret(scan: Scan, at: number): void {
  takeAfter(scan, at + "secret".length);
}

/** From the end of a name over a sign of assignment to the value. */
function takeAfter(scan: Scan, end: number): void {
  const { src } = scan;
  if (!endsSecretName(src, end)) return;
  let p = afterClosing(src, end);
  const closed = p;
  while (p < end + REACH && src[p] === 0x20) p++;
  const hasBlank = p > closed;
  const isColon = src[p] === COLON && src[p + 1] !== EQUALS;
  if (isColon) p++;
  else {
    if (src[p] === COLON) p++; // :=
    if (src[p] !== EQUALS || src[p + 1] === EQUALS) return; // a comparison is no assignment
    p += src[p + 1] === GREATER ? 2 : 1;
  }
  const locator = scan.locatorBefore(end);
  // In a purl or CPE, and behind a colon in a URL, names of packages stand.
  if (locator === NAME_LOCATOR || (locator === URL_LOCATOR && isColon) || (isColon && src[p] === COLON)) return;
  if (p < scan.assigned) return; // within the value of another, as all of it is
  if (src[end] === EQUALS && takeElement(scan, end)) return;
  const isInUrl = locator === URL_LOCATOR;
  const value = valueAt(scan, p, p + REACH);
  const isLoose = !value.isQuoted && (isColon || hasBlank || blankLength(src, p) > 0);
  if (isSecretValue(src, value, isLoose) || (!isInUrl && isBrokenSecret(src, value)))
    take(scan, end, value, wholeEnd(scan, end, value, isInUrl), isInUrl);
}

/** Judges `NAME=value` that is an element of a list, as a variable of an environment, by all of it. False where it is none. */
function takeElement(scan: Scan, nameEnd: number): boolean {
  const { src } = scan;
  if (!isElement(src, nameStart(src, nameEnd))) return false;
  const start = nameEnd + 1;
  const end = stringEnd(src, start);
  if (isElementSecret(src, start, end)) take(scan, nameEnd, { ...valueAt(scan, start, start), start }, end, false);
  return true;
}

/** Takes a value up to `whole`, as what its beginning shows it to be. */
function take(scan: Scan, nameEnd: number, { start, end }: Value, whole: number, isInUrl: boolean): void {
  const { src } = scan;
  scan.assigned = whole;
  if (isInUrl && isLongAndMixed(src, start, end)) scan.take(start, whole, URL_CREDENTIAL, true);
  else scan.take(start, whole, isAwsSecret(src, nameEnd, start, end) ? AWS_SECRET : RULE, false);
}

function takeSignature(scan: Scan, equals: number): void {
  if (equals < scan.signed) return; // within the value of another, as all of it is
  const { src } = scan;
  const { start, end } = valueAt(scan, equals + 1, equals + 1);
  if (scan.locatorBefore(equals) !== URL_LOCATOR || !isLongAndMixed(src, start, end)) return;
  scan.signed = wordEnd(scan, start, end, true);
  scan.finds.add(start, scan.signed, URL_CREDENTIAL, true);
}

/** `X-Amz-Signature=`, `X-Amz-Security-Token=` */
function takeAmazonParameter(scan: Scan, at: number): void {
  const { src } = scan;
  for (let p = at + 6; p < at + 24 && src[p] !== 0x22 && src[p] !== 0x26; p++) {
    if (src[p] === EQUALS) {
      takeSignature(scan, p);
      return;
    }
  }
}

/** Position behind what may close a name: a quote (in JSON in JSON an escaped one), a bracket. */
function afterClosing(src: Uint8Array, end: number): number {
  const p = end + quoteLength(src, end);
  return p > end && src[p] === BRACKET ? p + 1 : p;
}

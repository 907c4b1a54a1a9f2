// Whether a find counts in the field that it is in: an identifier may look like a mail address or an assignment, prose may not.
// It knows one string at a time, and what its field says of it.
import { isIn, SCHEME, standsAt } from "./detect/byte-class.js";
import { ruleNumber } from "./rules.js";
import { ID, IDENTIFIER, REFERENCE } from "./schema/field-map.js";

const EMAIL = ruleNumber("email");
const COLON = 0x3a;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const encoder = new TextEncoder();

/** By these addresses CVE numbering authorities are named as the source of a score; they are identifiers that everybody knows. */
const SOURCES_OF_SCORES = (
  "nvd@nist.gov cve@mitre.org secalert@redhat.com security-officer@isc.org security-advisories@github.com security@apache.org " +
  "secalert_us@oracle.com secure@microsoft.com psirt@cisco.com psirt@us.ibm.com product-security@apple.com psirt@adobe.com " +
  "chrome-cve-admin@google.com cve-coordination@google.com security@mozilla.org openssl-security@openssl.org cve@kernel.org " +
  "security@debian.org security@ubuntu.com cve@gitlab.com report@snyk.io cna@vuldb.com vultures@jpcert.or.jp cert@cert.org " +
  "ics-cert@hq.dhs.gov psirt@fortinet.com psirt@paloaltonetworks.com security@wordfence.com audit@patchstack.com"
)
  .split(" ")
  .map((address) => encoder.encode(address));

/** What a string is, apart from its field. */
const PROSE = 0;
/** One word: no blank in it, and no sign that parts an identifier. */
const WORD = 1;
/** One word with a slash or a colon in it: a path, coordinates. */
const PATH = 2;
/** A URL, a purl or a CPE as a whole. */
const LOCATOR = 3;

/** Judges the finds of a document, in order; remembers what it learnt about the string they are in. */
export class Judge {
  #start = -1;
  #shape = PROSE;
  /** Where the first sign stands that parts the string at `#start`, or its end. */
  #parted = 0;

  begin(): void {
    this.#start = -1;
  }

  /** True where a find that is not sure counts in the string `src[from, to)` of a field of class `field`. */
  counts(src: Uint8Array, from: number, to: number, field: number, rule: number, start: number, end: number): boolean {
    if (this.#start !== from) {
      this.#start = from;
      this.#shape = shapeOf(src, from, to);
      this.#parted = this.#shape === PATH ? firstSign(src, from) : to;
    }
    const shape = this.#shape;
    if (shape === LOCATOR) return false;
    if ((field !== IDENTIFIER && field !== ID && field !== REFERENCE) || shape === PROSE) return true;
    if (rule !== EMAIL) return isAssignedInWord(src, from, start, this.#parted);
    if (shape === PATH) return standsAt(src, from, MAILTO, false);
    return start !== from || end !== to || !(isMailingList(src, from, to) || isSourceOfScores(src, from, to));
  }

  /** True where the find that was judged last stays although it counts: without it, what this names would be the same as others. */
  stays(field: number, rule: number): boolean {
    return field === ID || (field === REFERENCE && rule === EMAIL && this.#shape === WORD);
  }
}

function shapeOf(src: Uint8Array, from: number, to: number): number {
  let shape = WORD;
  for (let p = from; p < to; p++) {
    const byte = src[p] as number;
    if (byte === 0x20) return PROSE;
    if (byte === BACKSLASH) {
      const letter = src[p + 1];
      if (letter === 0x6e || letter === 0x72 || letter === 0x74) return PROSE;
      p++;
    } else if (isSign(byte)) shape = PATH;
  }
  return shape === PATH && beginsLocator(src, from, to) ? LOCATOR : shape;
}

/** True for `scheme://`, `pkg:` and `cpe:`. */
function beginsLocator(src: Uint8Array, from: number, to: number): boolean {
  let p = from;
  while (p < to && p < from + 32 && isIn(src[p], SCHEME)) p++;
  if (src[p] !== COLON) return false;
  if (src[p + 1] === SLASH && src[p + 2] === SLASH) return true;
  return p === from + 3 && (standsAt(src, from, PKG, false) || standsAt(src, from, CPE, false));
}

const PKG = encoder.encode("pkg");
const CPE = encoder.encode("cpe");
const MAILTO = encoder.encode("mailto:");

/**
 * True where an assignment is not part of an identifier of one word whose first sign is at `parted`: `name=` begins it, or the value is in
 * quotes. `app-token:v1.2` is a tag of an image, `lib/token=1.so` a path.
 */
function isAssignedInWord(src: Uint8Array, from: number, start: number, parted: number): boolean {
  let p = start;
  while (p > from && isQuote(src[p - 1] as number)) p--;
  if (p === start && src[p - 1] !== EQUALS) return false;
  while (p > from && isSignOrQuote(src[p - 1] as number)) p--;
  return p <= parted;
}

function firstSign(src: Uint8Array, from: number): number {
  let p = from;
  while (!isSign(src[p] as number)) p++;
  return p;
}

/** True for what parts an identifier: a path, coordinates. */
function isSign(byte: number): boolean {
  return byte === COLON || byte === SLASH;
}

function isQuote(byte: number): boolean {
  return byte === BACKSLASH || byte === 0x22 || byte === 0x27 || byte === 0x60;
}

function isSignOrQuote(byte: number): boolean {
  return byte === COLON || byte === EQUALS || byte === 0x3e || isQuote(byte);
}

/** How addresses of public lists end, and what they are in whole: `users@`, `camel-dev@`, `dev-subscribe@`. */
const LISTS = ["dev", "devel", "users", "user", "announce", "commits", "issues", "list", "spec", "subscribe"].map((name) =>
  encoder.encode(name),
);

/** True where an address names a mailing list, as CycloneDX has it for the URL of an external reference. */
function isMailingList(src: Uint8Array, from: number, to: number): boolean {
  let at = from;
  while (at < to && src[at] !== 0x40) at++;
  return LISTS.some((name) => {
    const start = at - name.length;
    return (start === from || (start > from && src[start - 1] === 0x2d)) && standsAt(src, start, name, false);
  });
}

function isSourceOfScores(src: Uint8Array, from: number, to: number): boolean {
  return SOURCES_OF_SCORES.some((address) => address.length === to - from && standsAt(src, from, address, false));
}

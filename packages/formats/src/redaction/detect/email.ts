// Mail addresses, told apart from the many things in evidence that only look like one: name@version, scoped packages, URLs, purls,
// git remotes, file names. It knows one address at a time.
import { afterEscape, DOMAIN, isIn, LETTER, LOCAL, LOCATOR, runEnd, runStart, standsAt } from "./byte-class.js";
import { ruleNumber } from "../rules.js";
import { NO_LOCATOR, type Scan } from "./scan.js";

const RULE = ruleNumber("email");

// RFC 5321 § 4.5.3.1
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

/**
 * Last labels that no mail domain has but that names, files and versions end in. A list of what is no top-level domain rather than of
 * what is one, because private networks have domains of their own and a missed address is worse than a marked name.
 */
const NO_TOP_LEVEL_DOMAIN = (
  "final release ga snapshot alpha beta rc cr sp jre android incompatible dirty redhat " +
  "js mjs cjs ts tsx jsx json jsonl yaml yml xml toml ini conf cfg lock txt html htm css scss php rb go java class jar war ear kt scala " +
  "git svg png jpg jpeg gif ico webp woff ttf pdf doc docx csv log " +
  "tar tgz gz xz zst whl egg gem rpm deb apk dmg iso exe dll msi bin sig asc pem crt key " +
  "service socket target timer mount automount slice scope device swap path"
).split(" ");

/** The same by length and first letter, in bytes. */
const NO_TOP_LEVEL_DOMAINS = new Map<number, Uint8Array[]>();
for (const word of NO_TOP_LEVEL_DOMAIN) {
  const bytes = new TextEncoder().encode(word);
  const slot = bucket(bytes.length, bytes[0] as number);
  NO_TOP_LEVEL_DOMAINS.set(slot, [...(NO_TOP_LEVEL_DOMAINS.get(slot) ?? []), bytes]);
}

function bucket(length: number, first: number): number {
  return (length << 8) | first;
}

/** Looks for an address around the at sign at `at`. */
export function takeEmail(scan: Scan, at: number): void {
  const { src } = scan;
  const start = localStart(src, at);
  if (start < 0) return;
  const end = domainEnd(src, at + 1);
  if (end < 0 || isRemote(src, start, at, end) || isAlgorithm(src, start, at, end)) return;
  // A path or a scope comes before it, unless that is an address itself, as in a list.
  const { finds } = scan;
  if (src[start - 1] === 0x2f && !(finds.count > 0 && finds.ends[finds.count - 1] === start - 1)) return;
  if (scan.locatorBefore(at) !== NO_LOCATOR) return;
  scan.take(start, end, RULE, false);
}

/** Beginning of the local part, or -1 where there is none. Of a run that is longer than one can be it is the end. */
function localStart(src: Uint8Array, at: number): number {
  let start = runStart(src, at, Math.max(0, at - LONGEST_LOCAL), LOCAL);
  if (at - start < LONGEST_LOCAL) start = afterEscape(src, start);
  while (src[start] === 0x2e) start++;
  return start < at ? start : -1;
}

/** End of the domain at `from`, or -1 where what stands there is none. */
function domainEnd(src: Uint8Array, from: number): number {
  let end = runEnd(src, from, Math.min(src.length, from + LONGEST_DOMAIN), DOMAIN);
  while (end > from && (src[end - 1] === 0x2e || src[end - 1] === 0x2d)) end--;
  let last = end; // where the last label begins
  while (last > from && src[last - 1] !== 0x2e) last--;
  if (last <= from + 1 || src[from] === 0x2e || src[from] === 0x2d) return -1;
  for (let p = from; p < last; p++) if (src[p] === 0x2e && src[p + 1] === 0x2e) return -1;
  if (isVersion(src, from)) return -1;
  const label = runEnd(src, last, end, LETTER);
  const isPunycode = label === last + 2 && src[label] === 0x2d && src[label + 1] === 0x2d;
  if (isPunycode) return end;
  if (label - last < 2 || (label < end && src[label] !== 0x2d)) return -1;
  return isTopLevelDomain(src, last, label) ? label : -1;
}

/** True where `12.` or `v12.` and another number stand at `from`: a version, since no domain that sends mail looks so. */
function isVersion(src: Uint8Array, from: number): boolean {
  let p = src[from] === 0x76 ? from + 1 : from;
  const digits = p;
  while (isDigit(src[p])) p++;
  return p > digits && src[p] === 0x2e && isDigit(src[p + 1]);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

// The longest that is delegated and not punycode has 18 letters.
const LONGEST_TOP_LEVEL_DOMAIN = 18;

function isTopLevelDomain(src: Uint8Array, from: number, end: number): boolean {
  const length = end - from;
  if (length > LONGEST_TOP_LEVEL_DOMAIN) return false;
  let uppers = 0;
  for (let p = from + 1; p < end; p++) if ((src[p] as number) < 0x61) uppers++;
  // com, COM and Com, but not the name of a class
  if (uppers > 0 && (uppers < length - 1 || (src[from] as number) >= 0x61)) return false;
  const known = NO_TOP_LEVEL_DOMAINS.get(bucket(length, (src[from] as number) | 0x20));
  return known === undefined || !known.some((word) => standsAt(src, from, word, true));
}

const ALGORITHM_DOMAINS = ["openssh.com", "libssh.org"].map((domain) => new TextEncoder().encode(domain));

/** True for the names that SSH algorithms and extensions have (RFC 4251 § 6): `aes256-gcm@openssh.com`. */
function isAlgorithm(src: Uint8Array, start: number, at: number, end: number): boolean {
  if (!ALGORITHM_DOMAINS.some((domain) => domain.length === end - at - 1 && standsAt(src, at + 1, domain, false))) return false;
  for (let p = start; p < at; p++) if (src[p] === 0x2d) return true;
  return false;
}

/** True for `git@github.com…`, and for `user@host:path/…` as git and scp take it. */
function isRemote(src: Uint8Array, start: number, at: number, end: number): boolean {
  if (at - start === 3 && src[start] === 0x67 && src[start + 1] === 0x69 && src[start + 2] === 0x74) return true;
  if (src[end] !== 0x3a || !isIn(src[end + 1], LOCATOR)) return false;
  for (let p = end + 1; p < end + 128 && isIn(src[p], LOCATOR); p++) if (src[p] === 0x2f) return true;
  return false;
}

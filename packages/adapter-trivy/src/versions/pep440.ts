// Python's versions as aquasecurity/go-pep440-version@v0.0.1 reads and orders them (PEP 440), without the ranges.
import { order, parseUint64, type Integer } from "./go-text.js";
import { compareSegments } from "./parts.js";

/** `number` without `letter` is possible: upstream forgets the letter of a `post` written with a long s. */
interface Suffix {
  readonly letter: string;
  readonly number: Integer;
}

export interface Pep440Version {
  readonly epoch: Integer;
  readonly release: readonly Integer[];
  /** `undefined` for none. */
  readonly pre: Suffix | undefined;
  readonly post: Suffix | undefined;
  readonly dev: Suffix | undefined;
  /** In lower case; empty for none. */
  readonly local: string;
}

/** A version inside a range, in lower case. The order of the words is upstream's and decides what a range is cut into. */
export const PEP440_VERSION =
  "v?(?:([0-9]+)!)?([0-9]+(?:\\.[0-9]+)*)" +
  "(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?([0-9]+)?)?" +
  "(?:-([0-9]+)|[-_.]?(post|rev|r)[-_.]?([0-9]+)?)?" +
  "(?:[-_.]?(dev)[-_.]?([0-9]+)?)?" +
  "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?";
// `u` folds the long s and the Kelvin sign as Go does.
const WHOLE = new RegExp(`^[\\t\\n\\f\\r ]*${PEP440_VERSION}[\\t\\n\\f\\r ]*$`, "iu");
const PRE_LETTERS = new Map([
  ["a", "a"],
  ["alpha", "a"],
  ["b", "b"],
  ["beta", "b"],
  ["rc", "rc"],
  ["c", "rc"],
  ["pre", "rc"],
  ["preview", "rc"],
]);

export function parsePep440(text: string): Pep440Version | undefined {
  const match = WHOLE.exec(text);
  if (match === null) return undefined;
  const [
    ,
    epochText = "0",
    releaseText = "",
    preLetter = "",
    preText,
    postNumber,
    postLetter = "",
    postText,
    devLetter = "",
    devText,
    local = "",
  ] = match;
  const epoch = parseUint64(epochText);
  const release: Integer[] = [];
  for (const digits of releaseText.split(".")) {
    const number = parseUint64(digits);
    if (number === undefined) return undefined;
    release.push(number);
  }
  const post = postNumber ?? postText;
  const numbers = [preText, post, devText].map((digits) => parseUint64(digits ?? "0"));
  const [preCount, postCount, devCount] = numbers;
  if (epoch === undefined || preCount === undefined || postCount === undefined || devCount === undefined) return undefined;
  const isPost = post !== undefined || /^(?:post|rev|r)$/i.test(postLetter);
  return {
    epoch,
    release,
    pre: toSuffix(PRE_LETTERS.get(preLetter.toLowerCase()) ?? "", preCount),
    post: toSuffix(isPost ? "post" : "", postCount),
    dev: toSuffix(devLetter.toLowerCase(), devCount),
    local: local.toLowerCase(),
  };
}

function toSuffix(letter: string, number: Integer): Suffix | undefined {
  return letter === "" ? undefined : { letter, number };
}

export function comparePep440(a: Pep440Version, b: Pep440Version): -1 | 0 | 1 {
  return (
    order(a.epoch, b.epoch) ||
    compareSegments(a.release, b.release) ||
    order(preRank(a), preRank(b)) ||
    compareSuffixes(a.pre, b.pre) ||
    order(a.post === undefined ? 0 : 1, b.post === undefined ? 0 : 1) ||
    compareSuffixes(a.post, b.post) ||
    order(a.dev === undefined ? 1 : 0, b.dev === undefined ? 1 : 0) ||
    compareSuffixes(a.dev, b.dev) ||
    compareLocals(a.local, b.local)
  );
}

/** A development release of the release itself comes first, then the pre-releases, then the rest. */
function preRank({ pre, post, dev }: Pep440Version): number {
  if (pre !== undefined) return 1;
  return post === undefined && dev !== undefined ? 0 : 2;
}

function compareSuffixes(a: Suffix | undefined, b: Suffix | undefined): -1 | 0 | 1 {
  if (a === undefined || b === undefined) return 0;
  return order(a.letter, b.letter) || order(a.number, b.number);
}

/** Only dots separate the parts of a local label; numbers come after texts. */
function compareLocals(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  const left = a.split(".");
  const right = b.split(".");
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const result = compareLocalParts(left[index] ?? "", right[index] ?? "");
    if (result !== 0) return result;
  }
  return order(left.length, right.length);
}

function compareLocalParts(a: string, b: string): -1 | 0 | 1 {
  const left = parseUint64(a);
  const right = parseUint64(b);
  if (left !== undefined && right !== undefined) return order(left, right);
  if (left !== undefined || right !== undefined) return left === undefined ? -1 : 1;
  return order(a, b);
}

/** The epoch and the release. */
function baseText({ epoch, release }: Pep440Version): string {
  return `${epoch === 0 ? "" : `${epoch}!`}${release.join(".")}`;
}

/** The normal spelling without the local label. */
export function publicText(version: Pep440Version): string {
  const { pre, post, dev } = version;
  const suffixes = [
    pre === undefined ? "" : `${pre.letter}${pre.number}`,
    post === undefined ? "" : `.post${post.number}`,
    dev === undefined ? "" : `.dev${dev.number}`,
  ];
  return baseText(version) + suffixes.join("");
}

/** The normal spelling. */
export function pep440Text(version: Pep440Version): string {
  return publicText(version) + (version.local === "" ? "" : `+${version.local}`);
}

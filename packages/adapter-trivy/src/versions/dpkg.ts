// Debian's versions as knqyf263/go-deb-version@v0.0.0-20241115132648-6f4aee6ccd23 orders them, also for Ubuntu, Echo and Amazon. Unlike dpkg it
// takes a blank around, a sign before the epoch, letters of every script and a hyphen at the end, and it orders by digits in clamped 64 bits.
import { order, parseClamped, parseInt64, toBinary, trimSpace, type Integer } from "./go-text.js";
import { MAX_VERSION_LENGTH, toSign, type Version, type VersionScheme } from "./scheme.js";

interface DpkgVersion {
  readonly epoch: Integer;
  readonly upstream: Runs;
  readonly revision: Runs;
}

/** A text as what stands between its digits (binary, the first may be empty) and its numbers, by turns. */
interface Runs {
  readonly texts: readonly string[];
  readonly numbers: readonly Integer[];
}

const UPSTREAM = /^[0-9][\p{L}\p{Nd}.+~:_-]*$/u;
const REVISION = /^[\p{L}\p{Nd}.+~_]*$/u;
/** Bytes that are letters when they are taken for Latin-1 characters, as upstream does. */
const LATIN1_LETTER = /[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]/;
const TILDE = 0x7e;

export const dpkg: VersionScheme = {
  name: "dpkg",
  parseVersion: (text) => (text.length > MAX_VERSION_LENGTH ? undefined : (parseDpkg(text) as unknown as Version | undefined)),
  compare: (a, b) => compare(a as unknown as DpkgVersion, b as unknown as DpkgVersion),
};

function parseDpkg(text: string): DpkgVersion | undefined {
  let rest = trimSpace(text);
  let epoch: Integer = 0;
  const colon = rest.indexOf(":");
  if (colon >= 0) {
    const number = parseInt64(rest.slice(0, colon));
    if (number === undefined || !number.inRange || number.value < 0) return undefined;
    epoch = number.value;
    rest = rest.slice(colon + 1);
  }
  const hyphen = rest.lastIndexOf("-");
  const upstream = hyphen < 0 ? rest : rest.slice(0, hyphen);
  const revision = hyphen < 0 ? "" : rest.slice(hyphen + 1);
  if (!UPSTREAM.test(upstream) || !REVISION.test(revision)) return undefined;
  return { epoch, upstream: toRuns(upstream), revision: toRuns(revision) };
}

function toRuns(text: string): Runs {
  const binary = toBinary(text);
  const texts = binary.match(/[^0-9]+/g) ?? [];
  return { texts: /^[0-9]/.test(binary) ? ["", ...texts] : texts, numbers: (binary.match(/[0-9]+/g) ?? []).map(parseClamped) };
}

function compare(a: DpkgVersion, b: DpkgVersion): -1 | 0 | 1 {
  return order(a.epoch, b.epoch) || compareRuns(a.upstream, b.upstream) || compareRuns(a.revision, b.revision);
}

function compareRuns(a: Runs, b: Runs): -1 | 0 | 1 {
  const length = Math.max(a.texts.length, b.texts.length, a.numbers.length, b.numbers.length);
  for (let index = 0; index < length; index++) {
    const result = compareTexts(a.texts[index] ?? "", b.texts[index] ?? "") || order(a.numbers[index] ?? 0, b.numbers[index] ?? 0);
    if (result !== 0) return result;
  }
  return 0;
}

function compareTexts(a: string, b: string): -1 | 0 | 1 {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const result = weight(a, index) - weight(b, index);
    if (result !== 0) return toSign(result);
  }
  return 0;
}

/** A tilde comes before the end, then letters, then all else. */
function weight(text: string, index: number): number {
  if (index >= text.length) return 0;
  const code = text.charCodeAt(index);
  if (code === TILDE) return -1;
  return LATIN1_LETTER.test(String.fromCharCode(code)) ? code : code + 256;
}

// A quick answer for ordinary versions of operating systems, without reading either as a whole: whether the first number in which two texts differ
// makes one the lower. Lists of versions are long, and nearly all of them are settled by it.
import type { VersionScheme } from "./scheme.js";

/** What the scheme reads for certain, with nothing in it that it treats in a way of its own (an epoch, letters of another script). */
const ORDINARY: ReadonlyMap<string, RegExp> = new Map([
  ["dpkg", /^[0-9][0-9A-Za-z.+~-]*$/],
  ["rpm", /^[0-9][0-9A-Za-z.+~_-]*$/],
  ["apk", /^[0-9]+(?:\.[0-9]+)*[a-z]?(?:_(?:alpha|beta|pre|rc|git|p)[0-9]*)*(?:-r[0-9]+)?$/],
]);
/** Digits of a number that no scheme clamps. */
const MAX_DIGITS = 15;

/** `undefined` for a bound of which it cannot be asked. The answer is `false` where one has to look closer. */
export function surelyBelow(bound: string, { name }: VersionScheme): ((text: string) => boolean) | undefined {
  const ordinary = ORDINARY.get(name);
  if (ordinary?.test(bound) !== true) return undefined;
  return (text) => {
    const length = Math.min(text.length, bound.length);
    let at = 0;
    while (at < length && text.charCodeAt(at) === bound.charCodeAt(at)) at++;
    let start = at;
    while (start > 0 && isDigit(bound, start - 1)) start--;
    const [digits, others] = [digitsFrom(text, start), digitsFrom(bound, start)];
    if (digits === 0 || others === 0 || digits > others || others > MAX_DIGITS) return false;
    if (digits === others && (at >= start + digits || text.charCodeAt(at) > bound.charCodeAt(at))) return false;
    // A zero in front of other digits is a fraction to one scheme, and nothing to the others.
    if (digits > 1 && text.charCodeAt(start) === ZERO) return false;
    if (others > 1 && bound.charCodeAt(start) === ZERO) return false;
    // The last hyphen is the one before the revision: it must be the same in both, or come after the number.
    if (text.lastIndexOf("-", start) >= 0 && (text.includes("-", start) || bound.includes("-", start))) return false;
    return ordinary.test(text);
  };
}

const ZERO = 0x30;

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= 0x39;
}

function digitsFrom(text: string, start: number): number {
  let end = start;
  while (isDigit(text, end)) end++;
  return end - start;
}

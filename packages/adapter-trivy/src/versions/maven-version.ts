// Maven's versions as masahiro331/go-mvn-version@v0.0.0-20250131095131-f4974fa13b8a orders them: a tree of numbers, qualifiers and lists. It
// reads every text. Unlike Maven it loses what stands between a hyphen and a `.` or `-` at the end (`1-2.` is 1) and cuts wide characters
// apart, as it counts characters where it should count bytes.
import { order, parseClamped, parseInt64, toBinary, toLower, type Integer } from "./go-text.js";

/** Texts are binary: one UTF-16 unit for each byte. */
type Item = Integer | string | readonly Item[];

export interface MavenVersion {
  readonly items: readonly Item[];
}

const QUALIFIERS = new Map(["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"].map((qualifier, rank) => [qualifier, `${rank}`]));
const RELEASE_RANK = "5";
const UNKNOWN_RANK = "7-";
const ALIASES = new Map([
  ["ga", ""],
  ["final", ""],
  ["release", ""],
  ["cr", "rc"],
]);
const BEFORE_DIGIT = new Map([
  ["a", "alpha"],
  ["b", "beta"],
  ["m", "milestone"],
]);

export function parseMaven(text: string): MavenVersion {
  const lists = splitLists(text);
  // From the last list outwards; each one becomes the last item of the one before it.
  let items: Item[] = [];
  for (const [index, list] of lists.toReversed().entries()) {
    const kept: Item[] = list.slice(0, list.findLastIndex((item) => item !== 0 && item !== "") + 1);
    items = index === 0 ? kept : [...kept, items];
  }
  return { items };
}

/** The items between hyphens, and between digits and letters. */
function splitLists(text: string): Item[][] {
  const lower = toLower(text);
  const bytes = toBinary(lower);
  const lists: Item[][] = [];
  let list: Item[] = [];
  let start = 0;
  let inDigits = false;
  const close = (): void => {
    lists.push(list);
    list = [];
  };
  // Upstream counts characters and cuts bytes, so behind a character of several bytes the cuts are off by the difference.
  let at = -1;
  for (const character of lower) {
    at++;
    const isDigit = character >= "0" && character <= "9";
    if (character === "." || character === "-") {
      list.push(at === start ? 0 : toItem(inDigits, bytes.slice(start, at)));
      start = at + 1;
      if (character === "-") close();
    } else if (isDigit !== inDigits) {
      if (at > start) {
        list.push(inDigits ? toItem(true, bytes.slice(start, at)) : qualifier(bytes.slice(start, at), true));
        start = at;
        close();
      }
      inDigits = isDigit;
    }
  }
  if (toBinary(text).length > start) {
    list.push(toItem(inDigits, bytes.slice(start)));
    close();
  }
  if (lists.length === 0) close();
  return lists;
}

function toItem(inDigits: boolean, text: string): Item {
  return inDigits ? toNumber(text) : qualifier(text, false);
}

function toNumber(text: string): Integer {
  return parseInt64(text) === undefined ? 0 : parseClamped(text);
}

function qualifier(text: string, beforeDigit: boolean): string {
  return (beforeDigit ? BEFORE_DIGIT.get(text) : undefined) ?? ALIASES.get(text) ?? text;
}

export function compareMaven(a: MavenVersion, b: MavenVersion): -1 | 0 | 1 {
  return compareLists(a.items, b.items);
}

function compareItems(a: Item, b: Item | undefined): -1 | 0 | 1 {
  if (b === undefined) return compareWithNothing(a);
  const kind = order(kindRank(a), kindRank(b));
  if (kind !== 0) return kind;
  if (typeof a === "object" && typeof b === "object") return compareLists(a, b);
  if (typeof a === "string" && typeof b === "string") return order(qualifierRank(a), qualifierRank(b));
  return typeof a === "object" || typeof b === "object" ? 0 : order(a, b);
}

/** 1.any < 1-1 < 1.1 */
function kindRank(item: Item): number {
  if (typeof item === "string") return 0;
  return typeof item === "object" ? 1 : 2;
}

function compareWithNothing(item: Item): -1 | 0 | 1 {
  if (typeof item === "string") return order(qualifierRank(item), RELEASE_RANK);
  if (typeof item !== "object") return item === 0 ? 0 : 1;
  for (const each of item) {
    const result = compareWithNothing(each);
    if (result !== 0) return result;
  }
  return 0;
}

function compareLists(a: readonly Item[], b: readonly Item[]): -1 | 0 | 1 {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left !== undefined) {
      const result = compareItems(left, right);
      if (result !== 0) return result;
    } else if (right !== undefined) {
      const result = compareWithNothing(right);
      if (result !== 0) return result < 0 ? 1 : -1;
    }
  }
  return 0;
}

/** Known qualifiers by their rank, unknown ones behind them in the order of their bytes. */
function qualifierRank(text: string): string {
  return QUALIFIERS.get(text) ?? `${UNKNOWN_RANK}${text}`;
}

// RubyGems and CocoaPods as aquasecurity/go-gem-version@v0.0.0-20201115065557-8eed6fe000ce reads them. Unlike Ruby it takes every letter for
// a segment of its own (`beta` is `b.e.t.a`), and a number above 2^64 for letters.
import { constraintScheme } from "./constraints.js";
import { increment, order, parseUint64, type Integer } from "./go-text.js";
import { holds } from "./operators.js";

interface GemVersion {
  /** The numbers up to the first letter. */
  readonly numbers: readonly Integer[];
  /** Everything from the first letter on. */
  readonly rest: readonly (Integer | string)[];
}

interface GemConstraint extends GemVersion {
  readonly operator: string;
}

const VERSION = "[0-9]+(?:\\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
const WHOLE = new RegExp(`^[\\t\\n\\f\\r ]*(${VERSION})?[\\t\\n\\f\\r ]*$`);
const SEGMENT = /[0-9]+|[a-zA-Z]/g;

export const gem = constraintScheme<GemVersion, GemConstraint>({
  name: "gem",
  operators: ["=", "==", "!=", ">", "<", ">=", "=>", "<=", "=<", "~>"],
  versionPattern: VERSION,
  parseVersion,
  compare,
  parseConstraint(operator, text) {
    // A blank version is 0, a blank constraint is none.
    const version = text === "" ? undefined : parseVersion(text);
    return version === undefined ? undefined : { ...version, operator };
  },
  matches,
  problem: ({ operator, numbers }) => (operator === "~>" && numbers.length === 0 ? "may-panic" : undefined),
  boundText: (text) => text.trim() || "0",
});

function parseVersion(text: string): GemVersion | undefined {
  const match = WHOLE.exec(text);
  if (match === null) return undefined;
  const numbers: Integer[] = [];
  const rest: (Integer | string)[] = [];
  for (const segment of (match[1] ?? "0").replaceAll("-", ".pre.").match(SEGMENT) ?? []) {
    const number = parseUint64(segment);
    if (number === undefined || rest.length > 0) rest.push(number ?? segment);
    else numbers.push(number);
  }
  return { numbers, rest };
}

function compare(a: GemVersion, b: GemVersion): -1 | 0 | 1 {
  const left = canonical(a);
  const right = canonical(b);
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const result = compareSegments(left[index] ?? 0, right[index] ?? 0);
    if (result !== 0) return result;
  }
  return 0;
}

/** Letters come before numbers. */
function compareSegments(a: Integer | string, b: Integer | string): -1 | 0 | 1 {
  const textA = typeof a === "string";
  if (textA !== (typeof b === "string")) return textA ? -1 : 1;
  return order(a, b);
}

/** Without the zeros in front of the rest: 1.0.a is 1.a. */
function canonical({ numbers, rest }: GemVersion): (Integer | string)[] {
  return [...numbers.slice(0, numbers.findLastIndex((number) => number !== 0) + 1), ...rest];
}

function matches(constraint: GemConstraint, version: GemVersion): boolean | undefined {
  const result = compare(version, constraint);
  const held = holds(constraint.operator, result);
  if (held !== undefined || result < 0) return held ?? false;
  const end = bump(constraint.numbers);
  // The version without its letters: 3.a is not below 3, though it comes before it.
  return end === undefined ? undefined : compare({ numbers: version.numbers, rest: [] }, end) < 0;
}

/** Where `~>` ends: 2.3 after 2.2.1, 3 after 2.2 and after 2. Upstream panics where there is no number. */
function bump(numbers: readonly Integer[]): GemVersion | undefined {
  const raised = Math.max(numbers.length, 2) - 2;
  const last = numbers[raised];
  return last === undefined ? undefined : { numbers: [...numbers.slice(0, raised), increment(last)], rest: [] };
}

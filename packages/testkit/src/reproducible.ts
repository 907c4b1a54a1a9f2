// Makes the same thing under differing circumstances and demands the same bytes. It knows no bundle and no seam.
import { fail } from "node:assert/strict";
import { byteDifference, fileDifference, toBytes } from "./file-difference.js";

/** Circumstances that must not show. The maker uses those that mean something to it. */
export interface Variant {
  /** Distinct, and fit for the name of a file. */
  readonly name: string;
  /** The items in the order of this variant, in a new array. */
  readonly arrange: <T>(items: readonly T[]) => T[];
  /** Documents or records in a batch. */
  readonly batchSize: number;
  readonly workers: number;
  /** Turns of the event loop that the n-th slow thing takes. */
  readonly delay: (n: number) => number;
}

/** What a maker makes: one text or file, or files by name. */
export type Made = Uint8Array | string | ReadonlyMap<string, Uint8Array | string>;

export const VARIANTS: readonly Variant[] = [
  { name: "as-given", arrange: (items) => [...items], batchSize: 500, workers: 1, delay: () => 0 },
  { name: "reversed-one-by-one", arrange: (items) => items.toReversed(), batchSize: 1, workers: 2, delay: () => 1 },
  {
    name: "odd-then-even",
    arrange: (items) => [...items.filter((_, i) => i % 2 === 1), ...items.filter((_, i) => i % 2 === 0)],
    batchSize: 3,
    workers: 3,
    delay: (n) => (n % 2) * 5,
  },
  { name: "shuffled", arrange: (items) => shuffle(items, 48_271), batchSize: 7, workers: 8, delay: (n) => Math.max(0, 10 - n) },
  { name: "shuffled-otherwise", arrange: (items) => shuffle(items, 16_807), batchSize: 64, workers: 5, delay: (n) => (n * 7) % 4 },
];

/**
 * Makes a thing once for each variant, one after the other, and fails where one is not byte for byte what the first one was, naming the
 * variant, the file and the first byte that differs. Gives back what was made.
 */
export async function expectReproducible<T extends Made>(
  make: (variant: Variant) => Promise<T>,
  variants: readonly Variant[] = VARIANTS,
): Promise<T> {
  const [first, ...others] = variants;
  if (first === undefined || others.length === 0) throw new TypeError("variants: at least two, or there is nothing to compare");
  const expected = await make(first);
  for (const variant of others) {
    const difference = differenceOf(expected, await make(variant));
    if (difference !== undefined) fail(`${variant.name} gives other bytes than ${first.name}: ${difference}`);
  }
  return expected;
}

function differenceOf(expected: Made, actual: Made): string | undefined {
  if (isFiles(expected) !== isFiles(actual)) return "one is files, the other is bytes";
  if (isFiles(expected) && isFiles(actual)) return fileDifference(expected, actual);
  const difference = byteDifference(toBytes(expected as Uint8Array | string), toBytes(actual as Uint8Array | string));
  return difference === undefined ? undefined : `it ${difference}`;
}

function isFiles(made: Made): made is ReadonlyMap<string, Uint8Array | string> {
  return typeof made !== "string" && !(made instanceof Uint8Array);
}

/** Fisher and Yates, drawn from a small generator, so that a failure can be repeated. */
function shuffle<T>(items: readonly T[], factor: number): T[] {
  const shuffled = [...items];
  let state = 1;
  for (let i = shuffled.length - 1; i > 0; i--) {
    state = (state * factor) % 2_147_483_647;
    const j = state % (i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}

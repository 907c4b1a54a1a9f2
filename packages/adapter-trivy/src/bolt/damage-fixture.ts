// What tests of damaged files ask again and again.
import { type BoltCheck, checkBolt } from "./bolt-check.js";
import { BoltError } from "./bolt-error.js";
import { memorySource } from "./byte-source.js";
import { filler, type Tree } from "./tree-fixture.js";

/** Values of one size under numbered keys. */
export const values = (count: number, sizeBytes: number): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key ${String(i).padStart(4, "0")}`, filler(sizeBytes, 1 + (i % 200))]));

/** The error that `work` throws; nothing else may be thrown. */
export function failureOf(work: () => unknown): BoltError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof BoltError) return error;
    throw error;
  }
  return undefined;
}

/** What the checker says, or what it throws. */
export const checked = (bytes: Uint8Array): BoltCheck | BoltError => {
  let check: BoltCheck | undefined;
  return failureOf(() => (check = checkBolt(memorySource(bytes)))) ?? (check as BoltCheck);
};
export const messagesOf = (bytes: Uint8Array): string[] => {
  const found = checked(bytes);
  return found instanceof BoltError ? [found.message] : found.problems.map(({ message }) => message);
};
export const problemsOf = (bytes: Uint8Array): number => messagesOf(bytes).length;

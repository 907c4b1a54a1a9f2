import fc from "fast-check";
import { expect, test } from "vitest";
import { compareBytes, concatBytes } from "../../bytes.js";
import { entryOrder, STRIDE } from "./entry-order.js";

/** Entries without values, side by side. */
function tableOf(keys: readonly Uint8Array[]): { bytes: Uint8Array; table: Uint32Array } {
  const table = new Uint32Array(keys.length * STRIDE);
  let at = 0;
  for (const [i, key] of keys.entries()) {
    table.set([at, at + key.length, at + key.length, at + key.length], i * STRIDE);
    at += key.length;
  }
  return { bytes: concatBytes(keys), table };
}

function expectOrder(keys: readonly Uint8Array[]): void {
  const { bytes, table } = tableOf(keys);
  const naive = keys.map((_, i) => i).toSorted((a, b) => compareBytes(keys[a] as Uint8Array, keys[b] as Uint8Array) || a - b);
  expect([...entryOrder(bytes, table, keys.length)]).toEqual(naive);
}

const text = (value: string): Uint8Array => Buffer.from(value, "latin1");

// What packing can get wrong: long equal beginnings, keys that end, zero bytes that look like an end, bytes above 127.
const key = fc.oneof(
  fc.uint8Array({ maxLength: 9 }),
  fc.constantFrom("", "\0", "\0\0", "a", "a\0", "a\0\0", "a\0\0\0\0\0\0\0", "\xff", "\xff\xff\xff\xff\xff\xff\xff").map(text),
  fc
    .tuple(fc.constantFrom("CVE-2024-", "GHSA-", "CVE-2024-1", ""), fc.nat(400), fc.constantFrom("", "\0", "x"))
    .map(([head, number, tail]) => text(`advisory\0osv\0${head}${number}${tail}`)),
);

test("any keys come in the order of their bytes, equal ones as they came", () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 400 }), (keys) => expectOrder(keys)),
    { numRuns: 500, seed: 20_261_125 },
  );
});

test.each([2, 11, 12, 13, 31, 32, 33, 4095, 4096, 4097, 70_000])("%i keys that differ late", (count) => {
  expectOrder(Array.from({ length: count }, (_, i) => text(`a rather long beginning ${String((i * 7919) % count).padStart(9, "0")}`)));
});

test("thousands of equal keys, and keys that each begin with the one before", () => {
  expectOrder(Array.from({ length: 5000 }, () => text("the same")));
  expectOrder(Array.from({ length: 1200 }, (_, i) => text("a".repeat((i * 7919) % 1200))));
  expectOrder(Array.from({ length: 1200 }, (_, i) => text(`${"ab".repeat((i * 7919) % 1200)}\xff`)));
});

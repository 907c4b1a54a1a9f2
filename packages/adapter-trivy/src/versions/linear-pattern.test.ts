import fc from "fast-check";
import { expect, test } from "vitest";
import { LinearPattern } from "./linear-pattern.js";

const PATTERNS = [
  "",
  "a",
  "a|b|",
  "(?:a|ab)*",
  "(a+)+b",
  "a?b*c+",
  "[a-c]*(?:-[^]?|b)?".replace("[^]?", "a"),
  "[ab-]+\\.?\\*",
  "(?:a|b)?(?:b|c)*a",
];

test("accepts what the platform's expressions accept", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "-", ".", "*", "\u00e9"), maxLength: 9 });
  fc.assert(
    fc.property(fc.constantFrom(...PATTERNS), text, (source, each) => {
      expect(new LinearPattern(source).accepts(each)).toBe(new RegExp(`^(?:${source})$`).test(each));
    }),
    { numRuns: 3000, seed: 3 },
  );
});

test("ends where a backtracking engine would not", () => {
  const pattern = new LinearPattern("(?:(?:a+)+|b)*c");
  const long = "a".repeat(50_000);
  expect([pattern.accepts(long), pattern.accepts(`${long}c`)]).toEqual([false, true]);
});

test("forgets rather than grows: a pattern of more states than it keeps", () => {
  // Which of the last twelve characters were an a takes 2^12 states.
  const source = `[ab]*a${"[ab]".repeat(12)}`;
  const pattern = new LinearPattern(source);
  let text = "";
  for (let bits = 1; text.length < 20_000; bits = (bits * 1_103_515_245 + 12_345) % 2 ** 31) text += bits & 65_536 ? "a" : "b";
  for (const end of [19_990, 19_991, 19_992, 19_993]) {
    expect(pattern.accepts(text.slice(0, end))).toBe(new RegExp(`^(?:${source})$`).test(text.slice(0, end)));
  }
});

test("refuses an expression that it cannot read to its end", () => {
  expect(() => new LinearPattern("a)b")).toThrow(TypeError);
});

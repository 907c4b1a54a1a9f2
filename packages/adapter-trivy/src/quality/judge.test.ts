// The verdict over numbers: what is refused and what passes, each with the numbers that show it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeShortfall, judgeNumbers, leastAfter } from "./judge.js";
import { type Counts, type DatabaseNumbers, SEVERITIES } from "./numbers.js";

const counts = (records: number, other: Partial<Counts> = {}): Counts => ({
  packages: Math.ceil(records / 2),
  records,
  ranged: records,
  fixed: records,
  rated: 0,
  ...other,
});
const numbers = (other: Partial<DatabaseNumbers> = {}): DatabaseNumbers => ({
  buckets: [
    { name: "debian 12", ...counts(100) },
    { name: "npm::GitHub", ...counts(60) },
    { name: "pip::GitHub", ...counts(40) },
  ],
  sources: [
    { name: "debian", ...counts(100) },
    { name: "ghsa", ...counts(100) },
  ],
  total: counts(200),
  severities: { UNKNOWN: 10, LOW: 20, MEDIUM: 30, HIGH: 40, CRITICAL: 20 },
  vendorRated: 110,
  ...other,
});
const said = (now: DatabaseNumbers, before: DatabaseNumbers | undefined = numbers()): readonly string[] =>
  judgeNumbers(before, now).map(describeShortfall);

test.each([
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [9, 5],
  [40, 36],
  [41, 37],
  [100, 90],
  [1_000_000, 900_000],
])("after %i at least %i", (before, least) => {
  expect(leastAfter(before)).toBe(least);
});

test("the bound grows with what was there and never lets half go", () => {
  fc.assert(
    fc.property(fc.nat(2_000_000), (before) => {
      expect(leastAfter(before)).toBeLessThanOrEqual(before);
      expect(leastAfter(before + 1)).toBeGreaterThanOrEqual(leastAfter(before));
      if (before > 0) expect(leastAfter(before)).toBeGreaterThan(before / 2);
    }),
  );
});

describe("refused", () => {
  test("nothing in it, with and without a database before it", () => {
    const empty = numbers({ buckets: [], sources: [], total: counts(0) });
    expect(said(empty)).toEqual(["the database holds no advisory that affects anything: records 200 -> 0"]);
    expect(judgeNumbers(undefined, empty).map(describeShortfall)).toEqual(["the database holds no advisory that affects anything"]);
    expect(judgeNumbers(undefined, empty)).toEqual([
      { what: "empty", name: "", counts: [{ name: "records", before: 0, now: 0, atLeast: 1 }] },
    ]);
  });

  test("a bucket that is gone, named with all that went", () => {
    const now = numbers({ buckets: numbers().buckets.filter(({ name }) => !name.startsWith("pip")) });
    expect(said(now)).toEqual([
      "bucket pip::GitHub: records 40 -> 0 (at least 36), packages 20 -> 0 (at least 16), ranged 40 -> 0 (at least 36), fixed 40 -> 0 (at least 36)",
    ]);
  });

  test("fixed versions, ratings and severities that are gone", () => {
    expect(
      said(
        numbers({
          sources: [
            { name: "debian", ...counts(100) },
            { name: "ghsa", ...counts(100, { fixed: 0 }) },
          ],
        }),
      ),
    ).toEqual(["source ghsa: fixed 100 -> 0 (at least 90)"]);
    expect(said(numbers({ severities: { UNKNOWN: 120, LOW: 0, MEDIUM: 0, HIGH: 0, CRITICAL: 0 }, vendorRated: 0 }))).toEqual([
      "severity known: vulnerabilities 110 -> 0 (at least 99)",
      "severity by a source: vulnerabilities 110 -> 0 (at least 99)",
      "severity LOW: vulnerabilities 20 -> 0 (at least 16)",
      "severity MEDIUM: vulnerabilities 30 -> 0 (at least 26)",
      "severity HIGH: vulnerabilities 40 -> 0 (at least 36)",
      "severity CRITICAL: vulnerabilities 20 -> 0 (at least 16)",
    ]);
    expect(said(numbers({ severities: { UNKNOWN: 10, LOW: 20, MEDIUM: 30, HIGH: 0, CRITICAL: 60 } }))).toEqual([
      "severity HIGH: vulnerabilities 40 -> 0 (at least 36)",
    ]);
  });
});

describe("passes", () => {
  test("the same, more, and a little less", () => {
    expect(said(numbers())).toEqual([]);
    expect(said(numbers({ total: counts(500), severities: { UNKNOWN: 900, LOW: 20, MEDIUM: 30, HIGH: 40, CRITICAL: 20 } }))).toEqual([]);
    expect(said(numbers({ total: counts(190), vendorRated: 100 }))).toEqual([]);
  });

  test("one record that is no longer fixed, but not one that is gone", () => {
    const of = (records: number, fixed: number): DatabaseNumbers =>
      numbers({ buckets: [{ name: "swift::A", packages: 1, records, ranged: 1, fixed, rated: 0 }] });
    expect(said(of(1, 0), of(1, 1))).toEqual([]);
    expect(said(of(0, 0), of(1, 1))).toEqual(["bucket swift::A: records 1 -> 0 (at least 1)"]);
  });

  test("one vulnerability rated anew where there are few", () => {
    const of = (low: number, high: number): DatabaseNumbers =>
      numbers({ severities: { UNKNOWN: 0, LOW: low, MEDIUM: 0, HIGH: high, CRITICAL: 0 } });
    expect(said(of(0, 2), of(1, 1))).toEqual([]);
    expect(said(of(2, 0), of(0, 2))).toEqual(["severity HIGH: vulnerabilities 2 -> 0 (at least 1)"]);
  });

  test("anything at all beside nothing to compare with", () => {
    expect(judgeNumbers(undefined, numbers())).toEqual([]);
    expect(SEVERITIES).toHaveLength(5);
  });
});

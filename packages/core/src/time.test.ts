import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatInstant, parseDuration, parseInstant } from "./time.js";

describe("parseInstant", () => {
  test.each<[string, number]>([
    ["1971-01-01T00:00:00Z", 31_536_000],
    ["2026-03-01T12:34:56Z", 1_772_368_496],
    ["2026-03-01t12:34:56z", 1_772_368_496],
    ["2026-03-01T12:34:56.999999999Z", 1_772_368_496],
    ["2026-03-01T12:34:56.0+00:00", 1_772_368_496],
    ["2026-03-01T12:34:56-00:00", 1_772_368_496],
    ["2026-03-01T14:34:56+02:00", 1_772_368_496],
    ["2026-02-28T23:34:56-13:00", 1_772_368_496],
    ["2024-02-29T00:00:00Z", 1_709_164_800],
    ["2000-02-29T23:59:59Z", 951_868_799],
    // A leap second is the second before it; the clock of Unix has no other place for it.
    ["2016-12-31T23:59:60Z", 1_483_228_799],
    ["9999-12-31T23:59:59Z", 253_402_300_799],
    // The year counts as it is written, before the zone is taken off.
    ["1971-01-01T00:00:00+14:00", 31_485_600],
  ])("%s", (text, seconds) => {
    expect(parseInstant(text)).toBe(seconds);
  });

  test.each([
    "",
    "now",
    "2026-03-01",
    "2026-03-01T12:34:56",
    "2026-03-01T12:34Z",
    "2026-03-01 12:34:56Z",
    "2026-03-01T12:34:56.Z",
    "2026-03-01T12:34:56,5Z",
    "2026-03-01T12:34:56+0200",
    "2026-03-01T12:34:56+24:00",
    "2026-03-01T12:34:56+02:60",
    "2026-03-01T24:00:00Z",
    "2026-03-01T12:60:00Z",
    "2026-03-01T12:34:61Z",
    "2026-00-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-03-00T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "1970-12-31T23:59:59Z",
    "1970-12-31T23:59:59-01:00",
    "0001-01-01T00:00:00Z",
    "-2026-03-01T12:34:56Z",
    "+002026-03-01T12:34:56Z",
    "12026-03-01T12:34:56Z",
    "2026-3-1T12:34:56Z",
    " 2026-03-01T12:34:56Z",
    "2026-03-01T12:34:56Z\n",
    "٢٠٢٦-03-01T12:34:56Z",
    "2026-03-01T12:34:56UTC",
  ])("%j does not count", (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  const part = (max: number, min = 0): fc.Arbitrary<string> => fc.integer({ min, max }).map((value) => String(value).padStart(2, "0"));

  test("agrees with Date wherever Date is strict, and refuses what the calendar lacks", () => {
    const zone = fc.oneof(
      fc.constant("Z"),
      fc.tuple(fc.constantFrom("+", "-"), part(23), part(59)).map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
    );
    const texts = fc.tuple(fc.integer({ min: 1971, max: 9999 }), part(13), part(32), part(25), part(61), part(59), zone);
    fc.assert(
      fc.property(texts, ([year, month, day, hour, minute, second, offset]) => {
        const text = `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
        // Date carries days over (30 February is 2 March) and takes 24:00:00.
        const days = new Date(Date.UTC(year, Number(month), 0)).getUTCDate();
        const exists =
          Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days && Number(hour) < 24 && Number(minute) < 60;
        expect(parseInstant(text)).toBe(exists ? Date.parse(text) / 1000 : undefined);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("formatInstant", () => {
  test("is read back as the same second", () => {
    fc.assert(
      fc.property(fc.integer({ min: 31_536_000, max: 253_402_300_799 }), (seconds) => {
        expect(parseInstant(formatInstant(seconds))).toBe(seconds);
        expect(formatInstant(seconds)).toBe(new Date(seconds * 1000).toISOString().replace(".000Z", "Z"));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("parseDuration", () => {
  test.each<[string, number | undefined]>([
    ["1s", 1],
    ["90s", 90],
    ["15m", 900],
    ["12h", 43_200],
    ["7d", 604_800],
    ["2w", 1_209_600],
    ["999999w", 604_799_395_200],
    ["0d", undefined],
    ["07d", undefined],
    ["1000000d", undefined],
    ["-1d", undefined],
    ["1.5d", undefined],
    ["1D", undefined],
    ["1y", undefined],
    ["7", undefined],
    ["d", undefined],
    ["1d ", undefined],
    ["1d\n", undefined],
    ["1h30m", undefined],
    ["", undefined],
  ])("%j", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });
});

import { expect, test } from "vitest";
import { chooseAsOf, chooseExpiry, chooseSequence } from "./label.js";

const NOW = 1_700_000_000;
const DAY = 86_400;
const label = { sequence: undefined, expiresInSeconds: undefined, previous: undefined };
const previous = (sequence: number, contentDigest: string) => ({ sequence, contentDigest });

test.each([
  ["as asked, also before the newest date", 1000, 2000, 1000],
  ["the newest date", undefined, 2000, 2000],
  ["up to a day ahead of the clock", undefined, NOW + DAY, NOW + DAY],
])("asOf: %s", (_, asked, newest, expected) => {
  expect(chooseAsOf(asked, newest, NOW)).toBe(expected);
});

test.each([
  ["no date at all", undefined, undefined, "ERR_EXPORT_AS_OF_MISSING"],
  ["a document more than a day ahead", undefined, NOW + DAY + 1, "ERR_EXPORT_AS_OF_FUTURE"],
  ["asked for more than a day ahead", NOW + DAY + 1, 1000, "ERR_EXPORT_AS_OF_FUTURE"],
])("asOf refused: %s", (_, asked, newest, code) => {
  expect(() => chooseAsOf(asked, newest, NOW)).toThrow(expect.objectContaining({ code }));
});

test.each([
  ["asOf without a previous bundle", undefined, undefined, 500],
  ["as given", 7, undefined, 7],
  ["as given, also behind the previous one", 7, previous(900, "sha256:b"), 7],
  ["asOf where it exceeds the previous one", undefined, previous(400, "sha256:b"), 500],
  ["one more than a previous one of other content", undefined, previous(900, "sha256:b"), 901],
  ["never behind a previous one of the same content", undefined, previous(900, "sha256:a"), 900],
])("sequence: %s", (_, sequence, before, expected) => {
  expect(chooseSequence({ ...label, sequence, previous: before }, 500, "sha256:a")).toBe(expected);
});

test("sequence: none is greater than the greatest", () => {
  const greatest = previous(Number.MAX_SAFE_INTEGER, "sha256:b");
  expect(() => chooseSequence({ ...label, previous: greatest }, 500, "sha256:a")).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_USAGE" }),
  );
  expect(chooseSequence({ ...label, previous: greatest }, 500, "sha256:b")).toBe(Number.MAX_SAFE_INTEGER);
  expect(chooseSequence({ ...label, sequence: 7, previous: greatest }, 500, "sha256:a")).toBe(7);
});

test("expiry is asOf and the span, or null", () => {
  expect(chooseExpiry(label, 0)).toBeNull();
  expect(chooseExpiry({ ...label, expiresInSeconds: 7 * DAY }, NOW)).toBe("2023-11-21T22:13:20Z");
});

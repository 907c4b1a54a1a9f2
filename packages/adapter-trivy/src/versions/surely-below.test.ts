// The quick answer against the comparers: where it says below, they do.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apk } from "./apk.js";
import { dpkg } from "./dpkg.js";
import { rpm } from "./rpm.js";
import type { Version } from "./scheme.js";
import { surelyBelow } from "./surely-below.js";

const part = fc.oneof(
  fc.constantFrom("0", "00", "01", "1", "9", "10", "12", "100", "9999999999999999", "a", "b", "rc", "_p", "_rc1", "-r", "el9"),
  fc.constantFrom(".", ".", ".", "-", "-", "~", "+", "_", ":", "^", "", "~~", "é", " "),
);
const tail = fc.array(part, { maxLength: 5 }).map((parts) => parts.join(""));
/** Two texts that begin alike. */
const pair = fc
  .tuple(fc.array(part, { maxLength: 5 }), tail, tail)
  .map(([head, a, b]) => [`1${head.join("")}${a}`, `1${head.join("")}${b}`]);

describe.each([dpkg, rpm, apk])("$name", (scheme) => {
  const asked = ([text = "", bound = ""]: readonly string[]) => surelyBelow(bound, scheme)?.(text) === true;

  test("is never wrong", () => {
    fc.assert(
      fc.property(pair, (texts) => {
        if (!asked(texts)) return;
        const [a, b] = texts.map((text) => scheme.parseVersion(text));
        expect(a === undefined || b === undefined ? texts : scheme.compare(a, b)).toBe(-1);
      }),
      { numRuns: 20_000, seed: 7 },
    );
  });
});

test("settles ordinary pairs", () => {
  const pairs: readonly (readonly [string, string, typeof dpkg])[] = [
    ["1.2.3-4+deb11u9", "1.2.3-4+deb11u10", dpkg],
    ["5.9.1+dfsg-1", "5.10.2", dpkg],
    ["7.76.1-25.el9", "7.76.1-26.el9_3.2", rpm],
    ["1.2.4-r9", "1.2.5-r0", apk],
    ["1.2.5-r9", "1.2.5-r10", apk],
    ["0.29.0", "0.30.0", apk],
  ];
  for (const [text, bound, scheme] of pairs) {
    expect(scheme.compare(scheme.parseVersion(text) as Version, scheme.parseVersion(bound) as Version)).toBe(-1);
    expect([text, surelyBelow(bound, scheme)?.(text)]).toEqual([text, true]);
  }
  expect(surelyBelow("1:2", dpkg)).toBeUndefined();
  expect(surelyBelow("2", dpkg)?.("1:1")).toBe(false);
  expect(surelyBelow("1.2-3", dpkg)?.("1.2")).toBe(false);
});

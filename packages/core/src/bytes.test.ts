import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareBytes, compareUtf16, compareUtf8, concatBytes, decodeUtf8, encodeUtf8, equalBytes } from "./bytes.js";

const RUNS = { numRuns: 2000 };

/** Text around the places where the orders part: astral characters, surrogates' neighbours, the end of each UTF-8 length. */
const odd = fc.constantFrom(
  "a",
  "b",
  "\u0000",
  "\u007f",
  "\u0080",
  "\u07ff",
  "\u0800",
  "\ud7ff",
  "\ue000",
  "\uffff",
  "\u{10000}",
  "\u{1f600}",
  "\u{10ffff}",
  "/",
  "-",
);
const texts = fc.oneof(fc.string({ unit: odd, maxLength: 6 }), fc.string({ unit: "binary", maxLength: 8 }));
const bytes = fc.uint8Array({ maxLength: 8 });

describe("compareBytes", () => {
  test("is the order of Buffer.compare", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => Math.sign(compareBytes(a, b)) === Buffer.compare(a, b)),
      RUNS,
    );
  });

  test("equalBytes is its zero", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => equalBytes(a, b) === (Buffer.compare(a, b) === 0)),
      RUNS,
    );
    fc.assert(
      fc.property(bytes, (a) => equalBytes(a, a.slice())),
      RUNS,
    );
  });
});

describe("compareUtf8", () => {
  test("is the order of the encoded bytes", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => Math.sign(compareUtf8(a, b)) === Math.sign(compareBytes(encodeUtf8(a), encodeUtf8(b)))),
      RUNS,
    );
  });

  test("also behind the same beginning", () => {
    fc.assert(
      fc.property(texts, texts, texts, (head, a, b) => Math.sign(compareUtf8(head + a, head + b)) === Math.sign(compareUtf8(a, b))),
      RUNS,
    );
  });

  test("is another than that of UTF-16, which RFC 8785 asks for", () => {
    const [smile, last] = ["\u{1f600}", "\uffee"];
    expect(compareUtf8(smile, last)).toBeGreaterThan(0);
    expect(compareUtf16(smile, last)).toBeLessThan(0);
  });
});

describe("compareUtf16", () => {
  test("is the order of the code units", () => {
    const units = (text: string): Uint8Array => Buffer.from(text, "utf16le").swap16();
    fc.assert(
      fc.property(texts, texts, (a, b) => compareUtf16(a, b) === Math.sign(compareBytes(units(a), units(b)))),
      RUNS,
    );
  });
});

describe("text", () => {
  test("comes back from its bytes", () => {
    fc.assert(
      fc.property(texts, (text) => decodeUtf8(encodeUtf8(text)) === text),
      RUNS,
    );
  });

  test("keeps a byte order mark, and is refused where the bytes are not UTF-8", () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
    for (const bad of [[0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]]) {
      expect(() => decodeUtf8(Uint8Array.from(bad))).toThrow(TypeError);
    }
  });
});

test("concatBytes is one new array", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), (parts) => equalBytes(concatBytes(parts), Buffer.concat(parts))),
    RUNS,
  );
  const part = Uint8Array.of(1);
  concatBytes([part])[0] = 2;
  expect(part[0]).toBe(1);
});

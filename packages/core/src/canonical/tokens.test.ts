// Numbers, strings and keys, one token at a time.
import { describe, expect, it } from "vitest";
import { canonicalizeBytes } from "./canonical.js";
import type { CanonicalizerOptions } from "./canonicalizer.js";

const canonical = (input: string | Uint8Array, options?: CanonicalizerOptions) =>
  new TextDecoder().decode(canonicalizeBytes(typeof input === "string" ? new TextEncoder().encode(input) : input, options));
const failure = (code: string, offset: number) => expect.objectContaining({ code: `ERR_EXPORT_JSON_${code}`, place: { offset } });

describe("numbers under the lossless rule", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["-0.0", "0"],
    ["0e5", "0"],
    ["-0E-99999999999999999999", "0"],
    ["-1", "-1"],
    ["999999999999999", "999999999999999"],
    ["1234567890123456", "1234567890123456"],
    ["9007199254740993", "9007199254740993"], // 2^53 + 1: a double would make it …992
    ["9007199254740992", "9007199254740992"],
    ["12956636075206043460", "12956636075206043460"],
    ["333333333.33333329", "333333333.33333329"],
    ["9.80", "9.8"],
    ["9.8", "9.8"],
    ["-9.8", "-9.8"],
    ["10.0", "10"],
    ["0.10", "0.1"],
    ["1E2", "100"],
    ["1e+2", "100"],
    ["12.5e-1", "1.25"],
    ["100e-2", "1"],
    ["0.000001", "0.000001"],
    ["0.0000001", "1e-7"],
    ["-0.00000123", "-0.00000123"],
    ["-0.000000123", "-1.23e-7"],
    ["1e20", "100000000000000000000"],
    ["1e21", "1e+21"],
    ["100000000000000000000000", "1e+23"],
    ["1e400", "1e400"],
    ["-1e400", "-1e400"],
    ["1e-400", "1e-400"],
    ["1e99999999999999999999999", "1e99999999999999999999999"],
    ["5e-324", "5e-324"],
    ["4.9e-324", "4.9e-324"], // the same double as 5e-324, another value
    ["1.7976931348623157e308", "1.7976931348623157e+308"],
    ["0.1000000000000000055", "0.1000000000000000055"],
    ["0.30000000000000004", "0.30000000000000004"],
    ["123456789012345.678", "123456789012345.678"],
    ["1.000000000000000000000000000000", "1"],
    ["123456789012345e-7", "12345678.9012345"],
    ["123456789012345678901e0", "123456789012345678901e0"],
    ["0.000000999999999999999e1", "0.00000999999999999999"],
    ["12345678901234567e-20", "0.00012345678901234567"],
    ["99999999999999990000.0", "99999999999999990000.0"], // no double prints these digits
    ["-123.4560E300", "-1.23456e+302"],
    ["2.2250738585072014E-308", "2.2250738585072014e-308"],
    ["123456789012345e-320", "1.23456789012345e-306"],
    ["123456789012345e-330", "123456789012345e-330"], // too small to keep all of its digits
  ])("%s becomes %s", (input, output) => {
    expect(canonical(input)).toBe(output);
    expect(canonical(`[${input},{"a":${input}}]`)).toBe(`[${output},{"a":${output}}]`);
  });
});

describe("numbers as in RFC 8785", () => {
  it.each([
    ["12956636075206043460", "12956636075206044000"],
    ["333333333.33333329", "333333333.3333333"],
    ["1e-400", "0"],
    ["-1e-400", "0"],
    ["-0", "0"],
    ["9.80", "9.8"],
    ["9007199254740993", "9007199254740992"],
  ])("%s becomes %s", (input, output) => {
    expect(canonical(input, { numbers: "rfc8785" })).toBe(output);
  });

  it("has no form for what is beyond a double", () => {
    expect(() => canonical("[0, 1e400]", { numbers: "rfc8785" })).toThrow(failure("NUMBER_RANGE", 4));
  });
});

describe("strings", () => {
  it("puts every escape into the one form", () => {
    expect(canonical(String.raw`"\u0008\u0009\u000a\u000c\u000D\b\t\n\f\r"`)).toBe(String.raw`"\b\t\n\f\r\b\t\n\f\r"`);
    expect(canonical(String.raw`"\u0000\u001F\u001f\u000B\u007F\u0080"`)).toBe(`"${String.raw`\u0000\u001f\u001f\u000b`}\u007f\u0080"`);
    expect(canonical(String.raw`"\/\u002F\u0022\u005c\"\\"`)).toBe(String.raw`"//\"\\\"\\"`);
    expect(canonical(String.raw`"\u0041\u00E9\u20ac\uD83D\ude02\uFFFF"`)).toBe('"Aé€😂\uffff"');
  });

  it("keeps every other character as it is, whichever way it came", () => {
    for (
      let codePoint = 0;
      codePoint <= 0x10ffff;
      codePoint += codePoint < 0x900 || (codePoint > 0xffff - 64 && codePoint < 0x10040) ? 1 : 61
    ) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
      const value = String.fromCodePoint(codePoint);
      const escaped = [...Array(value.length).keys()].map((i) => `\\u${value.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");
      const expected = JSON.stringify(value);
      expect(canonical(`"${escaped}"`)).toBe(expected);
      expect(canonical(`"${escaped.toUpperCase().replaceAll("U", "u")}"`)).toBe(expected);
      expect(canonical(expected)).toBe(expected);
    }
  });

  it("agrees with TextDecoder about every sequence of up to four bytes at the edges of UTF-8", () => {
    const edges = [
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3,
      0xf4, 0xf5, 0xf8, 0xff,
    ];
    const decoder = new TextDecoder("utf-8", { fatal: true });
    const isCharacter = (sequence: readonly number[]) => {
      try {
        return Array.from(decoder.decode(Uint8Array.from([0x20, ...sequence]))).length === 2; // the space, lest EF BB BF be dropped
      } catch {
        return false;
      }
    };
    const validLength = (sequence: readonly number[]) => {
      let at = 0;
      for (;;) {
        const length = [1, 2, 3, 4].find((n) => at + n <= sequence.length && isCharacter(sequence.slice(at, at + n)));
        if (length === undefined) return at;
        at += length;
      }
    };
    let valid = 0;
    for (const a of edges.slice(3)) {
      for (const b of edges.slice(1)) {
        for (const rest of [[], [0x41], [0x80], [0xbf], [0x80, 0x80], [0x80, 0xbf, 0x80], [0xc2, 0x80], [0x80, 0xc2]]) {
          const sequence = [a, b, ...rest];
          const document = Uint8Array.from([0x22, ...sequence, 0x22]);
          const good = validLength(sequence);
          if (good < sequence.length) {
            expect(() => canonicalizeBytes(document), sequence.toString()).toThrow(failure("UTF8", 1 + good));
          } else {
            valid++;
            expect([...canonicalizeBytes(document)]).toEqual([...document]);
          }
        }
      }
    }
    expect(valid).toBeGreaterThan(100);
  });

  it("blames the byte that is wrong", () => {
    expect(() => canonical('["a\u0001"]')).toThrow(failure("CONTROL_CHARACTER", 3));
    expect(() => canonical(String.raw`["ab\q"]`)).toThrow(failure("SYNTAX", 5));
    expect(() => canonical(String.raw`["\u12g4"]`)).toThrow(failure("SYNTAX", 6));
    expect(() => canonical(String.raw`["\ude02\ud83d"]`)).toThrow(failure("LONE_SURROGATE", 2));
    expect(() => canonical(String.raw`["abc\ud83d"]`)).toThrow(failure("LONE_SURROGATE", 5));
    expect(() => canonical(String.raw`["\ud83d\ud83d\ude02"]`)).toThrow(failure("LONE_SURROGATE", 2));
  });
});

describe("keys", () => {
  it("are in UTF-16 order, not in that of code points or bytes", () => {
    const sorted = [
      "",
      "\u0000",
      "\t",
      " ",
      "!",
      '"',
      "1",
      "10",
      "2",
      "A",
      "B",
      "a",
      "aa",
      "ab",
      "b",
      "\u007f",
      "\u0080",
      "é",
      "€",
      "\ud7ff",
      "😂",
      "\u{10ffff}",
      "\ue000",
      "\ufb33",
      "\uffff",
    ];
    expect(sorted).toEqual([...sorted].sort((a, b) => (a < b ? -1 : 1)));
    const object = (keys: readonly string[]) => `{${keys.map((key) => `${JSON.stringify(key)}:1`).join(",")}}`;
    expect(canonical(object(sorted))).toBe(object(sorted));
    expect(canonical(object(sorted.toReversed()))).toBe(object(sorted));
    for (const prefix of ["abc", "abcd", "abcdefgh"]) {
      const longer = sorted.map((key) => prefix + key);
      expect(canonical(object(longer.toReversed()))).toBe(object(longer));
    }
  });

  it("are compared as what their escapes mean", () => {
    expect(canonical(String.raw`{"\u0062":1,"a":2,"\ud83d\ude02":3,"\ufb33":4,"\n":5,"\/":6}`)).toBe(
      `{"\\n":5,"/":6,"a":2,"b":1,"😂":3,"\ufb33":4}`,
    );
  });

  it("are compared behind what they have in common, however that is written", () => {
    const pair = String.raw`\ud83d\ude02`;
    expect(canonical(`{"${pair}b":1,"😂a":2}`)).toBe('{"😂a":2,"😂b":1}');
    expect(canonical(`{"${pair}b":1,"${pair}":2,"${pair}a":3}`)).toBe('{"😂":2,"😂a":3,"😂b":1}');
    expect(() => canonical(`{"😂":1,"${pair}":2}`)).toThrow(failure("DUPLICATE_KEY", 10));
    expect(() => canonical(`{"${pair}é":1,"a":0,"😂\\u00e9":2}`)).toThrow(failure("DUPLICATE_KEY", 26));
  });

  it("may not occur twice, the later one being to blame", () => {
    expect(() => canonical('{"a":1,"a":2}')).toThrow(failure("DUPLICATE_KEY", 7));
    expect(() => canonical('{"a":1,"b":2,"a":3}')).toThrow(failure("DUPLICATE_KEY", 13));
    expect(() => canonical('{"b":1,"a":2,"c":3,"a":4,"b":5}')).toThrow(failure("DUPLICATE_KEY", 19));
    expect(() => canonical(String.raw`{"a":1,"b":{"x":1, "\u0078":2}}`)).toThrow(failure("DUPLICATE_KEY", 19));
    expect(() => canonical(String.raw`{"é":1,"\u00e9":2}`)).toThrow(failure("DUPLICATE_KEY", 8));
    const many = Array.from({ length: 1_000 }, (_, i) => `"${999 - i}":0`);
    expect(() => canonical(`{${many.join(",")},"500":0,"7":0}`)).toThrow(failure("DUPLICATE_KEY", many.join(",").length + 2));
    expect(canonical('[{"a":1},{"a":1}]')).toBe('[{"a":1},{"a":1}]');
  });
});

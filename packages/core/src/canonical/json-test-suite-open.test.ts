// What RFC 8259 leaves open, and what is decided here: the classes of nst/JSONTestSuite's `i_` cases, by its names, rebuilt as
// one table. Numbers of any size stay what they are; text that is not Unicode is refused. One character is one byte.
import { describe, expect, it } from "vitest";
import { canonicalizeBytes } from "./canonical.js";

const SAME = "(canonical as it is)";

const OPEN: readonly (readonly [name: string, input: string, canonicalOrCode: string, offset?: number])[] = [
  ["number_double_huge_neg_exp", "[123.456e-789]", SAME],
  [
    "number_huge_exp",
    "[0.4e00669999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999969999999006]",
    SAME,
  ],
  ["number_neg_int_huge_exp", "[-1e+9999]", SAME],
  ["number_pos_double_huge_exp", "[1.5e+9999]", SAME],
  ["number_real_neg_overflow", "[-123123e100000]", SAME],
  ["number_real_pos_overflow", "[123123e100000]", SAME],
  ["number_real_underflow", "[123e-10000000]", SAME],
  ["number_too_big_neg_int", "[-123123123123123123123123123123]", SAME],
  ["number_too_big_pos_int", "[100000000000000000000]", SAME],
  ["number_very_big_negative_int", "[-237462374673276894279832749832423479823246327846]", SAME],
  ["object_key_lone_2nd_surrogate", '{"\\uDFAA":0}', "LONE_SURROGATE", 2],
  ["string_1st_surrogate_but_2nd_missing", '["\\uDADA"]', "LONE_SURROGATE", 2],
  ["string_1st_valid_surrogate_2nd_invalid", '["\\uD888\\u1234"]', "LONE_SURROGATE", 2],
  ["string_UTF-16LE_with_BOM", '\xff\xfe[\x00"\x00\xe9\x00"\x00]\x00', "UTF8", 0],
  ["string_UTF-8_invalid_sequence", '["\xe6\x97\xa5\xd1\x88\xfa"]', "UTF8", 7],
  ["string_UTF8_surrogate_U+D800", '["\xed\xa0\x80"]', "UTF8", 2],
  ["string_incomplete_surrogate_and_escape_valid", '["\\uD800\\n"]', "LONE_SURROGATE", 2],
  ["string_incomplete_surrogate_pair", '["\\uDd1ea"]', "LONE_SURROGATE", 2],
  ["string_incomplete_surrogates_escape_valid", '["\\uD800\\uD800\\n"]', "LONE_SURROGATE", 2],
  ["string_invalid_lonely_surrogate", '["\\ud800"]', "LONE_SURROGATE", 2],
  ["string_invalid_surrogate", '["\\ud800abc"]', "LONE_SURROGATE", 2],
  ["string_invalid_utf-8", '["\xff"]', "UTF8", 2],
  ["string_inverted_surrogates_U+1D11E", '["\\uDd1e\\uD834"]', "LONE_SURROGATE", 2],
  ["string_iso_latin_1", '["\xe9"]', "UTF8", 2],
  ["string_lone_second_surrogate", '["\\uDFAA"]', "LONE_SURROGATE", 2],
  ["string_lone_utf8_continuation_byte", '["\x81"]', "UTF8", 2],
  ["string_not_in_unicode_range", '["\xf4\xbf\xbf\xbf"]', "UTF8", 2],
  ["string_overlong_sequence_2_bytes", '["\xc0\xaf"]', "UTF8", 2],
  ["string_overlong_sequence_6_bytes", '["\xfc\x83\xbf\xbf\xbf\xbf"]', "UTF8", 2],
  ["string_overlong_sequence_6_bytes_null", '["\xfc\x80\x80\x80\x80\x80"]', "UTF8", 2],
  ["string_truncated-utf-8", '["\xe0\xff"]', "UTF8", 2],
  ["string_utf16BE_no_BOM", '\x00[\x00"\x00\xe9\x00"\x00]', "SYNTAX", 0],
  ["string_utf16LE_no_BOM", '[\x00"\x00\xe9\x00"\x00]\x00', "SYNTAX", 1],
  ["structure_500_nested_arrays", "[".repeat(500) + "]".repeat(500), "DEPTH", 128],
  ["structure_UTF-8_BOM_empty_object", "\xef\xbb\xbf{}", "BOM", 0],
];

describe("JSONTestSuite, left open", () => {
  it("has 35 cases of different names", () => {
    expect(new Set(OPEN.map(([name]) => name)).size).toBe(35);
  });

  for (const [name, input, canonicalOrCode, offset] of OPEN) {
    it(name, () => {
      const bytes = Uint8Array.from(input, (character) => character.charCodeAt(0));
      if (canonicalOrCode === SAME) expect(canonicalizeBytes(bytes)).toEqual(bytes);
      else
        expect(() => canonicalizeBytes(bytes)).toThrow(
          expect.objectContaining({ code: `ERR_EXPORT_JSON_${canonicalOrCode}`, place: { offset } }),
        );
    });
  }
});

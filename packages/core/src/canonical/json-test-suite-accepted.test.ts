// What every JSON parser has to accept: the classes of nst/JSONTestSuite's `y_` cases, by its names, rebuilt as one table of
// input and canonical form.
import { describe, expect, it } from "vitest";
import { canonicalizeBytes } from "./canonical.js";

const SAME = "(canonical as it is)";

// Two of them are refused here by design: a key that occurs twice is read differently by different readers, so such a document
// is no evidence. They stand as [name, input, code, offset].
const ACCEPTED: readonly (readonly [name: string, input: string, canonical: string, offset?: number])[] = [
  ["array_arraysWithSpaces", "[[]   ]", "[[]]"],
  ["array_empty-string", '[""]', SAME],
  ["array_empty", "[]", SAME],
  ["array_ending_with_newline", '["a"]', SAME],
  ["array_false", "[false]", SAME],
  ["array_heterogeneous", '[null, 1, "1", {}]', '[null,1,"1",{}]'],
  ["array_null", "[null]", SAME],
  ["array_with_1_and_newline", "[1\n]", "[1]"],
  ["array_with_leading_space", " [1]", "[1]"],
  ["array_with_several_null", "[1,null,null,null,2]", SAME],
  ["array_with_trailing_space", "[2] ", "[2]"],
  ["number", "[123e65]", "[1.23e+67]"],
  ["number_0e+1", "[0e+1]", "[0]"],
  ["number_0e1", "[0e1]", "[0]"],
  ["number_after_space", "[ 4]", "[4]"],
  ["number_double_close_to_zero", "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]\n", "[-1e-78]"],
  ["number_int_with_exp", "[20e1]", "[200]"],
  ["number_minus_zero", "[-0]", "[0]"],
  ["number_negative_int", "[-123]", SAME],
  ["number_negative_one", "[-1]", SAME],
  ["number_negative_zero", "[-0]", "[0]"],
  ["number_real_capital_e", "[1E22]", "[1e+22]"],
  ["number_real_capital_e_neg_exp", "[1E-2]", "[0.01]"],
  ["number_real_capital_e_pos_exp", "[1E+2]", "[100]"],
  ["number_real_exponent", "[123e45]", "[1.23e+47]"],
  ["number_real_fraction_exponent", "[123.456e78]", "[1.23456e+80]"],
  ["number_real_neg_exp", "[1e-2]", "[0.01]"],
  ["number_real_pos_exponent", "[1e+2]", "[100]"],
  ["number_simple_int", "[123]", SAME],
  ["number_simple_real", "[123.456789]", SAME],
  ["object", '{"asd":"sdf", "dfg":"fgh"}', '{"asd":"sdf","dfg":"fgh"}'],
  ["object_basic", '{"asd":"sdf"}', SAME],
  ["object_duplicated_key", '{"a":"b","a":"c"}', "DUPLICATE_KEY", 9],
  ["object_duplicated_key_and_value", '{"a":"b","a":"b"}', "DUPLICATE_KEY", 9],
  ["object_empty", "{}", SAME],
  ["object_empty_key", '{"":0}', SAME],
  ["object_escaped_null_in_key", '{"foo\\u0000bar": 42}', '{"foo\\u0000bar":42}'],
  ["object_extreme_numbers", '{ "min": -1.0e+28, "max": 1.0e+28 }', '{"max":1e+28,"min":-1e+28}'],
  [
    "object_long_strings",
    `{"x":[{"id": "${"x".repeat(40)}"}], "id": "${"x".repeat(40)}"}`,
    `{"id":"${"x".repeat(40)}","x":[{"id":"${"x".repeat(40)}"}]}`,
  ],
  ["object_simple", '{"a":[]}', SAME],
  [
    "object_string_unicode",
    '{"title":"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430 \\u0417\\u0435\\u043c\\u043b\\u0435\\u043a\\u043e\\u043f\\u0430" }',
    '{"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430 \u0417\u0435\u043c\u043b\u0435\u043a\u043e\u043f\u0430"}',
  ],
  ["object_with_newlines", '{\n"a": "b"\n}', '{"a":"b"}'],
  ["string_1_2_3_bytes_UTF-8_sequences", '["\\u0060\\u012a\\u12AB"]', '["`\u012a\u12ab"]'],
  ["string_accepted_surrogate_pair", '["\\uD801\\udc37"]', '["\ud801\udc37"]'],
  ["string_accepted_surrogate_pairs", '["\\ud83d\\ude39\\ud83d\\udc8d"]', '["\ud83d\ude39\ud83d\udc8d"]'],
  ["string_allowed_escapes", '["\\"\\\\\\/\\b\\f\\n\\r\\t"]', '["\\"\\\\/\\b\\f\\n\\r\\t"]'],
  ["string_backslash_and_u_escaped_zero", '["\\\\u0000"]', SAME],
  ["string_backslash_doublequotes", '["\\""]', SAME],
  ["string_comments", '["a/*b*/c/*d//e"]', SAME],
  ["string_double_escape_a", '["\\\\a"]', SAME],
  ["string_double_escape_n", '["\\\\n"]', SAME],
  ["string_escaped_control_character", '["\\u0012"]', SAME],
  ["string_escaped_noncharacter", '["\\uFFFF"]', '["\uffff"]'],
  ["string_in_array", '["asd"]', SAME],
  ["string_in_array_with_leading_space", '[ "asd"]', '["asd"]'],
  ["string_last_surrogates_1_and_2", '["\\uDBFF\\uDFFF"]', '["\udbff\udfff"]'],
  ["string_nbsp_uescaped", '["new\\u00A0line"]', '["new\u00a0line"]'],
  ["string_nonCharacterInUTF-8_U+10FFFF", '["\udbff\udfff"]', SAME],
  ["string_nonCharacterInUTF-8_U+FFFF", '["\uffff"]', SAME],
  ["string_null_escape", '["\\u0000"]', SAME],
  ["string_one-byte-utf-8", '["\\u002c"]', '[","]'],
  ["string_pi", '["\u03c0"]', SAME],
  ["string_reservedCharacterInUTF-8_U+1BFFF", '["\ud82f\udfff"]', SAME],
  ["string_simple_ascii", '["asd "]', SAME],
  ["string_space", '" "', SAME],
  ["string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF", '["\\uD834\\uDd1e"]', '["\ud834\udd1e"]'],
  ["string_three-byte-utf-8", '["\\u0821"]', '["\u0821"]'],
  ["string_two-byte-utf-8", '["\\u0123"]', '["\u0123"]'],
  ["string_u+2028_line_sep", '["\u2028"]', SAME],
  ["string_u+2029_par_sep", '["\u2029"]', SAME],
  ["string_uEscape", '["\\u0061\\u30af\\u30EA\\u30b9"]', '["a\u30af\u30ea\u30b9"]'],
  ["string_uescaped_newline", '["new\\u000Aline"]', '["new\\nline"]'],
  ["string_unescaped_char_delete", '["\u007f"]', SAME],
  ["string_unicode", '["\\uA66D"]', '["\ua66d"]'],
  ["string_unicodeEscapedBackslash", '["\\u005C"]', '["\\\\"]'],
  ["string_unicode_2", '["\u2342\u3234\u2342"]', SAME],
  ["string_unicode_U+10FFFE_nonchar", '["\\uDBFF\\uDFFE"]', '["\udbff\udffe"]'],
  ["string_unicode_U+1FFFE_nonchar", '["\\uD83F\\uDFFE"]', '["\ud83f\udffe"]'],
  ["string_unicode_U+200B_ZERO_WIDTH_SPACE", '["\\u200B"]', '["\u200b"]'],
  ["string_unicode_U+2064_invisible_plus", '["\\u2064"]', '["\u2064"]'],
  ["string_unicode_U+FDD0_nonchar", '["\\uFDD0"]', '["\ufdd0"]'],
  ["string_unicode_U+FFFE_nonchar", '["\\uFFFE"]', '["\ufffe"]'],
  ["string_unicode_escaped_double_quote", '["\\u0022"]', '["\\""]'],
  ["string_utf8", '["\u20ac\ud834\udd1e"]', SAME],
  ["string_with_del_character", '["a\u007fa"]', SAME],
  ["structure_lonely_false", "false", SAME],
  ["structure_lonely_int", "42", SAME],
  ["structure_lonely_negative_real", "-0.1", SAME],
  ["structure_lonely_null", "null", SAME],
  ["structure_lonely_string", '"asd"', SAME],
  ["structure_lonely_true", "true", SAME],
  ["structure_string_empty", '""', SAME],
  ["structure_trailing_newline", '["a"]\n', '["a"]'],
  ["structure_true_in_array", "[true]", SAME],
  ["structure_whitespace_array", " [] ", "[]"],
];

describe("JSONTestSuite, to be accepted", () => {
  it("has 95 cases of different names", () => {
    expect(new Set(ACCEPTED.map(([name]) => name)).size).toBe(95);
    expect(ACCEPTED.filter(([, , , offset]) => offset !== undefined).map(([name]) => name)).toEqual([
      "object_duplicated_key",
      "object_duplicated_key_and_value",
    ]);
  });

  for (const [name, input, canonical, offset] of ACCEPTED) {
    it(name, () => {
      const bytes = new TextEncoder().encode(input);
      if (offset === undefined) {
        expect(new TextDecoder().decode(canonicalizeBytes(bytes))).toBe(canonical === SAME ? input : canonical);
      } else {
        expect(() => canonicalizeBytes(bytes)).toThrow(
          expect.objectContaining({ code: `ERR_EXPORT_JSON_${canonical}`, place: { offset } }),
        );
      }
    });
  }
});

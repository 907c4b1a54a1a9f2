// Texts made of values: safe on a terminal, equal in value, readable.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { countOf, countText, sizeText, spanText } from "./quantities.js";
import { safeLines, safeText } from "./safe-text.js";
import { shellWord } from "./shell-word.js";
import { toJsonLine, toJsonText, toYamlText } from "./structured-text.js";

test("every character that steers a terminal becomes visible", () => {
  const bad = [
    ...Array(0x20).keys(),
    ...Array.from({ length: 0x21 }, (_, i) => 0x7f + i),
    0x061c,
    0x200b,
    0x200e,
    0x200f,
    0x2028,
    0x2029,
    0x202a,
    0x202e,
    0x2066,
    0x2069,
    0xfeff,
    0xd800,
    0xdfff,
  ];
  for (const code of bad) expect(safeText(`a${String.fromCharCode(code)}b`)).toBe(`a\\u${code.toString(16).padStart(4, "0")}b`);
  expect(safeText("päckage 包 🎉 ~!\u00a0")).toBe("päckage 包 🎉 ~!\u00a0");
  // Tags (U+E0000 to U+E007F) are seen nowhere and can spell a text: as JSON writes them, in two halves.
  expect(safeText("a\u{e0001}\u{e007f}🏴")).toBe("a\\udb40\\udc01\\udb40\\udc7f🏴");
  expect(safeLines("a\n\tb\u001b\r")).toBe("a\n\tb\\u001b\\u000d");
});

const HOSTILE = {
  "k\u009b": "\u001b[31m \u007f\u0080\u202e\u2028 ok",
  list: ["\ud800", "🎉", "plain", "two\nlines\u0085"],
  off: "off",
  when: "2026-01-01T00:00:00Z",
};

test("JSON and YAML keep the value and let nothing unsafe through", async () => {
  const texts = [toJsonText(HOSTILE), `${toJsonLine(HOSTILE)}\n`, await toYamlText(HOSTILE)];
  for (const text of texts) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]|\p{Surrogate}/u);
  expect(texts.map((text) => parse(text))).toEqual([HOSTILE, HOSTILE, HOSTILE]);
  expect(JSON.parse(texts[0] as string)).toEqual(HOSTILE);
  expect(texts[1]?.split("\n")).toHaveLength(2);
});

test("YAML quotes what an older reader would take for something else", async () => {
  expect(await toYamlText({ off: "off", when: "2026-01-01T00:00:00Z", name: "json:raw" })).toBe(
    '"off": "off"\nwhen: "2026-01-01T00:00:00Z"\nname: json:raw\n',
  );
});

test("numbers, sizes and spans", () => {
  expect([0, 999, 1000, 79_679, 1_234_567].map(countText)).toEqual(["0", "999", "1,000", "79,679", "1,234,567"]);
  expect([countOf(1, "file"), countOf(0, "file"), countOf(2000, "file")]).toEqual(["1 file", "0 files", "2,000 files"]);
  expect([0, 1, 1023, 1024, 1_048_575, 1_048_576, 20_300_000, 5e12].map(sizeText)).toEqual([
    "0 bytes",
    "1 byte",
    "1,023 bytes",
    "1.0 KiB",
    "1.0 MiB",
    "1.0 MiB",
    "19.4 MiB",
    "4.5 TiB",
  ]);
  expect([0, 1, 59, 60, 119, 3600, 3660, 86_400, 97_200, 864_000, 9e7, -5].map(spanText)).toEqual([
    "0 seconds", "1 second", "59 seconds", "1 minute", "1 minute", "1 hour", "1 hour 1 minute", "1 day", "1 day 3 hours", "10 days", "1,041 days", "0 seconds",
  ]); // prettier-ignore
});

test("words for a shell", () => {
  expect(["/a/b.tar", "a b", "it's", "", "$HOME", "a\nb'"].map(shellWord)).toEqual([
    "/a/b.tar",
    "'a b'",
    "'it'\\''s'",
    "''",
    "'$HOME'",
    "$'a\\x0ab\\''",
  ]);
});

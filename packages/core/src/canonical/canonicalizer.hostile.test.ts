// Documents made to hurt: too deep, too wide, too long, cut short or damaged. Each is either read or refused with a typed error,
// and none costs more than its length warrants.
import { describe, expect, it } from "vitest";
import { ByteBuffer } from "../byte-buffer.js";
import { decodeUtf8, encodeUtf8 } from "../bytes.js";
import { ExportError } from "../errors/export-error.js";
import { canonicalizeBytes } from "./canonical.js";
import { Canonicalizer } from "./canonicalizer.js";

const failure = (code: string, offset: number) => expect.objectContaining({ code: `ERR_EXPORT_JSON_${code}`, place: { offset } });

// One of everything: each kind of value, escape, number, key order and whitespace.
const SAMPLE = encodeUtf8(
  String.raw`{ "z":[1,-0,2.50,1e20,12956636075206043460,true,false,null,"",{}], "a\u0062":"\/\u0041\ud83d\ude02\n\u001F",
  "é":"ü€😂 plain text that is long enough", "b":{"y":[[],[{"q":1,"p":2}]],"x":"\"\\"},"c":0}`,
);

describe("depth", () => {
  it("1,000,000 open brackets are refused at the first that is too deep", () => {
    expect(() => canonicalizeBytes(encodeUtf8("[".repeat(1_000_000)))).toThrow(failure("DEPTH", 128));
    expect(() => canonicalizeBytes(encodeUtf8("[".repeat(1_000_000)), { depth: 10_000 })).toThrow(failure("DEPTH", 10_000));
    expect(() => canonicalizeBytes(encodeUtf8('{"a":'.repeat(200_000)))).toThrow(failure("DEPTH", 640));
  });
});

describe("size", () => {
  it("a valid document of 60 MB passes", () => {
    const item = encodeUtf8('{"id":"CVE-2026-0001","a":"some text, 100 times 10,000 times over","n":[1,2,3.50]},');
    const count = Math.ceil(60_000_000 / item.length);
    const document = new Uint8Array(count * item.length + 1);
    document[0] = 0x5b;
    for (let i = 0; i < count; i++) document.set(item, 1 + i * item.length);
    document[document.length - 1] = 0x5d;
    const canonical = canonicalizeBytes(document);
    expect(canonical.length).toBe(document.length - count);
    expect(decodeUtf8(canonical.subarray(0, item.length))).toBe(
      '[{"a":"some text, 100 times 10,000 times over","id":"CVE-2026-0001","n":[1,2,3.5]},{"'.slice(0, item.length),
    );
  });

  it("a large document may be its own scratch: the same bytes, and none outside its range is touched", () => {
    const item = ' { "id": "b", "a": 1.0 } ';
    const src = encodeUtf8(`#${`{ "z": [${Array.from({ length: 300_000 }, () => item).join(",")}], "a": 1 }`}#`);
    const expected = encodeUtf8(`{"a":1,"z":[${Array.from({ length: 300_000 }, () => '{"a":1,"id":"b"}').join(",")}]}`);
    const before = src.slice();
    for (const mayOverwrite of [false, true]) {
      const out = new ByteBuffer(1);
      expect(new Canonicalizer().append(src, 1, src.length - 1, out, mayOverwrite)).toBe(false);
      expect(Buffer.compare(out.view(), expected)).toBe(0);
      expect(Buffer.compare(src, before) === 0).toBe(!mayOverwrite);
      expect([src[0], src[src.length - 1]]).toEqual([0x23, 0x23]);
    }
  });

  it("one member more than 1,048,576, counting those of the objects around, is refused where it begins", () => {
    const members = (count: number): string => Array.from({ length: count }, (_, i) => `"${i + 10_000_000}":0`).join(",");
    const most = `{${members(1 << 20)}}`;
    expect(canonicalizeBytes(encodeUtf8(most))).toHaveLength(most.length);
    const more = `{${members((1 << 20) + 1)}}`;
    expect(() => canonicalizeBytes(encodeUtf8(more))).toThrow(failure("MEMBERS", more.length - 13));
    const within = ` {"a":1,"b":{${members((1 << 20) - 1)}}}`;
    expect(() => canonicalizeBytes(encodeUtf8(within))).toThrow(failure("MEMBERS", within.length - 14));
  });

  it("1,000,000 members in the worst order, plain and escaped, and the one that occurs twice is found", () => {
    const keys = Array.from({ length: 1_000_000 }, (_, i) => String(1_999_999 - i));
    const reversed = encodeUtf8(`{${keys.map((key) => `"${key}":1`).join(",")}}`);
    const sorted = encodeUtf8(
      `{${keys
        .toReversed()
        .map((key) => `"${key}":1`)
        .join(",")}}`,
    );
    const canonicalizer = new Canonicalizer();
    const out = new ByteBuffer(reversed.length);
    expect(canonicalizer.append(reversed, 0, reversed.length, out)).toBe(false);
    expect(Buffer.compare(out.view(), sorted)).toBe(0);
    expect(canonicalizer.memberCount).toBe(1_000_000);
    expect(canonicalizer.memberKeyStart(999_999)).toBe(sorted.length - '"1999999":1}'.length);
    out.length = 0;
    const escaped = encodeUtf8(
      `{${keys
        .slice(0, 200_000)
        .map((key) => `"\\u00e9${key}":1`)
        .join(",")}}`,
    );
    canonicalizer.append(escaped, 0, escaped.length, out);
    expect(decodeUtf8(out.view().subarray(0, 14))).toBe('{"é1800000":1');
    const twice = encodeUtf8(`{${keys.join('":1,"').replace(/^/, '"')}":1,"1500000":1}`);
    expect(() => canonicalizer.append(twice, 0, twice.length, out)).toThrow(failure("DUPLICATE_KEY", twice.length - '"1500000":1}'.length));
  });

  it.each([
    ["digits", "7".repeat(4_000_000), undefined],
    ["zeros behind", `1${"0".repeat(4_000_000)}`, undefined],
    ["zeros behind the point", `1.${"0".repeat(4_000_000)}`, "1"],
    ["zeros before", `0.${"0".repeat(4_000_000)}1e4000001`, "1"],
    ["fraction", `0.${"3".repeat(4_000_000)}`, undefined],
    ["exponent", `1e${"9".repeat(4_000_000)}`, undefined],
    ["exponent of zeros", `1e-${"0".repeat(4_000_000)}1`, "0.1"],
  ])("a number of 4 MB: %s", (_name, token, form = token) => {
    const canonical = canonicalizeBytes(encodeUtf8(`[${token}]`));
    expect(decodeUtf8(canonical) === `[${form}]`).toBe(true);
  });

  it("a number of 4 MB as in RFC 8785", () => {
    expect(decodeUtf8(canonicalizeBytes(encodeUtf8(`0.${"3".repeat(4_000_000)}`), { numbers: "rfc8785" }))).toBe("0.3333333333333333");
    expect(() => canonicalizeBytes(encodeUtf8("7".repeat(4_000_000)), { numbers: "rfc8785" })).toThrow(failure("NUMBER_RANGE", 0));
  });

  it("a string of 4 MB of escapes", () => {
    expect(canonicalizeBytes(encodeUtf8(`"${String.raw`\u0041\/\ud83d\ude02`.repeat(200_000)}"`)).length).toBe(2 + 6 * 200_000);
  });
});

describe("damage", () => {
  const canonicalizer = new Canonicalizer();
  const out = new ByteBuffer();
  const codeOf = (bytes: Uint8Array, end = bytes.length): string => {
    out.length = 0;
    try {
      canonicalizer.append(bytes, 0, end, out);
      return "none";
    } catch (error) {
      if (!(error instanceof ExportError)) throw error;
      expect(out.length).toBe(0);
      expect(error.place.offset).toBeGreaterThanOrEqual(0);
      expect(error.place.offset).toBeLessThanOrEqual(end);
      return error.code;
    }
  };

  it("every truncation is refused: as that, or as a cut character", () => {
    expect(codeOf(SAMPLE)).toBe("none");
    for (let length = 0; length < SAMPLE.length; length++) {
      const isCutCharacter = ((SAMPLE[length] as number) & 0xc0) === 0x80;
      expect(codeOf(SAMPLE, length)).toBe(isCutCharacter ? "ERR_EXPORT_JSON_UTF8" : "ERR_EXPORT_JSON_TRUNCATED");
      expect(codeOf(SAMPLE.slice(0, length))).toBe(isCutCharacter ? "ERR_EXPORT_JSON_UTF8" : "ERR_EXPORT_JSON_TRUNCATED");
    }
  });

  it("every document with one byte changed, left out or doubled is read as JSON.parse reads it, or refused", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    let read = 0;
    const check = (bytes: Uint8Array) => {
      const code = codeOf(bytes);
      if (code === "none") {
        read++;
        // Whatever is taken means the same afterwards, to a reader that has nothing to do with ours.
        expect(JSON.parse(decodeUtf8(out.view()))).toEqual(JSON.parse(strict.decode(bytes), withoutMinusZero));
      } else if (!/DUPLICATE_KEY|LONE_SURROGATE/.test(code)) {
        expect(() => JSON.parse(strict.decode(bytes))).toThrow();
      }
    };
    for (let i = 0; i < SAMPLE.length; i++) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = SAMPLE.slice();
        changed[i] = byte;
        check(changed);
      }
      check(Uint8Array.from([...SAMPLE.subarray(0, i), ...SAMPLE.subarray(i + 1)]));
      check(Uint8Array.from([...SAMPLE.subarray(0, i + 1), ...SAMPLE.subarray(i)]));
    }
    expect(read).toBeGreaterThan(1_000);
  });
});

// The one difference that canonical form makes: -0 is 0.
const withoutMinusZero = (_key: string, value: unknown) => (value === 0 ? 0 : value);

import { describe, expect, it } from "vitest";
import { ByteBuffer } from "../byte-buffer.js";
import { canonicalizeBytes, encodeCanonical, isCanonical } from "./canonical.js";
import { Canonicalizer, type CanonicalizerOptions } from "./canonicalizer.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (array: Uint8Array) => new TextDecoder().decode(array);
const canonical = (input: string, options?: CanonicalizerOptions) => text(canonicalizeBytes(bytes(input), options));
const failure = (code: string, offset: number) => expect.objectContaining({ code: `ERR_EXPORT_${code}`, place: { offset } });

describe("append", () => {
  it("appends to what is there and says whether the document was canonical", () => {
    const canonicalizer = new Canonicalizer();
    const out = new ByteBuffer(4);
    const input = bytes('[1]{"b":1,"a":2} {"a":1}7');
    expect(canonicalizer.append(input, 0, 3, out)).toBe(true);
    expect(canonicalizer.append(input, 3, 16, out)).toBe(false); // order
    expect(canonicalizer.append(input, 16, 24, out)).toBe(false); // a space before it
    expect(canonicalizer.append(input, 17, 24, out)).toBe(true);
    expect(canonicalizer.append(input, 24, 25, out)).toBe(true);
    expect(text(out.view())).toBe('[1]{"a":2,"b":1}{"a":1}{"a":1}7');
  });

  it.each([" 1", "1 ", "[ ]", '"\\u0041"', "1.0", '"\\/"', '{"b":0,"a":0}', "-0"])("does not call %j canonical", (input) => {
    expect(isCanonical(bytes(input))).toBe(false);
    expect(isCanonical(canonicalizeBytes(bytes(input)))).toBe(true);
  });

  it("leaves the buffer as it was when the document is refused, however much was written", () => {
    const canonicalizer = new Canonicalizer();
    const out = new ByteBuffer(2);
    out.append(bytes("before"));
    const input = bytes(`[${'{ "b": 1, "a": 1 }, '.repeat(1000)}`);
    expect(() => canonicalizer.append(input, 0, input.length, out)).toThrow(failure("JSON_TRUNCATED", input.length));
    expect(text(out.view())).toBe("before");
    expect(canonicalizer.memberCount).toBe(0);
    expect(canonicalizer.append(bytes("{}"), 0, 2, out)).toBe(true);
    expect(text(out.view())).toBe("before{}");
  });

  it("counts offsets from the document's own start", () => {
    const input = bytes('[1]\n[1,2,"\u0001"]');
    expect(() => new Canonicalizer().append(input, 4, input.length, new ByteBuffer())).toThrow(failure("JSON_CONTROL_CHARACTER", 6));
  });

  it("takes Buffers and other views at any place in their memory", () => {
    const memory = Buffer.from('xxx{"b":[1, 2],"a":"é"}yyy');
    const out = new ByteBuffer();
    new Canonicalizer().append(memory.subarray(3), 0, memory.length - 6, out);
    expect(text(out.view())).toBe('{"a":"é","b":[1,2]}');
    expect(text(canonicalizeBytes(new Uint8Array(memory.buffer, memory.byteOffset + 3, memory.length - 6)))).toBe('{"a":"é","b":[1,2]}');
  });

  it("refuses a range outside of the bytes, and options out of range, as mistakes of the caller", () => {
    const out = new ByteBuffer();
    for (const [start, end] of [
      [-1, 1],
      [0, 3],
      [2, 1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      expect(() => new Canonicalizer().append(bytes("12"), start, end, out)).toThrow(TypeError);
    }
    for (const options of [
      { depth: -1 },
      { depth: 10_001 },
      { depth: 1.5 },
      { maxBytes: -1 },
      { maxBytes: Number.NaN },
      { numbers: "exact" as never },
    ]) {
      expect(() => new Canonicalizer(options)).toThrow(TypeError);
    }
  });
});

describe("top-level members", () => {
  function membersOf(input: string): [key: string, value: string][] {
    const canonicalizer = new Canonicalizer();
    const out = new ByteBuffer();
    out.append(bytes("abc"));
    canonicalizer.append(bytes(input), 0, bytes(input).length, out);
    const slice = (from: number, to: number) => text(out.bytes.slice(3 + from, 3 + to));
    return Array.from({ length: canonicalizer.memberCount }, (_, i) => [
      slice(canonicalizer.memberKeyStart(i), canonicalizer.memberKeyEnd(i)),
      slice(canonicalizer.memberValueStart(i), canonicalizer.memberValueEnd(i)),
    ]);
  }

  it.each([
    [
      "in order",
      '{"a":1,"b":[{"d":1}],"c":"x"}',
      [
        ['"a"', "1"],
        ['"b"', '[{"d":1}]'],
        ['"c"', '"x"'],
      ],
    ],
    [
      "out of order",
      '{"c":"x","b":[{"d":1,"c":0}],"a":1}',
      [
        ['"a"', "1"],
        ['"b"', '[{"c":0,"d":1}]'],
        ['"c"', '"x"'],
      ],
    ],
    [
      "with whitespace",
      ' { "c" : "x" , "a" : [ 1 , 2 ] } ',
      [
        ['"a"', "[1,2]"],
        ['"c"', '"x"'],
      ],
    ],
    [
      "with rewritten tokens",
      '{"\\u0062\\/":1.50,"\\n":1e2,"a\\u00e9":"\\u0041"}',
      [
        ['"\\n"', "100"],
        ['"aé"', '"A"'],
        ['"b/"', "1.5"],
      ],
    ],
    ["none", "{}", []],
    ["an array", '[{"a":1}]', []],
    ["a value", "1", []],
  ])("%s", (_name, input, members) => {
    expect(membersOf(input)).toEqual(members);
  });

  it("are of the last document only", () => {
    const canonicalizer = new Canonicalizer();
    canonicalizer.append(bytes('{"a":1}'), 0, 7, new ByteBuffer());
    expect(canonicalizer.memberCount).toBe(1);
    expect(() => canonicalizer.memberKeyStart(1)).toThrow(TypeError);
    expect(() => canonicalizer.append(bytes("[}"), 0, 2, new ByteBuffer())).toThrow(failure("JSON_SYNTAX", 1));
    expect(canonicalizer.memberCount).toBe(0);
    expect(() => canonicalizer.memberValueEnd(0)).toThrow(TypeError);
  });
});

describe("limits", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

  it("nesting: the limit is allowed, the first bracket beyond is to blame", () => {
    expect(canonical(nested(128))).toBe(nested(128));
    expect(() => canonical(nested(129))).toThrow(failure("JSON_DEPTH", 128));
    expect(() => canonical('{"a":{"b":{}}}', { depth: 2 })).toThrow(failure("JSON_DEPTH", 10));
    expect(canonical("7", { depth: 0 })).toBe("7");
    expect(() => canonical("[]", { depth: 0 })).toThrow(failure("JSON_DEPTH", 0));
    expect(canonical(nested(10_000), { depth: 10_000 })).toBe(nested(10_000));
    const objects = '{"b":0,"a":'.repeat(9_999);
    expect(canonical(`${objects}1${"}".repeat(9_999)}`, { depth: 10_000 })).toBe(`${'{"a":'.repeat(9_999)}1${',"b":0}'.repeat(9_999)}`);
  });

  it("length: of the canonical form, not of the input", () => {
    expect(canonical("[1,2]", { maxBytes: 5 })).toBe("[1,2]");
    expect(canonical(` [ 1 ,${" ".repeat(100)} 2 ] `, { maxBytes: 5 })).toBe("[1,2]");
    expect(() => canonical("[1,2]", { maxBytes: 4 })).toThrow(expect.objectContaining({ code: "ERR_EXPORT_DOCUMENT_TOO_LARGE" }));
    expect(() => canonical("[1, 2]", { maxBytes: 4 })).toThrow(expect.objectContaining({ code: "ERR_EXPORT_DOCUMENT_TOO_LARGE" }));
    expect(() => canonical("[1e20]", { maxBytes: 22 })).toThrow(expect.objectContaining({ code: "ERR_EXPORT_DOCUMENT_TOO_LARGE" }));
    expect(canonical("[1e20]", { maxBytes: 23 })).toBe("[100000000000000000000]");
  });

  it("length: is noticed before the end, so that a document costs no more than its limit", () => {
    const growing = bytes(`[${"1e20,".repeat(1_000)}!`);
    expect(() => canonicalizeBytes(growing, { maxBytes: 100 })).toThrow(expect.objectContaining({ code: "ERR_EXPORT_DOCUMENT_TOO_LARGE" }));
    const members = bytes(`{${Array.from({ length: 1_000 }, (_, i) => `"${i}":0,`).join("")}!`);
    expect(() => canonicalizeBytes(members, { maxBytes: 100 })).toThrow(expect.objectContaining({ code: "ERR_EXPORT_DOCUMENT_TOO_LARGE" }));
  });
});

describe("encodeCanonical", () => {
  it("writes what JSON.stringify means", () => {
    expect(text(encodeCanonical({ b: [1, undefined, new Date(0)], a: undefined, é: "\u007f" }))).toBe(
      '{"b":[1,null,"1970-01-01T00:00:00.000Z"],"é":"\u007f"}',
    );
    expect(text(encodeCanonical({ toJSON: () => [-0, 1e21] }))).toBe("[0,1e+21]");
  });

  it("refuses what JSON has no form for", () => {
    for (const value of [undefined, () => 1, Symbol("s"), 1n]) expect(() => encodeCanonical(value)).toThrow(TypeError);
    expect(() => encodeCanonical({ a: "\ud800" })).toThrow(failure("JSON_LONE_SURROGATE", 6));
  });
});

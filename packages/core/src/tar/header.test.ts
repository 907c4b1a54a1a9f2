import { describe, expect, it } from "vitest";
import { decodeUtf8 } from "../bytes.js";
import { paddingBytes, tarHeader } from "./header.js";
import { parseTarHeader } from "./parse-header.js";

const text = (header: Uint8Array, from: number, to: number): string => decodeUtf8(header.subarray(from, to)).replaceAll("\0", ".");

describe("tarHeader", () => {
  it("writes every field of a ustar header", () => {
    const header = tarHeader("data/advisories/0123456789abcdef.jsonl.zst", 1234);
    expect(text(header, 0, 44)).toBe("data/advisories/0123456789abcdef.jsonl.zst..");
    expect(text(header, 100, 157)).toBe("0000644.0000000.0000000.00000002322.00000000000.016374. 0");
    expect(text(header, 257, 265)).toBe("ustar.00");
    expect(text(header, 329, 345)).toBe("0000000.0000000.");
    expect(header.length).toBe(512);
  });

  const name = (bytes: number): string => "n".repeat(bytes);
  it.each([
    ["100 bytes of name", name(100), 0],
    ["a split at the only slash", `${name(100)}/${name(100)}`, 100],
    ["the longest path", `${name(155)}/${name(100)}`, 155],
    ["the longest prefix that fits", `${name(60)}/${name(60)}/${name(60)}`, 121],
    ["a prefix shortened to the slash before byte 155", `${name(90)}/${name(70)}/${name(10)}`, 90],
  ])("holds %s", (_, path, prefixBytes) => {
    const header = tarHeader(path, 7);
    expect(text(header, 345, 345 + 155).replaceAll(".", "").length).toBe(prefixBytes);
    expect(parseTarHeader(header)).toEqual({ path, sizeBytes: 7 });
  });

  it.each([
    ["no slash", name(101)],
    ["a name of 101 bytes", `a/${name(101)}`],
    ["a prefix of 156 bytes", `${name(156)}/${name(100)}`],
    ["a slash at the start only", `/${name(100)}`],
    ["a parent segment", "../x"],
    ["nothing", ""],
  ])("refuses a path with %s", (_, path) => {
    expect(() => tarHeader(path, 0)).toThrow(TypeError);
  });

  it.each([0, 1, 511, 512, 0o77777777777, 0o77777777777 + 1, 2 ** 40 + 3, Number.MAX_SAFE_INTEGER])("holds a size of %d", (sizeBytes) => {
    expect(parseTarHeader(tarHeader("a", sizeBytes))).toEqual({ path: "a", sizeBytes });
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])("refuses a size of %d", (sizeBytes) => {
    expect(() => tarHeader("a", sizeBytes)).toThrow(TypeError);
  });

  it("knows the padding", () => {
    expect([0, 1, 511, 512, 513].map(paddingBytes)).toEqual([0, 511, 1, 0, 511]);
  });
});

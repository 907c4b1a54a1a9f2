// A search finds exactly the members of its names, at every depth, in order of their bytes, and nothing that only looks like one.
import { encodeCanonical } from "@stella-export/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonScan, NONE } from "./json-scan.js";
import { MemberSearch } from "./member-search.js";

const names = ["id", "ids", "purl", "@id", "vulnerability", "vulnerabilities"];
// Texts that are pieces of what the search looks for, in keys and in values.
const piece = fc.constantFrom(
  '"',
  ",",
  "{",
  ":",
  "[",
  "]",
  "}",
  "\\",
  '"id":',
  ',"purl":"pkg:',
  "pkg:npm/a",
  "id",
  "purl",
  "@id",
  "vulnerability",
  "é",
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(""));
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.oneof(text, fc.integer(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...names), text), tie("value"), { maxKeys: 6 }),
  ),
})).value;

/** Positions of the values of all members of that name, found by walking the whole document. */
function walked(scan: JsonScan, name: string, start = 0): number[] {
  const found: number[] = [];
  const isObject = scan.isObject(start);
  for (let at = scan.first(start); at !== NONE; at = scan.next(isObject ? scan.valueOf(at) : at)) {
    const value = isObject ? scan.valueOf(at) : at;
    if (isObject && scan.text(at) === name) found.push(value);
    found.push(...walked(scan, name, value));
  }
  return found;
}

function searched(search: MemberSearch, bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = search.next(bytes, 0); at !== NONE; at = search.next(bytes, at)) found.push(at);
  return found;
}

test("one name, at every depth", () => {
  fc.assert(
    fc.property(json, fc.constantFrom(...names), (value, name) => {
      const bytes = encodeCanonical(value);
      expect(searched(new MemberSearch([name]), bytes)).toEqual(walked(new JsonScan(bytes), name));
    }),
    { numRuns: 1500 },
  );
});

test("only values that begin as wanted", () => {
  fc.assert(
    fc.property(json, (value) => {
      const bytes = encodeCanonical(value);
      const wanted = walked(new JsonScan(bytes), "purl").filter((at) => new JsonScan(bytes).text(at)?.startsWith("pkg:"));
      expect(searched(new MemberSearch(["purl", '"pkg:']), bytes)).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
});

test("several names at once, each told apart", () => {
  const search = new MemberSearch(["id"], ["vulnerability", "{"], ["purl", '"']);
  fc.assert(
    fc.property(json, (value) => {
      const bytes = encodeCanonical(value);
      const scan = new JsonScan(bytes);
      const wanted = [
        ...walked(scan, "id").map((at) => [at, 0]),
        ...walked(scan, "vulnerability")
          .filter((at) => scan.isObject(at))
          .map((at) => [at, 1]),
        ...walked(scan, "purl")
          .filter((at) => scan.isString(at))
          .map((at) => [at, 2]),
      ].sort(([a = 0], [b = 0]) => a - b);
      const found: number[][] = [];
      for (let at = search.next(bytes, 0); at !== NONE; at = search.next(bytes, at)) found.push([at, search.found]);
      expect(found).toEqual(wanted);
    }),
    { numRuns: 1000 },
  );
});

test("at every distance from the beginning and the end", () => {
  const search = new MemberSearch(["vulnerability"]);
  for (let before = 0; before < 40; before++) {
    for (let after = 0; after < 20; after++) {
      const bytes = encodeCanonical({ a: "x".repeat(before), vulnerability: "v", w: "y".repeat(after) });
      expect(searched(search, bytes)).toEqual([new JsonScan(bytes).at("vulnerability")]);
      expect(searched(search, bytes.subarray(0, bytes.indexOf(0x76, 8)))).toEqual([]);
    }
  }
});

test("names that could end a string, or be written in two ways, are programmer's mistakes", () => {
  for (const name of ["", ":a", ",", "}", "]x", 'a"', "ü", "a b"]) expect(() => new MemberSearch([name])).toThrow(TypeError);
});

// Every position that a scan names is the one that parsing the document gives.
import { decodeUtf8, encodeCanonical, equalBytes } from "@stella-export/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonScan, NONE } from "./json-scan.js";

const text = fc.string({
  unit: fc.constantFrom("a", "b", '"', "\\", "/", "{", "}", "[", ",", ":", "\n", "\u0000", "é", "𝄞", "\ue000", " "),
  maxLength: 24,
});
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(text, tie("value"), { maxKeys: 6 }),
  ),
})).value;

/** The value at `start`, put together again from what the scan says. */
function rebuilt(scan: JsonScan, start: number): unknown {
  if (scan.isArray(start)) {
    const list: unknown[] = [];
    for (let at = scan.first(start); at !== NONE; at = scan.next(at)) list.push(rebuilt(scan, at));
    return list;
  }
  if (scan.isObject(start)) {
    const entries: [string, unknown][] = [];
    for (let key = scan.first(start); key !== NONE; key = scan.next(scan.valueOf(key))) {
      entries.push([scan.text(key) as string, rebuilt(scan, scan.valueOf(key))]);
    }
    return Object.fromEntries(entries);
  }
  return scan.isString(start) ? scan.text(start) : (JSON.parse(decodeUtf8(scan.bytes.subarray(start, scan.valueEnd(start)))) as unknown);
}

test("a document is put together again from its positions", () => {
  fc.assert(
    fc.property(json, (value) => {
      const scan = new JsonScan(encodeCanonical(value));
      // Not against JSON.parse: that of V8 13.6 takes "\n" for "\\" where it has seen such an object with the other key before.
      expect(equalBytes(encodeCanonical(rebuilt(scan, 0)), scan.bytes)).toBe(true);
      expect(scan.valueEnd(0)).toBe(scan.bytes.length);
    }),
    { numRuns: 1000 },
  );
});

test("members are found by name, whatever else is there", () => {
  fc.assert(
    fc.property(fc.dictionary(text, json, { maxKeys: 12 }), text, (object, other) => {
      const scan = new JsonScan(encodeCanonical(object));
      for (const name of [...Object.keys(object), other]) {
        const at = scan.at(name);
        expect(at === NONE).toBe(!Object.hasOwn(object, name));
        if (at !== NONE) expect(equalBytes(encodeCanonical(rebuilt(scan, at)), encodeCanonical(object[name]))).toBe(true);
      }
      const [first, ...behind] = Object.keys(object).sort((a, b) => (a < b ? -1 : 1));
      for (const name of behind) expect(scan.memberAfter(scan.at(first as string), name)).toBe(scan.at(name));
    }),
    { numRuns: 1000 },
  );
});

test("strings end where they end, at every length and alignment, behind any number of backslashes", () => {
  for (let length = 0; length < 40; length++) {
    for (let backslashes = 0; backslashes < 6; backslashes++) {
      const value = `${"x".repeat(length)}${"\\".repeat(backslashes)}"${"\\".repeat(backslashes)}`;
      const scan = new JsonScan(encodeCanonical({ a: value, b: [value, value], c: 1 }));
      expect(scan.text(scan.at("a"))).toBe(value);
      expect(scan.text(scan.first(scan.at("b")))).toBe(value);
      expect(scan.bytes[scan.at("c")]).toBe(0x31);
    }
  }
});

test("what is not there is NONE, and no method minds", () => {
  const scan = new JsonScan(encodeCanonical({ a: { b: ["x"] }, n: 12, s: "text", e: {}, l: [] }));
  expect(scan.at("a", "c")).toBe(NONE);
  expect(scan.at("n", "a")).toBe(NONE);
  expect(scan.member(NONE, "a")).toBe(NONE);
  expect(scan.text(NONE)).toBeUndefined();
  expect(scan.text(scan.at("n"))).toBeUndefined();
  expect(scan.first(scan.at("e"))).toBe(NONE);
  expect(scan.first(scan.at("l"))).toBe(NONE);
  expect(scan.first(scan.at("s"))).toBe(NONE);
  expect(scan.first(NONE)).toBe(NONE);
  expect(scan.memberAfter(scan.at("s"), "z")).toBe(NONE);
});

test("a text longer than allowed is none", () => {
  const scan = new JsonScan(encodeCanonical({ a: "four" }));
  expect(scan.text(scan.at("a"), 4)).toBe("four");
  expect(scan.text(scan.at("a"), 3)).toBeUndefined();
});

test("a view into a larger buffer is read from its own beginning", () => {
  const bytes = encodeCanonical({ a: "x".repeat(30), b: "y" });
  const larger = new Uint8Array(bytes.length + 7).fill(0x22);
  larger.set(bytes, 3);
  const scan = new JsonScan(larger.subarray(3, 3 + bytes.length));
  expect(scan.text(scan.at("b"))).toBe("y");
});

import { describe, expect, it } from "vitest";
import { CANARIES } from "../canary-fixture.js";
import { RULES } from "../rules.js";
import { Scan } from "./scan.js";
import { ANCHORS, search } from "./search.js";

const encoder = new TextEncoder();
const scan = new Scan();

function rulesFound(bytes: Uint8Array): string[] {
  scan.begin(bytes);
  search(scan);
  return [...new Set(Array.from({ length: scan.finds.count }, (_, i) => RULES[scan.finds.rules[i] as number] as string))];
}

it("meets every anchor at even and at odd places", () => {
  // Those of one detector that begin alike stand in for each other.
  for (const { text, detect } of ANCHORS) {
    const pairs = ANCHORS.filter((other) => other.detect === detect || other.text === text).flatMap((other) => other.pairs);
    expect(
      [...new Set(pairs.map((place) => Math.abs(place % 2)))].sort((a, b) => a - b),
      text,
    ).toEqual([0, 1]);
  }
});

describe.each(CANARIES)("$text", ({ rule, text }) => {
  const inside = JSON.stringify(text).slice(1, -1);

  it("is found wherever it lies in memory, at whatever distance from the ends of the buffer", () => {
    for (let before = 0; before < 40; before++) {
      for (const after of [0, 1, 2, 3, 4, 17]) {
        const document = encoder.encode(`["${".".repeat(before)}${before % 2 === 0 ? " " : "\\n"}${inside}"]`);
        for (const offset of [0, 1, 2, 3]) {
          const slab = new Uint8Array(offset + document.length + after);
          slab.set(document, offset);
          expect(rulesFound(slab.subarray(offset, offset + document.length))).toContain(rule);
        }
      }
    }
  });

  it("is found beyond the first stretch of a long document, and across its end", () => {
    for (let shift = 0; shift < 48; shift++) {
      const document = encoder.encode(`["${".".repeat(4096 * 16 - 48 + shift)} ${inside}"]`);
      expect(rulesFound(document)).toContain(rule);
    }
  });
});

it("finds nothing in what lies around a document", () => {
  const slab = encoder.encode('jane@example.com["x"]jane@example.com');
  expect(rulesFound(slab.subarray(16, 21))).toEqual([]);
  const split = encoder.encode('AKIACANARYCANA["RY0001"]');
  expect(rulesFound(split.subarray(14))).toEqual([]);
});

import { describe, expect, it } from "vitest";
import { isReservedPath, printablePath, unsafePathReason } from "./entry-path.js";

describe("unsafePathReason", () => {
  it.each(["a", "a/b", "README.md", ".DS_Store", "..a", "a..", "...", "a b", "é", "data/0123.jsonl.zst"])(
    "has nothing against %j",
    (path) => {
      expect(unsafePathReason(path)).toBeUndefined();
    },
  );

  it.each([
    "",
    "/",
    "/a",
    "a/",
    "a//b",
    ".",
    "..",
    "./a",
    "../a",
    "a/.",
    "a/..",
    "a/../b",
    "a\\b",
    "a\0b",
    "a\nb",
    "a\x7fb",
    "a\x85b",
    "a\ufffdb",
  ])("refuses %j", (path) => {
    expect(unsafePathReason(path)).toMatch(/\w/);
  });
});

describe("isReservedPath", () => {
  it.each(["export.json", "export.json/x", "provenance.json", "signatures", "signatures/x/y"])("is true for %s", (path) => {
    expect(isReservedPath(path)).toBe(true);
  });

  it.each(["export.json5", "data/export.json", "signature", "signatures2/x"])("is false for %s", (path) => {
    expect(isReservedPath(path)).toBe(false);
  });
});

describe("printablePath", () => {
  it("has no control characters and a bounded length", () => {
    expect(printablePath("a\x1b[2J\n")).toBe("a\ufffd[2J\ufffd");
    expect(printablePath("x".repeat(1000)).length).toBeLessThan(210);
    expect(printablePath("data/a.jsonl")).toBe("data/a.jsonl");
  });
});

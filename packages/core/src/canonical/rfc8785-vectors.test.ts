// The vectors of RFC 8785 itself: the documents of its reference implementation and the numbers of its Appendix B. They are kept
// beside the repository, not in it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { canonicalizeBytes } from "./canonical.js";

const ARCHIVE = join(import.meta.dirname, "../../../../../shared/vectors/jcs-rfc8785.tar.xz");
const isHere = existsSync(ARCHIVE);
const title = isHere ? "RFC 8785 vectors" : `RFC 8785 vectors (skipped: there is no ${ARCHIVE})`;

const RFC = { numbers: "rfc8785" } as const;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe.skipIf(!isHere && process.env.STELLA_REQUIRE_ALL !== "1")(title, () => {
  const folder = mkdtempSync(join(tmpdir(), "jcs-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  if (isHere) execFileSync("tar", ["-xJf", ARCHIVE, "-C", folder]);
  const root = join(folder, "jcs-rfc8785");
  const read = (...path: string[]) => readFileSync(join(root, ...path));
  const names = isHere ? readdirSync(join(root, "testdata/input")).map((file) => file.replace(".json", "")) : [];
  const numbers = isHere ? (JSON.parse(read("numbers-appendix-b.json").toString()) as [bits: string, form: string][]) : [];

  it("are 36: 6 documents, each as text and as bytes, and 24 numbers", () => {
    expect([...names].sort((a, b) => (a < b ? -1 : 1))).toEqual(["arrays", "french", "structures", "unicode", "values", "weird"]);
    expect(names.length * 2 + numbers.length).toBe(36);
  });

  it.each(names)("%s.json, as text and as bytes", (name) => {
    const result = canonicalizeBytes(read("testdata/input", `${name}.json`), RFC);
    expect(text(result)).toBe(read("testdata/output", `${name}.json`).toString());
    expect([...result]).toEqual(
      read("testdata/outhex", `${name}.txt`)
        .toString()
        .trim()
        .split(/\s+/)
        .map((hex) => Number.parseInt(hex, 16)),
    );
  });

  it.each(numbers)("number %s is %s", (bits, form) => {
    const value = Buffer.from(bits, "hex").readDoubleBE();
    // More digits than any form has, as many as it has at most, and the form itself.
    for (const token of [value.toExponential(20), value.toExponential(16), form]) {
      expect(text(canonicalizeBytes(Buffer.from(token), RFC))).toBe(form);
    }
    expect(text(canonicalizeBytes(Buffer.from(form)))).toBe(form);
  });

  it("differ under the lossless rule in values.json alone, by the number that has no equal form", () => {
    const differing = names.filter(
      (name) => text(canonicalizeBytes(read("testdata/input", `${name}.json`))) !== read("testdata/output", `${name}.json`).toString(),
    );
    expect(differing).toEqual(["values"]);
    const lossless = text(canonicalizeBytes(read("testdata/input/values.json")));
    expect(lossless.replace("333333333.33333329", "333333333.3333333")).toBe(read("testdata/output/values.json").toString());
  });
});

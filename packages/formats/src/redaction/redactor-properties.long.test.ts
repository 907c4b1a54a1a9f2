// What holds for every record, whatever is in it.
import { encodeCanonical, isCanonical, type Kind, KINDS } from "@stella-export/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CANARIES, documentOf, FORMATS } from "./canary-fixture.js";
import { redactor } from "./redactor.js";
import { RULES } from "./rules.js";
import type { FieldClass } from "./schema/fields.js";

describe("any record", () => {
  /** Pieces that meet each other in ways nobody thought of. */
  const piece = fc.oneof(
    fc.constantFrom(...CANARIES.map(({ text }) => text)),
    fc.constantFrom(...RULES.map((rule) => `[redacted:${rule}]`)),
    fc.constantFrom(
      "@",
      ".",
      "=",
      ":",
      "://",
      "/",
      "\\",
      '"',
      "'",
      "\n",
      "\u0000",
      " ",
      "password",
      "token",
      "secret",
      "key",
      "api_",
      "git",
      "é",
      "😀",
      "-----BEGIN ",
      "PRIVATE KEY",
      "-----END",
      "eyJ",
      "Bearer ",
      "pkg:",
      "cpe:",
      "example.com",
      "C4nary123",
      "<",
      "${",
    ),
    fc.string({ unit: "binary-ascii", maxLength: 6 }),
  );
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  const name = fc.oneof(text, fc.constantFrom("explain", "purl", "components", "properties", "details", "runs", "config", "password"));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.constantFrom(null, true),
      fc.array(tie("value"), { maxLength: 4 }),
      tie("object"),
    ),
    object: fc.dictionary(name, tie("value"), { maxKeys: 5 }),
  }));
  /** A document of a format, with any texts in its fields, but for those of the classes `but`. */
  const grownBut = (...but: readonly FieldClass[]) => {
    const grown = FORMATS.map(({ kind, format, fields }) => ({
      kind,
      format,
      record: documentOf(fields, (_, of) => (but.includes(of) ? "X-1" : ""), true),
    }));
    return fc.tuple(fc.constantFrom(...grown), fc.array(text, { minLength: 1, maxLength: 5 })).map(([of, texts]) => {
      let i = 0;
      const record = JSON.parse(JSON.stringify(of.record), (_, leaf: unknown) =>
        leaf === "" ? texts[i++ % texts.length] : leaf,
      ) as unknown;
      return { kind: of.kind, format: of.format, record };
    });
  };
  const record = fc.oneof(
    fc.record({ kind: fc.constantFrom(...KINDS), format: fc.constantFrom("osv", "cyclonedx", "sarif", "grype", "unknown"), record: value }),
    grownBut("id", "reference"),
  );

  it("is canonical after edit, and holds nothing more to find", () => {
    fc.assert(
      fc.property(record, ({ kind, format, record }) => {
        const canonical = encodeCanonical(record);
        const { bytes, findings } = redactor.redact(kind, format, canonical, "edit");
        expect(isCanonical(bytes)).toBe(true);
        expect(redactor.redact(kind, format, bytes, "edit")).toEqual({ bytes, findings: [] });
        if (findings.length === 0) expect(bytes).toBe(canonical);
      }),
      { numRuns: 3000 },
    );
  });

  it("holds nothing but addresses after edit, where those stay in references", () => {
    fc.assert(
      fc.property(grownBut("id"), ({ kind, format, record }) => {
        const { bytes } = redactor.redact(kind, format, encodeCanonical(record), "edit");
        expect(isCanonical(bytes)).toBe(true);
        const again = redactor.redact(kind, format, bytes, "edit");
        expect(again.bytes).toEqual(bytes);
        expect(again.findings.filter(({ rule }) => rule !== "email")).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("has the same findings in every mode, wherever it lies in memory, and stays as it is", () => {
    fc.assert(
      fc.property(fc.oneof(record, grownBut()), fc.nat(7), ({ kind, format, record }, offset) => {
        const canonical = encodeCanonical(record);
        const { findings } = redactor.redact(kind, format, canonical, "edit");
        const slab = new Uint8Array(canonical.length + 16).fill(0x40);
        slab.set(canonical, offset);
        const elsewhere = slab.subarray(offset, offset + canonical.length);
        expect(redactor.redact(kind, format, elsewhere, "report").findings).toEqual(findings);
        expect(redactor.redact(kind, format, Buffer.from(canonical), "exclude").findings).toEqual(findings);
        expect(elsewhere).toEqual(canonical);
      }),
      { numRuns: 1000 },
    );
  });

  it("is taken by itself, whatever came before it", () => {
    const answer = ({ kind, format, record }: { kind: Kind; format: string; record: unknown }): unknown =>
      redactor.redact(kind, format, encodeCanonical(record), "edit");
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 5 }), (records) => {
        const answers = records.map(answer);
        expect(records.toReversed().map(answer).toReversed()).toEqual(answers);
      }),
      { numRuns: 1000 },
    );
  });
});

import { encodeCanonical, isCanonical } from "@stella-export/core";
import { describe, expect, it } from "vitest";
import { CANARIES, documentOf, FORMATS, STAYS_IN_ID } from "./canary-fixture.js";
import { redactor } from "./redactor.js";

const decoder = new TextDecoder();

/** A canary alone, within a sentence, and on a line of its own. */
const PLACES: readonly ((canary: string) => string)[] = [
  (canary) => canary,
  (canary) => `Seen ${canary} in the log, twice.`,
  (canary) => `First line\n${canary}\nlast line`,
];

describe.each(FORMATS)("$kind $format", ({ kind, format, fields }) => {
  it.each(CANARIES)("finds $rule in every string field, and leaves none in edit: $text", ({ rule, text, secret = text }) => {
    for (const place of PLACES) {
      let fieldCount = 0;
      const record = documentOf(fields, (_, of) => {
        const stays = (of === "id" && STAYS_IN_ID.has(rule)) || (of === "reference" && rule === "email" && place(text) === text);
        if (!stays) fieldCount++;
        return stays ? "nothing" : place(text);
      });
      const canonical = encodeCanonical(record);
      const { findings, bytes } = redactor.redact(kind, format, canonical, "edit");
      expect(findings).toEqual([{ rule, count: fieldCount }]);
      expect(isCanonical(bytes)).toBe(true);
      expect(decoder.decode(bytes)).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(redactor.redact(kind, format, canonical, "report")).toEqual({ bytes: canonical, findings });
    }
  });

  it.each(CANARIES.filter(({ rule }) => STAYS_IN_ID.has(rule)))("counts $rule in an id, and leaves it: $text", ({ rule, text }) => {
    for (const place of PLACES) {
      let idCount = 0;
      const record = documentOf(fields, (_, of) => (of === "id" ? (idCount++, place(text)) : "nothing"));
      const canonical = encodeCanonical(record);
      const findings = idCount === 0 ? [] : [{ rule, count: idCount }];
      for (const mode of ["edit", "report", "exclude"] as const)
        expect(redactor.redact(kind, format, canonical, mode)).toEqual({ bytes: canonical, findings });
    }
  });

  it("leaves every field as it is where nothing is planted", () => {
    const canonical = encodeCanonical(documentOf(fields, (path) => `nothing in ${path}`));
    expect(redactor.redact(kind, format, canonical, "edit")).toEqual({ bytes: canonical, findings: [] });
  });
});

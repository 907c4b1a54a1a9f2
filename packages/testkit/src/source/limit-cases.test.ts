// Each promise of limit-cases.ts that a source breaks is caught by the case that names it.
import { type DocumentBatch, ExportError } from "@stella-export/core";
import { expect, test } from "vitest";
import { type Bend, failing, mapped, type SourceMutant, withRead } from "./bent-source-fixture.js";

const MUTANTS: readonly SourceMutant[] = [
  [
    "no bound at all",
    "a document over limits.documentBytes is a reject with its digest; the others come",
    withRead(
      (source, options) =>
        source.read({ ...options, limits: { ...options.limits, documentBytes: 1e9 } }) as AsyncGenerator<DocumentBatch, void>,
    ),
  ],
  [
    "the digest of the bytes up to the bound",
    "a document over limits.documentBytes is a reject with its digest; the others come",
    (source) =>
      mapped(source, (batch) => ({
        ...batch,
        rejects: batch.rejects.map((reject) => ({ ...reject, sourceDigest: `sha256:${"1".repeat(64)}` as const })),
      })),
  ],
  [
    "a bound that is one too low",
    "a document of exactly limits.documentBytes comes",
    withRead(
      (source, options) =>
        source.read({ ...options, limits: { ...options.limits, documentBytes: options.limits.documentBytes - 1 } }) as AsyncGenerator<
          DocumentBatch,
          void
        >,
    ),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

const REFUSED = "a document over limits.documentBytes ends read with an error of the source";

/** Ends `read` with the failure as soon as a document is over the limit. */
const refusing = (failure: Error): Bend =>
  withRead(async function* (source, options) {
    for await (const batch of source.read(options)) {
      if (batch.rejects.length > 0) throw failure;
      yield batch;
    }
  });

test.each<[string, Bend, string[]]>([
  ["with an error of the source", refusing(new ExportError("ERR_EXPORT_DOCUMENT_TOO_LARGE", "played")), []],
  ["with an error of the run", refusing(new ExportError("ERR_EXPORT_IO", "played")), [REFUSED]],
  ["with an error of its own", refusing(new Error("played")), [REFUSED]],
  ["not at all", () => ({}), [REFUSED]],
])("a source that refuses everything for one large document: %s", async (_, bend, caughtBy) => {
  expect(await failing(bend, REFUSED, { overLimit: "refuse" })).toEqual(caughtBy);
});

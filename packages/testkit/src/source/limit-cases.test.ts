// Each promise of limit-cases.ts that a source breaks is caught by the case that names it.
import type { DocumentBatch } from "@stella-export/core";
import { expect, test } from "vitest";
import { failing, mapped, type SourceMutant, withRead } from "./bent-source-fixture.js";

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

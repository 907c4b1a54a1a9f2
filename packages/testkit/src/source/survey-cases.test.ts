// Each promise of survey-cases.ts that a source breaks is caught by the case that names it.
import type { Source } from "@stella-export/core";
import { expect, test } from "vitest";
import { memorySource } from "../doubles/memory-source.js";
import { failing, mapped, type SourceMutant } from "./bent-source-fixture.js";

let opens = 0;

const MUTANTS: readonly SourceMutant[] = [
  ["a name with capitals", "the name is a label of 1 to 63 characters a-z, 0-9 and -", () => ({ name: "My_Source" })],
  [
    "a survey that counts itself",
    "survey says the same again, before and after read",
    () => {
      let calls = 0;
      return { survey: async () => ({ documents: null, bytes: 1e9 + calls++ }) };
    },
  ],
  [
    "a survey that counts too many",
    "survey agrees with read, or says null",
    () => ({ survey: async () => ({ documents: 999, bytes: null }) }),
  ],
  [
    "a survey of compressed bytes",
    "survey agrees with read, or says null",
    () => ({ survey: async () => ({ documents: null, bytes: 10 }) }),
  ],
  [
    "a lost document",
    "read gives the documents, rejects and ignored entries that are there",
    (source) => mapped(source, (batch) => ({ ...batch, count: Math.min(batch.count, 4) })),
  ],
  [
    "ignored entries that are not there",
    "read gives the documents, rejects and ignored entries that are there",
    (source) => mapped(source, (batch) => ({ ...batch, ignored: 1 })),
  ],
  [
    "a document that is another at every open",
    "another open gives the same documents",
    (source) => {
      const path = `other-${opens++}.json`;
      return mapped(source, (batch) => ({ ...batch, paths: batch.paths.map((old, i) => (i === 0 ? path : old)) }));
    },
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

test("a place that does not exist and is empty instead", async () => {
  const missing = (): Source => memorySource([]);
  expect(await failing(() => ({}), undefined, { missing })).toEqual(["a place that does not exist is SOURCE_NOT_FOUND"]);
});

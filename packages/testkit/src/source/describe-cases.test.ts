// Each promise of describe-cases.ts that a source breaks is caught by the case that names it.
import { expect, test } from "vitest";
import { failing, type SourceMutant } from "./bent-source-fixture.js";

const MUTANTS: readonly SourceMutant[] = [
  [
    "a kind of its own",
    "describe gives each document its kind, format and id, or a reason",
    () => ({ describe: () => ({ kind: "gossip" as "vex", format: "x", formatVersion: "1", id: "", aliases: [] }) }),
  ],
  [
    "everything is an advisory",
    "describe refuses what is no object and the empty object",
    () => ({ describe: () => ({ kind: "advisory", format: "x", formatVersion: "1", id: "", aliases: [] }) }),
  ],
  [
    "aliases that are trusted",
    "describe never throws for what a document holds",
    (source) => ({
      describe(document) {
        (document.value("nested") as { list: unknown[] } | undefined)?.list.map(String);
        return source.describe(document);
      },
    }),
  ],
  [
    "facets that are no list",
    "facets never throws, and names products, severities and dates as texts",
    () => ({ facets: () => ({ severities: ["awful" as "high"] }) }),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

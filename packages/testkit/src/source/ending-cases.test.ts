// Each promise of ending-cases.ts that a source breaks is caught by the case that names it.
import { closeSync, openSync } from "node:fs";
import type { DocumentBatch } from "@stella-export/core";
import { expect, test } from "vitest";
import { failing, leaks, type SourceMutant, withRead } from "./bent-source-fixture.js";

const MUTANTS: readonly SourceMutant[] = [
  [
    "deaf to the signal",
    "a signal that is aborted already ends read with its reason",
    withRead((source, { limits }) => source.read({ limits }) as AsyncGenerator<DocumentBatch, void>),
  ],
  [
    "a signal that is asked for only once",
    "a signal that is aborted between batches ends read with its reason",
    withRead((source, { limits, signal }) => {
      signal?.throwIfAborted();
      return source.read({ limits }) as AsyncGenerator<DocumentBatch, void>;
    }),
  ],
  [
    "an error of its own for the signal",
    "a signal that is aborted between batches ends read with its reason",
    withRead(async function* (source, options) {
      try {
        yield* source.read(options);
      } catch (cause) {
        throw new Error("cancelled", { cause });
      }
    }),
  ],
  [
    "a file that stays open",
    "read closes what it opened when it ends",
    withRead(async function* (source, options) {
      leaks.push(openSync(import.meta.filename, "r"));
      yield* source.read(options);
    }),
  ],
  [
    "a file that is closed at the end only",
    "read closes what it opened when it is left early",
    withRead(async function* (source, options) {
      const file = openSync(import.meta.filename, "r");
      leaks.push(file);
      yield* source.read(options);
      closeSync(file);
      leaks.pop();
    }),
  ],
  [
    "a file that is opened before anybody reads",
    "survey leaves nothing open, nor does a read that nobody starts",
    (source) => ({
      read(options) {
        leaks.push(openSync(import.meta.filename, "r"));
        return source.read(options);
      },
    }),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

test("handles that are no files, counted by the caller", async () => {
  let handles = 0;
  const bend = withRead(async function* (source, options) {
    handles++;
    yield* source.read(options);
    handles--;
  });
  expect(await failing(bend, undefined, { openHandles: () => handles })).toEqual([
    "read closes what it opened when it is left early",
    "read closes what it opened when a signal ends it",
  ]);
});

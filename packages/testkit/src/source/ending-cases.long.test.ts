// Each promise of ending-cases.ts that a source breaks is caught by the case that names it.
import { closeSync, openSync } from "node:fs";
import type { DocumentBatch, Source, SourceOptions } from "@stella-export/core";
import { expect, test } from "vitest";
import { failing, healthy, leaks, type SourceMutant, withRead } from "./bent-source-fixture.js";

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

const WAITING = "a signal ends a read that waits for documents, with its reason";

/** Waits for documents that never come, until the signal says something. */
const waitingFor = (answer: (signal: AbortSignal) => Promise<never>): (() => Source) => {
  const read = async function* ({ signal }: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    await answer(signal ?? AbortSignal.abort());
    yield* [];
  };
  return () => ({ ...healthy(), read });
};
const aborted = async (signal: AbortSignal): Promise<void> => {
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
};

test.each<[string, () => Source, string[]]>([
  ["wakes up", waitingFor(async (signal) => await aborted(signal).then(() => Promise.reject(signal.reason as Error))), []],
  ["sleeps on", waitingFor(async () => await new Promise(() => {})), [WAITING]],
  [
    "says something else",
    waitingFor(async (signal) => await aborted(signal).then(() => Promise.reject(new Error("cancelled")))),
    [WAITING],
  ],
])("a source that waits when the signal comes and %s", async (_, waiting, caughtBy) => {
  expect(await failing(() => ({}), WAITING, { waiting })).toEqual(caughtBy);
});

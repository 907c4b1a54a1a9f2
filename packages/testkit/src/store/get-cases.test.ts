// Each promise of get-cases.ts that a store breaks is caught by the case that names it.
import { openSync } from "node:fs";
import { ExportError } from "@stella-export/core";
import { expect, test } from "vitest";
import { bent, leaks, failing, type StoreMutant } from "./open-store-fixture.js";

const MUTANTS: readonly StoreMutant[] = [
  [
    "absence is an error",
    "what is not there is undefined, not an error",
    bent("get", (store, get) => async (digest, range) => {
      if (!store.blobs.has(digest)) throw new ExportError("ERR_EXPORT_NOT_FOUND", "no such blob");
      return await get(digest, range);
    }),
  ],
  [
    "the last byte of a range too",
    "a range gives its bytes, from start up to but without end",
    bent(
      "cut",
      () =>
        (blob, { start, end }) =>
          blob.subarray(start, end + 1),
    ),
  ],
  [
    "an empty range is the rest",
    "an empty range gives no bytes",
    bent(
      "cut",
      () =>
        (blob, { start, end }) =>
          blob.subarray(start, end === start ? blob.length : end),
    ),
  ],
  [
    "a range that is cut to fit",
    "a range that leaves the blob is a TypeError",
    bent(
      "cut",
      () =>
        (blob, { start, end }) =>
          blob.subarray(Math.max(0, start), end),
    ),
  ],
  [
    "its own array",
    "what a reader does to the bytes it got changes nothing in the store",
    bent(
      "stream",
      () =>
        async function* (bytes) {
          yield bytes;
        },
    ),
  ],
  [
    "one reader at a time",
    "two readers read at the same time",
    bent("stream", () => {
      let at = 0;
      return async function* (bytes) {
        for (at = 0; at < bytes.length; at += 1 << 20) yield bytes.slice(at, at + (1 << 20));
      };
    }),
  ],
  [
    "a file that is open until it is read",
    "reading closes what it opened, also when it is left early or never begun",
    bent("get", (_, get) => async (digest, range) => {
      leaks.push(openSync(import.meta.filename, "r"));
      return await get(digest, range);
    }),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, open) => {
  expect(await failing(open, caughtBy)).toEqual([caughtBy]);
});

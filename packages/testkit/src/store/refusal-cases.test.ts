// Each promise of refusal-cases.ts that a store breaks is caught by the case that names it.
import { closeSync, openSync } from "node:fs";
import { concatBytes, ExportError } from "@stella-export/core";
import { expect, test } from "vitest";
import { bent, leaks, failing, type StoreMutant } from "./open-store-fixture.js";

const MUTANTS: readonly StoreMutant[] = [
  ["any digest", "bytes of another digest than expected are DIGEST_MISMATCH, and nothing is left", bent("check", () => () => {})],
  [
    "refused and kept",
    "bytes of another digest than expected are DIGEST_MISMATCH, and nothing is left",
    bent("put", (store, put) => async (mediaType, bytes, options) => {
      const kept = bytes instanceof Uint8Array ? bytes.slice() : await store.take(bytes, Number.POSITIVE_INFINITY);
      store.blobs.set(store.digestOf(kept), kept);
      return await put(mediaType, kept, options);
    }),
  ],
  [
    "one byte more than allowed",
    "exactly maxBytes are taken, one more is SIZE_MISMATCH, and nothing is left",
    bent("take", (_, take) => async (bytes, maxBytes) => await take(bytes, maxBytes + 1)),
  ],
  [
    "the size is asked for at the end",
    "a stream without an end is stopped at maxBytes and closed",
    bent("take", (_, take) => async (bytes, maxBytes) => await take(await take(bytes, Number.POSITIVE_INFINITY), maxBytes)),
  ],
  [
    "what came is enough",
    "a stream that fails is its own failure, and nothing is left",
    bent("take", () => async (bytes) => {
      const chunks: Uint8Array[] = [];
      try {
        for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) chunks.push(chunk.slice());
      } catch {
        // the rest is missing
      }
      return concatBytes(chunks);
    }),
  ],
  [
    "a failure of its own",
    "a stream that fails is its own failure, and nothing is left",
    bent("take", (_, take) => async (bytes, maxBytes) => {
      try {
        return await take(bytes, maxBytes);
      } catch (cause) {
        if (cause instanceof ExportError) throw cause;
        throw new ExportError("ERR_EXPORT_IO", "cannot put", { cause });
      }
    }),
  ],
  [
    "a file that a refusal leaves open",
    "a refused put closes what it opened",
    bent("put", (_, put) => async (mediaType, bytes, options) => {
      leaks.push(openSync(import.meta.filename, "r"));
      const descriptor = await put(mediaType, bytes, options);
      closeSync(leaks.pop() as number);
      return descriptor;
    }),
  ],
  [
    "a refusal that takes away",
    "a put that fails does not touch what was there",
    bent("put", (store, put) => async (mediaType, bytes, options) => {
      try {
        return await put(mediaType, bytes, options);
      } catch (error) {
        store.blobs.clear();
        throw error;
      }
    }),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, open) => {
  expect(await failing(open, caughtBy)).toEqual([caughtBy]);
});

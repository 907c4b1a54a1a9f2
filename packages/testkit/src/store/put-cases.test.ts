// Each promise of put-cases.ts that a store breaks is caught by the case that names it.
import { concatBytes, ExportError } from "@stella-export/core";
import { expect, test } from "vitest";
import { bent, failing, type StoreMutant } from "./open-store-fixture.js";

const MUTANTS: readonly StoreMutant[] = [
  ["has everything", "put gives the descriptor of the bytes, and has and get find them", bent("has", () => async () => true)],
  [
    "a size that is not known",
    "put gives the descriptor of the bytes, and has and get find them",
    bent("put", (_, put) => async (mediaType, bytes, options) => ({ ...(await put(mediaType, bytes, options)), sizeBytes: 0 })),
  ],
  [
    "one media type for all",
    "putting what is there already is no error",
    bent("put", (_, put) => async (_mediaType, bytes, options) => await put("application/octet-stream", bytes, options)),
  ],
  [
    "chunks that are not copied",
    "a stream is stored as its bytes, whatever its chunks, which may be used again",
    bent("take", () => async (bytes) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) chunks.push(chunk);
      return concatBytes(chunks);
    }),
  ],
  [
    "nothing is nothing",
    "no bytes at all are a blob",
    bent("get", (store, get) => async (digest) => (store.blobs.get(digest)?.length === 0 ? undefined : await get(digest))),
  ],
  [
    "one chunk and no more",
    "a blob of more than 5 MiB is stored, at once and in chunks",
    bent(
      "stream",
      () =>
        async function* (bytes) {
          yield bytes.slice(0, 1 << 20);
        },
    ),
  ],
  [
    "the caller's own array",
    "the bytes belong to the caller again after put",
    bent("take", (_, take) => async (bytes, maxBytes) => (bytes instanceof Uint8Array ? bytes : await take(bytes, maxBytes))),
  ],
  [
    "the same blob only once",
    "putting what is there already is no error",
    bent("check", (store) => (digest) => {
      if (store.blobs.has(digest)) throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", "it is there");
    }),
  ],
  [
    "one place for all bytes that come",
    "puts of different bytes at the same time do not mix",
    bent("take", () => {
      let chunks: Uint8Array[] = [];
      return async (bytes) => {
        chunks = [];
        for await (const chunk of bytes instanceof Uint8Array ? [bytes] : bytes) chunks.push(chunk.slice());
        return concatBytes(chunks);
      };
    }),
  ],
  [
    "only one put at a time",
    "eight puts of the same bytes at the same time are one blob",
    bent("take", (_, take) => {
      let busy = false;
      return async (bytes, maxBytes) => {
        if (busy) throw new ExportError("ERR_EXPORT_OUTPUT_BUSY", "another put");
        busy = true;
        return await take(bytes, maxBytes).finally(() => (busy = false));
      };
    }),
  ],
  [
    "a place for the bytes before they are there",
    "nobody sees a blob before it is whole",
    bent("put", (store, put) => async (mediaType, bytes, options) => {
      if (options?.expected !== undefined) store.blobs.set(options.expected, new Uint8Array(0));
      return await put(mediaType, bytes, options);
    }),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, open) => {
  expect(await failing(open, caughtBy)).toEqual([caughtBy]);
});

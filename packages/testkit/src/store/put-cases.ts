// Cases about bytes that go into a store and are there afterwards, whoever puts them, how often and in what chunks.
import { deepEqual, equal, ok } from "node:assert/strict";
import { equalBytes, type Store } from "@stella-export/core";
import { type ContractCase, turns, within } from "../contract-case.js";
import { BIG, blob, bytesIn, digestOf, inChunks, MEDIA_TYPE, slowly, TEXT } from "./test-blobs.js";
import type { StoreContractOptions } from "./store-contract.js";

const EMPTY = new Uint8Array(0);

export function putCases({ open }: StoreContractOptions): ContractCase[] {
  return [
    {
      name: "put gives the descriptor of the bytes, and has and get find them",
      async run() {
        const store = await open();
        equal(await store.has(digestOf(TEXT)), false, "has, before the put");
        const descriptor = await store.put("text/plain", TEXT);
        deepEqual({ ...descriptor }, { mediaType: "text/plain", digest: digestOf(TEXT), sizeBytes: TEXT.length });
        equal(await store.has(digestOf(TEXT)), true, "has, after the put");
        await assertHolds(store, TEXT);
      },
    },
    {
      name: "a stream is stored as its bytes, whatever its chunks, which may be used again",
      async run() {
        for (const size of [1, 7, TEXT.length, 1000]) {
          const store = await open();
          const descriptor = await store.put(MEDIA_TYPE, inChunks(TEXT, size));
          deepEqual({ ...descriptor }, { mediaType: MEDIA_TYPE, digest: digestOf(TEXT), sizeBytes: TEXT.length });
          await assertHolds(store, TEXT);
        }
      },
    },
    {
      name: "no bytes at all are a blob",
      async run() {
        const store = await open();
        equal((await store.put(MEDIA_TYPE, EMPTY)).sizeBytes, 0);
        equal(await store.has(digestOf(EMPTY)), true);
        await assertHolds(store, EMPTY);
        await assertHolds(await filled(open, inChunks(EMPTY, 5)), EMPTY);
      },
    },
    {
      name: "a blob of more than 5 MiB is stored, at once and in chunks",
      async run() {
        await assertHolds(await filled(open, BIG), BIG);
        await assertHolds(await filled(open, inChunks(BIG, 65_537)), BIG);
      },
    },
    {
      name: "the bytes belong to the caller again after put",
      async run() {
        const bytes = TEXT.slice();
        const store = await filled(open, bytes);
        bytes.fill(0);
        await assertHolds(store, TEXT);
      },
    },
    {
      name: "putting what is there already is no error",
      async run() {
        const store = await filled(open, TEXT);
        const again = await store.put("text/other", inChunks(TEXT, 4));
        deepEqual({ ...again }, { mediaType: "text/other", digest: digestOf(TEXT), sizeBytes: TEXT.length });
        await assertHolds(store, TEXT);
      },
    },
    {
      name: "eight puts of the same bytes at the same time are one blob",
      async run() {
        const store = await open();
        const bytes = blob(10_000);
        const puts = Array.from({ length: 8 }, (_, i) => store.put(MEDIA_TYPE, slowly(bytes, 1000 + i, i % 3)));
        const descriptors = await within("eight puts", Promise.all(puts));
        for (const { digest, sizeBytes } of descriptors)
          deepEqual({ digest, sizeBytes }, { digest: digestOf(bytes), sizeBytes: bytes.length });
        await assertHolds(store, bytes);
      },
    },
    {
      name: "puts of different bytes at the same time do not mix",
      async run() {
        const store = await open();
        const blobs = Array.from({ length: 8 }, (_, i) => blob(5000 + i, i + 1));
        await within("eight puts", Promise.all(blobs.map((bytes, i) => store.put(MEDIA_TYPE, slowly(bytes, 500 + i, i % 3)))));
        for (const bytes of blobs) await assertHolds(store, bytes);
      },
    },
    {
      name: "nobody sees a blob before it is whole",
      async run() {
        const store = await open();
        let seen = false;
        const watched = async function* (): AsyncGenerator<Uint8Array, void> {
          for await (const chunk of inChunks(TEXT, 5)) {
            await turns(2);
            seen ||= (await store.has(digestOf(TEXT))) || (await store.get(digestOf(TEXT))) !== undefined;
            yield chunk;
          }
        };
        await store.put(MEDIA_TYPE, watched(), { expected: digestOf(TEXT) });
        equal(seen, false, "the store showed the blob while its bytes were still coming");
        await assertHolds(store, TEXT);
      },
    },
  ];
}

async function filled(open: StoreContractOptions["open"], bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Store> {
  const store = await open();
  await within("put", store.put(MEDIA_TYPE, bytes));
  return store;
}

async function assertHolds(store: Store, bytes: Uint8Array): Promise<void> {
  const held = await bytesIn(store, digestOf(bytes));
  ok(equalBytes(held, bytes), `${held.length} other bytes came back for ${bytes.length}`);
}

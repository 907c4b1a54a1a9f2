// Cases about bytes that a store does not take: other than announced, more than allowed, or cut by a failure; none of them may be left behind.
import { equal, ok } from "node:assert/strict";
import { type Digest, equalBytes, type Store } from "@stella-export/core";
import { codeOf, type ContractCase, failureOf } from "../contract-case.js";
import { assertClosesAll } from "../open-handles.js";
import { blob, bytesIn, digestOf, inChunks, MEDIA_TYPE, slowly, TEXT } from "./test-blobs.js";
import type { StoreContractOptions } from "./store-contract.js";

const OTHER = blob(300);

export function refusalCases({ open, openHandles }: StoreContractOptions): ContractCase[] {
  return [
    {
      name: "the bytes of the digest expected are taken",
      async run() {
        const store = await open();
        equal((await store.put(MEDIA_TYPE, inChunks(TEXT, 5), { expected: digestOf(TEXT) })).digest, digestOf(TEXT));
      },
    },
    {
      name: "bytes of another digest than expected are DIGEST_MISMATCH, and nothing is left",
      async run() {
        const store = await open();
        for (const bytes of [OTHER, inChunks(OTHER, 50)]) {
          const failure = await failureOf("put of other bytes than expected", store.put(MEDIA_TYPE, bytes, { expected: digestOf(TEXT) }));
          equal(codeOf(failure), "ERR_EXPORT_DIGEST_MISMATCH", String(failure));
          await assertNothing(store, digestOf(OTHER), digestOf(TEXT));
        }
      },
    },
    {
      name: "exactly maxBytes are taken, one more is SIZE_MISMATCH, and nothing is left",
      async run() {
        const store = await open();
        for (const bytes of [OTHER, inChunks(OTHER, 50)]) {
          const failure = await failureOf("put of too many bytes", store.put(MEDIA_TYPE, bytes, { maxBytes: OTHER.length - 1 }));
          equal(codeOf(failure), "ERR_EXPORT_SIZE_MISMATCH", String(failure));
          await assertNothing(store, digestOf(OTHER));
        }
        await store.put(MEDIA_TYPE, inChunks(OTHER, 50), { maxBytes: OTHER.length });
        await store.put(MEDIA_TYPE, new Uint8Array(0), { maxBytes: 0 });
      },
    },
    {
      name: "a stream without an end is stopped at maxBytes and closed",
      async run() {
        const store = await open();
        let chunks = 0;
        let closed = false;
        const endless = async function* (): AsyncGenerator<Uint8Array, void> {
          try {
            for (; chunks < 100_000; chunks++) yield new Uint8Array(1000);
          } finally {
            closed = true;
          }
        };
        const failure = await failureOf("put of an endless stream", store.put(MEDIA_TYPE, endless(), { maxBytes: 10_000 }));
        equal(codeOf(failure), "ERR_EXPORT_SIZE_MISMATCH", String(failure));
        ok(chunks < 100, `${chunks} chunks of 1000 bytes were taken, where 10000 bytes are allowed`);
        ok(closed, "the stream was not closed");
      },
    },
    {
      name: "a stream that fails is its own failure, and nothing is left",
      async run() {
        const store = await open();
        const failure = new Error("played by the contract suite");
        const cut = async function* (): AsyncGenerator<Uint8Array, void> {
          yield* slowly(TEXT, 10);
          throw failure;
        };
        equal(await failureOf("put of a stream that fails", store.put(MEDIA_TYPE, cut())), failure);
        equal(await failureOf("put of a stream that fails", store.put(MEDIA_TYPE, cut(), { expected: digestOf(TEXT) })), failure);
        await assertNothing(store, digestOf(TEXT));
        await store.put(MEDIA_TYPE, TEXT);
        ok(equalBytes(await bytesIn(store, digestOf(TEXT)), TEXT), "the store is of no use after a failure");
      },
    },
    {
      name: "a refused put closes what it opened",
      async run() {
        const store = await open();
        await assertClosesAll(async () => {
          await failureOf("put", store.put(MEDIA_TYPE, inChunks(OTHER, 50), { maxBytes: 60 }));
          await failureOf("put", store.put(MEDIA_TYPE, OTHER, { expected: digestOf(TEXT) }));
        }, openHandles);
      },
    },
    {
      name: "a put that fails does not touch what was there",
      async run() {
        const store = await open();
        await store.put(MEDIA_TYPE, TEXT);
        await failureOf("put", store.put(MEDIA_TYPE, inChunks(TEXT, 5), { expected: digestOf(OTHER) }));
        await failureOf("put", store.put(MEDIA_TYPE, TEXT, { maxBytes: 3 }));
        ok(equalBytes(await bytesIn(store, digestOf(TEXT)), TEXT), "the blob has changed");
      },
    },
  ];
}

async function assertNothing(store: Store, ...digests: Digest[]): Promise<void> {
  for (const digest of digests) {
    equal(await store.has(digest), false, `has finds ${digest}`);
    equal(await store.get(digest), undefined, `get finds ${digest}`);
  }
}

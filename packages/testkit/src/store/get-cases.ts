// Cases about bytes that come out of a store: whole, in ranges, and not at all.
import { equal, ok } from "node:assert/strict";
import { type ByteRange, equalBytes, type Store } from "@stella-export/core";
import { type ContractCase, failureOf } from "../contract-case.js";
import { assertClosesAll } from "../open-handles.js";
import { BIG, bytesIn, collect, digestOf, MEDIA_TYPE, TEXT } from "./test-blobs.js";
import type { StoreContractOptions } from "./store-contract.js";

const MIB = 1024 * 1024;

export function getCases({ open, openHandles }: StoreContractOptions): ContractCase[] {
  const withBig = async (): Promise<Store> => {
    const store = await open();
    await store.put(MEDIA_TYPE, BIG);
    return store;
  };
  return [
    {
      name: "what is not there is undefined, not an error",
      async run() {
        const store = await open();
        equal(await store.get(digestOf(TEXT)), undefined);
        equal(await store.get(digestOf(TEXT), { start: 0, end: 1 }), undefined, "with a range");
        await store.put(MEDIA_TYPE, BIG);
        equal(await store.get(digestOf(TEXT)), undefined, "with another blob there");
        equal(await store.has(digestOf(TEXT)), false);
      },
    },
    {
      name: "a range gives its bytes, from start up to but without end",
      async run() {
        const store = await withBig();
        for (const [start, end] of [
          [0, BIG.length],
          [0, 1],
          [BIG.length - 1, BIG.length],
          [12_345, 54_321],
          [MIB - 1, MIB + 1],
          [MIB, 3 * MIB],
          [1, 4 * MIB + 1],
        ] as const) {
          const bytes = await bytesIn(store, digestOf(BIG), { start, end });
          ok(equalBytes(bytes, BIG.subarray(start, end)), `[${start}, ${end}) gave ${bytes.length} bytes, and not those`);
        }
      },
    },
    {
      name: "an empty range gives no bytes",
      async run() {
        const store = await withBig();
        for (const at of [0, 100, BIG.length]) equal((await bytesIn(store, digestOf(BIG), { start: at, end: at })).length, 0);
      },
    },
    {
      name: "a range that leaves the blob is a TypeError",
      async run() {
        const store = await withBig();
        const size = BIG.length;
        const outside: ByteRange[] = [
          { start: 0, end: size + 1 },
          { start: size, end: size + 1 },
          { start: size + 5, end: size + 9 },
          { start: -1, end: 3 },
          { start: 9, end: 3 },
        ];
        for (const range of outside) {
          const what = `the range [${range.start}, ${range.end}) of ${size} bytes`;
          const failure = await failureOf(what, bytesIn(store, digestOf(BIG), range));
          ok(failure instanceof TypeError, `${what}: ${String(failure)}`);
        }
      },
    },
    {
      name: "what a reader does to the bytes it got changes nothing in the store",
      async run() {
        const store = await open();
        await store.put(MEDIA_TYPE, TEXT);
        const stream = await store.get(digestOf(TEXT));
        for await (const chunk of stream ?? []) chunk.fill(0);
        ok(equalBytes(await bytesIn(store, digestOf(TEXT)), TEXT), "the blob has changed");
      },
    },
    {
      name: "two readers read at the same time",
      async run() {
        const store = await withBig();
        const streams = await Promise.all([store.get(digestOf(BIG)), store.get(digestOf(BIG), { start: MIB, end: 5 * MIB })]);
        const [whole, part] = await Promise.all(streams.map((stream) => collect(stream ?? nothing())));
        ok(
          equalBytes(whole as Uint8Array, BIG) && equalBytes(part as Uint8Array, BIG.subarray(MIB, 5 * MIB)),
          "the readers got other bytes",
        );
      },
    },
    {
      name: "reading closes what it opened, also when it is left early or never begun",
      async run() {
        const store = await withBig();
        await assertClosesAll(async () => {
          await bytesIn(store, digestOf(BIG));
          for await (const _ of (await store.get(digestOf(BIG))) ?? []) break;
          await store.get(digestOf(BIG));
        }, openHandles);
      },
    },
  ];
}

async function* nothing(): AsyncGenerator<Uint8Array, void> {}

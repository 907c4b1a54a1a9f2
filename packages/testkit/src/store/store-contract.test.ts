// The store suite passes a store that keeps its promises; that it catches those who do not is tested beside the cases.
import { encodeUtf8, MemoryStore } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { describe, expect, it, test } from "vitest";
import { bent, OpenStore } from "./open-store-fixture.js";
import { storeContract } from "./store-contract.js";

describe("a store that keeps its promises", () => {
  for (const { name, run } of storeContract({ open: () => new OpenStore() })) it(name, run);
});

test("handles that are no files, counted by the caller", async () => {
  let handles = 0;
  const open = bent("get", (_, get) => async (digest, range) => {
    handles++;
    return await get(digest, range);
  });
  const [named] = storeContract({ open, openHandles: () => handles }).filter(({ name }) => name.startsWith("reading closes"));
  await expect(named?.run()).rejects.toThrow(/left open: handle/);
});

test("core's store in memory is there under its name", async () => {
  const { MemoryStore: exported } = await import("../index.js");
  expect(exported).toBe(MemoryStore);
  expect((await new exported(nodeSha256).put("text/plain", encodeUtf8("x"))).sizeBytes).toBe(1);
});

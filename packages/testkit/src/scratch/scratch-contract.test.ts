// The double keeps what an Output promises about scratch, and the suite catches one that does not.
import { describe, expect, it, test } from "vitest";
import { MemoryOutput } from "../doubles/memory-output.js";
import { scratchContract } from "./scratch-contract.js";

describe("MemoryOutput", () => {
  for (const { name, run } of scratchContract({ open: () => new MemoryOutput() })) it(name, run);
});

test("a sort that keeps its callers' arrays is caught", async () => {
  const place = new MemoryOutput();
  const kept: { key: Uint8Array; value: Uint8Array }[] = [];
  const bent = {
    scratch: () => place.scratch(),
    sorting: () => ({
      add: (key: Uint8Array, value: Uint8Array) => void kept.push({ key, value }),
      entries() {
        const sorting = place.sorting();
        for (const { key, value } of kept) sorting.add(key, value);
        return sorting.entries();
      },
    }),
  };
  const copying = scratchContract({ open: () => bent }).find(({ name }) => name.startsWith("keys and values are copied"));
  await expect(copying?.run()).rejects.toThrow();
});

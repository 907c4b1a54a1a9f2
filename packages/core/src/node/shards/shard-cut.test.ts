import { hash } from "node:crypto";
import type { RecordSet } from "@stella-export/core";
import { memoryRecords } from "@stella-export/testkit";
import { describe, expect, test } from "vitest";
import type { RecordBatch } from "../../records/record-batch.js";
import { endsShard, MAX_SHARD_BYTES, MIN_SHARD_BYTES } from "./shard-cut.js";

const MIB = 1 << 20;

/** One record whose digest is written over again and again: a million of them without their bytes. */
async function oneRecord(): Promise<RecordBatch> {
  const records: RecordSet = memoryRecords([{ kind: "vex", body: {} }], { keepsMemory: true });
  for await (const batch of records.batches("vex")) return batch;
  throw new Error("there is one");
}

/** Sizes of the shards that records of these sizes are cut into. */
async function cut(sizes: Iterable<number>): Promise<number[]> {
  const batch = await oneRecord();
  const shards: number[] = [];
  let size = 0;
  let i = 0;
  for (const lineBytes of sizes) {
    if (size > 0 && size + lineBytes > MAX_SHARD_BYTES) {
      shards.push(size);
      size = 0;
    }
    batch.slab.set(hash("sha256", String(i++), "buffer"), batch.digestStart(0));
    size += lineBytes;
    if (!endsShard(batch, 0, lineBytes, size)) continue;
    shards.push(size);
    size = 0;
  }
  return shards;
}

function* repeat(count: number, size: (i: number) => number): Generator<number> {
  for (let i = 0; i < count; i++) yield size(i);
}

describe("shards", () => {
  test.each<[string, number, (i: number) => number]>([
    ["1500 bytes", 600_000, () => 1500],
    ["3 KiB", 400_000, () => 3072],
    ["100 KiB", 12_000, () => 102_400],
    ["200 bytes and now and then 1 MiB", 500_000, (i) => (i % 500 === 0 ? MIB : 200)],
  ])("of records of %s are 4 MiB on average, none under 1 and none over 16", async (_, count, size) => {
    const shards = await cut(repeat(count, size));
    expect(shards.length).toBeGreaterThan(150);
    const mean = shards.reduce((sum, shard) => sum + shard, 0) / shards.length / MIB;
    expect(mean).toBeGreaterThan(3.3);
    expect(mean).toBeLessThan(4.7);
    expect(Math.min(...shards)).toBeGreaterThanOrEqual(MIN_SHARD_BYTES);
    expect(Math.max(...shards)).toBeLessThanOrEqual(MAX_SHARD_BYTES);
  });

  test("never end below the minimum, and end at once behind it where the digest is zero", async () => {
    const batch = await oneRecord();
    batch.slab.fill(0, batch.digestStart(0), batch.digestStart(0) + 6);
    expect(endsShard(batch, 0, 100, MIN_SHARD_BYTES - 1)).toBe(false);
    expect(endsShard(batch, 0, 100, MIN_SHARD_BYTES)).toBe(true);
    batch.slab.fill(0xff, batch.digestStart(0), batch.digestStart(0) + 6);
    expect(endsShard(batch, 0, 100, MAX_SHARD_BYTES)).toBe(false);
    expect(endsShard(batch, 0, 3 * MIB, MIN_SHARD_BYTES)).toBe(true);
  });
});

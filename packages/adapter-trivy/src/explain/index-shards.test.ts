// Where shards of the index end, and that their table leads to every line.
import { decodeUtf8 } from "@stella-export/core";
import { MemoryOutput } from "@stella-export/testkit";
import { expect, test } from "vitest";
import type { ShardLine } from "./index-format.js";
import { IndexShards } from "./index-shards.js";

const LINE = `${"x".repeat(999)}\n`;

async function written(ids: readonly string[]): Promise<{ table: ShardLine[]; sizes: number[] }> {
  const output = new MemoryOutput();
  const shards = new IndexShards(output);
  for (const id of ids) {
    if (shards.isFullBefore(id)) await shards.flush();
    shards.add(id, LINE);
  }
  await shards.end();
  const text = decodeUtf8(output.files.get("indexes/trivy/shards.jsonl")?.bytes ?? new Uint8Array(0));
  const table = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as ShardLine); // prettier-ignore
  return { table, sizes: table.map(({ file }) => output.files.get(file)?.bytes.length ?? -1) };
}

const ids = Array.from({ length: 10_000 }, (_, i) => `cve-2026-${String(i).padStart(6, "0")}`);

test("shards are of 1 to 4 MiB, follow one another, and are named by what they begin with", async () => {
  const { table, sizes } = await written(ids);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(ids.length * LINE.length);
  for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(1 << 20);
  expect(Math.max(...sizes)).toBeLessThanOrEqual((4 << 20) + LINE.length);
  expect(table.length).toBeGreaterThan(3);
  for (const [i, { first }] of table.slice(1).entries()) expect(first > (table[i]?.last ?? "")).toBe(true);
});

test("an id more moves one shard", async () => {
  const [before, after] = await Promise.all([written(ids), written(["cve-2026-000000a", ...ids].toSorted((a, b) => (a < b ? -1 : 1)))]);
  const [files, others] = [before, after].map(({ table }) => new Set(table.map(({ file, last }) => `${file} ${last}`)));
  expect([...(files ?? [])].filter((file) => !others?.has(file)).length).toBeLessThanOrEqual(1);
});

test("one id with more lines than a shard holds fills several, and none twice", async () => {
  const { table } = await written(Array.from({ length: 10_000 }, () => "cve-1"));
  expect(table.length).toBeGreaterThan(1);
  expect(new Set(table.map(({ file }) => file)).size).toBe(table.length);
  expect(table.every(({ first, last }) => first === "cve-1" && last === "cve-1")).toBe(true);
});

test("no line: an empty table", async () => {
  expect(await written([])).toEqual({ table: [], sizes: [] });
});

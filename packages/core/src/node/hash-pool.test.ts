import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { HashResult } from "./file-hasher.js";
import { type HashBatch, hashInOrder, type HashPoolOptions } from "./hash-pool.js";
import { type HashWorker, startHashWorker } from "./hash-worker.js";
import { nodeSha256 } from "./sha256.js";

const folder = mkdtempSync(join(tmpdir(), "hash-pool-"));
afterAll(() => rmSync(folder, { recursive: true }));

// Around the size of the hasher's buffer, where one-shot and incremental hashing meet.
const SIZES = [0, 1, 4095, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 3 * 2 ** 20 + 7];
const files = Array.from({ length: 60 }, (_, i) => {
  const bytes = Buffer.alloc(SIZES[i % SIZES.length] as number, `file ${i}`);
  const path = join(folder, String(i));
  writeFileSync(path, bytes);
  return { path, sizeBytes: bytes.length, hashed: Buffer.from(nodeSha256.hash(bytes)).toString("hex") + bytes.length };
});
const batchOf = (some: readonly { path: string; sizeBytes: number }[]): HashBatch => ({
  paths: some.map(({ path }) => path),
  sizesBytes: some.map(({ sizeBytes }) => sizeBytes),
  costBytes: 1000,
});
const batches = (perBatch: number): HashBatch[] =>
  Array.from({ length: Math.ceil(files.length / perBatch) }, (_, i) => batchOf(files.slice(i * perBatch, (i + 1) * perBatch)));

async function hashed(list: Iterable<HashBatch>, options: HashPoolOptions): Promise<HashResult> {
  const all: (string | undefined)[] = [];
  for await (const [, result] of hashInOrder(list, options)) all.push(...result);
  return all;
}
const expected = files.map(({ hashed: each }) => each);

describe("files hashed in order", () => {
  it.each([1, 2, 5])("come with the same digests from %i lanes", async (lanes) => {
    expect(await hashed(batches(7), { lanes, startBytes: 0 })).toEqual(expected);
    expect(await hashed([], { lanes, startBytes: 0 })).toEqual([]);
  });

  it("need no thread below the limit, and get one above", async () => {
    let started = 0;
    const startWorker = () => (started++, startHashWorker());
    await hashed(batches(10), { lanes: 3, startBytes: 6001, startWorker });
    expect(started).toBe(0);
    await hashed(batches(10), { lanes: 3, startBytes: 6000, startWorker });
    expect(started).toBe(2);
  });

  it("say nothing about what is not a regular file of that size", async () => {
    const link = join(folder, "link");
    symlinkSync("1", link);
    const [first, second] = files as [(typeof files)[0], (typeof files)[0]];
    const odd = [
      { path: link, sizeBytes: 1 },
      { path: folder, sizeBytes: 4096 },
      { path: join(folder, "absent"), sizeBytes: 1 },
      { path: second.path, sizeBytes: 2 },
      { path: second.path, sizeBytes: 0 },
      first,
    ];
    for (const lanes of [1, 2]) {
      expect(await hashed([batchOf(odd)], { lanes, startBytes: 0 })).toEqual([...Array(5).fill(undefined), first.hashed]);
    }
  });

  it("are hashed here where there may be no threads", async () => {
    expect(await hashed(batches(3), { lanes: 4, startBytes: 0, startWorker: () => undefined })).toEqual(expected);
  });

  it("are hashed by the others where a thread dies, whenever that is", async () => {
    for (const lifetime of [0, 1, 4]) {
      let stopped = 0;
      const startWorker = (): HashWorker => {
        const worker = startHashWorker() as HashWorker;
        let left = lifetime;
        return {
          hash: (job) => (left-- > 0 ? worker.hash(job) : Promise.reject(new Error("dead"))),
          stop: () => (stopped++, worker.stop()),
        };
      };
      expect(await hashed(batches(3), { lanes: 3, startBytes: 0, startWorker })).toEqual(expected);
      expect(stopped).toBe(2);
    }
  });

  it("stop their threads when the consumer leaves early", async () => {
    const workers: HashWorker[] = [];
    const startWorker = () => {
      const worker = startHashWorker() as HashWorker;
      workers.push(worker);
      return worker;
    };
    for await (const _ of hashInOrder(batches(2), { lanes: 2, startBytes: 0, startWorker })) break;
    expect(workers).toHaveLength(1);
    await expect(workers[0]?.hash({ paths: [], sizesBytes: [] })).rejects.toThrow("ended");
  });
});

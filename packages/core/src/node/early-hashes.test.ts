import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { EarlyHashes } from "./early-hashes.js";
import { ANY_SIZE, type HashJob, type HashResult } from "./file-hasher.js";
import { nodeSha256 } from "./sha256.js";

const folder = mkdtempSync(join(tmpdir(), "early-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "x");
writeFileSync(path, "some bytes");
const hashed = `${Buffer.from(nodeSha256.hash(Buffer.from("some bytes"))).toString("hex")}10`;
const job: HashJob = { paths: [path, join(folder, "absent")], sizesBytes: [ANY_SIZE, ANY_SIZE] };
const limits = { threadBytes: 1000, startBytes: 1000, fileBytes: 10 };

it("has a thread from one size of manifest on, and asks for as many files as the manifest gives time for", async () => {
  const counts: number[] = [];
  const firstBatches = (count: number): HashJob[] => (counts.push(count), []);
  expect(EarlyHashes.start(999, firstBatches, limits)).toBeUndefined();
  const idle = EarlyHashes.start(1009, firstBatches, limits);
  expect(await idle?.worker()?.hash(job)).toEqual([hashed, undefined]);
  await idle?.stop();
  expect(counts).toEqual([]);
  await EarlyHashes.start(1010, firstBatches, limits)?.stop();
  await EarlyHashes.start(5_000, firstBatches, limits)?.stop();
  expect(counts).toEqual([1, 400]);
  expect(EarlyHashes.start(199_999, firstBatches)).toBeUndefined();
});

it("gives digests and sizes of what nobody has told the size of, and lends its thread once", async () => {
  const early = EarlyHashes.start(2000, () => [job, job], limits) as EarlyHashes<HashJob>;
  const results: HashResult[] = [];
  for await (const [of, result] of early.batches()) {
    expect(of).toBe(job);
    results.push(result);
  }
  expect(results).toEqual([
    [hashed, undefined],
    [hashed, undefined],
  ]);
  const worker = early.worker();
  expect(await worker?.hash(job)).toEqual([hashed, undefined]);
  expect(early.worker()).toBeUndefined();
  await early.stop();
});

it("says nothing where its thread has died", async () => {
  const early = EarlyHashes.start(2000, () => [job], limits) as EarlyHashes<HashJob>;
  await early.stop();
  for await (const [, result] of early.batches()) expect([[], [hashed, undefined]]).toContainEqual(result);
});

// Where one shard ends and the next begins: told from the records alone, so that a record more or less moves one shard and no other.
import type { RecordBatch } from "../../records/record-batch.js";

/** No shard but the last of a kind is smaller, uncompressed (contract: shards). */
export const MIN_SHARD_BYTES = 1 << 20;
/** No shard is larger, but for a single record that is. */
export const MAX_SHARD_BYTES = 16 << 20;
/** What follows the minimum on average, so that shards are 4 MiB on average. */
const MEAN_EXTRA_BYTES = 3 << 20;
const TWO_POW_48 = 2 ** 48;

/**
 * Whether a shard of `shardBytes` ends after record `i` of `lineBytes`. The record's digest, as a number in [0, 1), is below the line's
 * share of the mean: then every byte behind the minimum is equally likely to end a shard, whatever the size of records.
 */
export function endsShard(batch: RecordBatch, i: number, lineBytes: number, shardBytes: number): boolean {
  if (shardBytes < MIN_SHARD_BYTES) return false;
  const start = batch.digestStart(i);
  let chance = 0;
  for (let at = start; at < start + 6; at++) chance = chance * 256 + (batch.slab[at] as number);
  return chance / TWO_POW_48 < lineBytes / MEAN_EXTRA_BYTES;
}

// Counts what a database holds, root bucket by root bucket.
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { layoutOf } from "./bucket-layout.js";
import type { BucketSummary, DatabaseSummary } from "./database-summary.js";

const decoder = new TextDecoder();

/** What a bbolt file holds. Throws {@link BoltError} `damaged`. */
export function summarizeBolt(root: BoltBucket): Omit<DatabaseSummary, "metadata"> {
  const buckets: BucketSummary[] = [];
  for (const { key, bucket } of root.entries()) if (bucket !== undefined) buckets.push({ name: decoder.decode(key), ...countsOf(bucket) });
  return { format: buckets.some(({ name }) => layoutOf(name) !== undefined) ? "trivy-db" : "bbolt", buckets };
}

/** `packages` are the buckets directly inside, `records` the values at any depth. */
function countsOf(bucket: BoltBucket): Omit<BucketSummary, "name"> {
  let packages = 0;
  let records = 0;
  for (const { bucket: child } of bucket.entries()) {
    if (child === undefined) records++;
    else {
      packages++;
      records += countsOf(child).records;
    }
  }
  return { packages, records };
}

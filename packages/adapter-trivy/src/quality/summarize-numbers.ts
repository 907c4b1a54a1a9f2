// The numbers of a database that lies there as a file, in one walk over it.
import { decodeUtf8 } from "@stella-export/core";
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { NumberCounter } from "./number-counter.js";
import type { DatabaseNumbers } from "./numbers.js";

/** Holds no advisories, though it is a bucket of buckets. */
const CPES = "Red Hat CPE";

/** Counts what is in a database, given its root bucket. Throws {@link BoltError} `damaged`. */
export function summarizeNumbers(root: BoltBucket): DatabaseNumbers {
  const counter = new NumberCounter();
  for (const { key, bucket } of root.entries()) {
    const name = decodeUtf8(key);
    if (bucket === undefined || name === CPES) continue;
    if (name === "vulnerability") {
      for (const { value } of bucket.entries()) if (value !== undefined) counter.vulnerability(value);
    } else if (name === "data-source") {
      for (const entry of bucket.entries()) if (entry.value !== undefined) counter.dataSource(decodeUtf8(entry.key), entry.value);
    } else countAdvisories(name, bucket, counter);
  }
  return counter.numbers();
}

function countAdvisories(name: string, root: BoltBucket, counter: NumberCounter): void {
  for (const { key, bucket } of root.entries()) {
    if (bucket === undefined) continue;
    counter.package(name, decodeUtf8(key));
    for (const entry of bucket.entries()) if (entry.value !== undefined) counter.advisory(name, entry.key, entry.value);
  }
}

// Walks two trees of buckets side by side and tells where they differ. Both are sorted, so that each is read once and nothing is held.
import { compareBytes, equalBytes } from "@stella-export/core";
import type { BoltBucket, BoltEntry } from "../bolt/bolt-bucket.js";

/** A value that is in one tree only, or another one in each. */
export interface TreeDifference {
  /** Names of the buckets that it lies in, from the root, and its key. */
  readonly path: readonly Uint8Array[];
  readonly from: Uint8Array | undefined;
  readonly to: Uint8Array | undefined;
}

/** In the order of the trees. What is a value in one and a bucket in the other is gone from the one and new in the other. */
export function* treeDifferences(
  a: BoltBucket | undefined,
  b: BoltBucket | undefined,
  path: readonly Uint8Array[] = [],
): Generator<TreeDifference, void, undefined> {
  const left = a?.entries();
  const right = b?.entries();
  let from = nextOf(left);
  let to = nextOf(right);
  while (from !== undefined || to !== undefined) {
    const order = from === undefined ? 1 : to === undefined ? -1 : compareBytes(from.key, to.key);
    const gone = order <= 0 ? from : undefined;
    const come = order >= 0 ? to : undefined;
    yield* entryDifferences(gone, come, path);
    if (order <= 0) from = nextOf(left);
    if (order >= 0) to = nextOf(right);
  }
}

function nextOf(entries: Iterator<BoltEntry, void> | undefined): BoltEntry | undefined {
  return entries?.next().value ?? undefined;
}

/** Of entries with one key, or of one that the other tree has not. */
function* entryDifferences(
  from: BoltEntry | undefined,
  to: BoltEntry | undefined,
  parents: readonly Uint8Array[],
): Generator<TreeDifference> {
  const key = (from ?? to)?.key;
  if (key === undefined) return;
  const [old, young] = [from?.value, to?.value];
  if (old !== undefined || young !== undefined) {
    const isSame = old !== undefined && young !== undefined && equalBytes(old, young);
    if (!isSame) yield { path: [...parents, key], from: old, to: young };
  }
  if (from?.bucket !== undefined || to?.bucket !== undefined) yield* treeDifferences(from?.bucket, to?.bucket, [...parents, key]);
}

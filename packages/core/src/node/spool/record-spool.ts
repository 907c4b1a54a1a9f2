// The sorted records on scratch: what an adapter reads. Duplicates are left out here, and counted.
import { copyRange } from "../../byte-buffer.js";
import { KINDS, type Kind } from "../../records/kinds.js";
import { RecordBatch } from "../../records/record-batch.js";
import { asideNumber, kindNumber } from "../../records/spool-key.js";
import type { RecordSet } from "../../seams/adapter.js";
import type { RunCursor } from "./run-cursor.js";
import type { Sorted } from "./sorted-runs.js";

const BATCH_BYTES = 1 << 20;
/** The source document's digest at the end of a key does not make another record. */
const SOURCE_DIGEST_LENGTH = 32;

/** `<source> NUL <kind>` → number of duplicates. */
export type DuplicateCounts = ReadonlyMap<string, number>;

export interface RecordSpoolOptions {
  readonly signal: AbortSignal | undefined;
  readonly policySource?: string | undefined;
  /** Hears how many more records were handed out. */
  readonly onRecords?: (count: number) => void;
}

export class RecordSpool implements RecordSet {
  readonly kinds: readonly Kind[];
  readonly policySource: string | undefined;
  readonly #sorted: Sorted;
  readonly #signal: AbortSignal | undefined;
  readonly #onRecords: ((count: number) => void) | undefined;
  readonly #duplicates = new Map<Kind, Map<string, number>>();

  /** `kinds` in key order. */
  constructor(sorted: Sorted, kinds: readonly Kind[], options: RecordSpoolOptions) {
    this.policySource = options.policySource;
    this.#sorted = sorted;
    this.kinds = KINDS.filter((kind) => kinds.includes(kind));
    this.#signal = options.signal;
    this.#onRecords = options.onRecords;
  }

  async *batches(kind: Kind): AsyncGenerator<RecordBatch, void> {
    const duplicates = new Map<string, number>();
    for await (const batch of this.#read(kind, kindNumber(kind), duplicates)) {
      this.#onRecords?.(batch.count);
      yield batch;
    }
    this.#duplicates.set(kind, duplicates);
  }

  heard(kind: Kind): AsyncIterable<RecordBatch> {
    return this.#read(kind, asideNumber(kind), new Map());
  }

  async *#read(kind: Kind, partition: number, duplicates: Map<string, number>): AsyncGenerator<RecordBatch, void> {
    const merge = this.#sorted.merge(partition);
    const batch = new RecordBatch(kind, new Uint8Array(BATCH_BYTES + 65_536));
    let used = 0;
    let lastKey = new Uint8Array(0);
    let lastLength = 0;
    for (let top = merge.top; top !== undefined; merge.advance(), top = merge.top) {
      const identity = top.keyLength - SOURCE_DIGEST_LENGTH;
      if (sameIdentity(lastKey, lastLength, top.key, identity)) {
        count(duplicates, sourceOf(top));
        continue;
      }
      if (identity > lastKey.length) lastKey = new Uint8Array(identity * 2);
      copyRange(top.key, 0, identity, lastKey, 0);
      lastLength = identity;
      if (top.isLarge) {
        if (batch.count > 0) yield batch;
        batch.count = 0;
        used = 0;
        yield alone(kind, top);
        this.#signal?.throwIfAborted();
        continue;
      }
      const size = top.keyLength + top.valueEnd - top.valueStart;
      if (used > 0 && used + size > BATCH_BYTES) {
        yield batch;
        this.#signal?.throwIfAborted();
        batch.count = 0;
        used = 0;
      }
      if (size > batch.slab.length) batch.slab = new Uint8Array(size);
      copyRange(top.key, 0, top.keyLength, batch.slab, used);
      copyRange(top.block, top.valueStart, top.valueEnd, batch.slab, used + top.keyLength);
      batch.push(used, used + top.keyLength, used + size);
      used += size;
    }
    if (batch.count > 0) yield batch;
  }

  /** Duplicates of every source and kind; reads the kinds that no adapter has read to the end. */
  async duplicates(): Promise<DuplicateCounts> {
    const all = new Map<string, number>();
    for (const kind of this.kinds) {
      if (!this.#duplicates.has(kind)) for await (const _ of this.batches(kind));
      for (const [source, number] of this.#duplicates.get(kind) ?? []) all.set(`${source}\0${kind}`, number);
    }
    return all;
  }
}

/** A batch of one large record, in the memory that it was read into. */
function alone(kind: Kind, { block, valueStart, valueEnd }: RunCursor): RecordBatch {
  const batch = new RecordBatch(kind, block);
  batch.push(0, valueStart, valueEnd);
  return batch;
}

function sameIdentity(a: Uint8Array, aLength: number, b: Uint8Array, bLength: number): boolean {
  if (aLength !== bLength) return false;
  // The digest at the end differs almost always, so look there first.
  for (let i = aLength - 1; i >= 0; i--) if (a[i] !== b[i]) return false;
  return aLength > 0;
}

function sourceOf(cursor: RunCursor): string {
  const end = cursor.key.indexOf(0, 1);
  return Buffer.from(cursor.key.subarray(1, end)).toString("latin1");
}

function count(counts: Map<string, number>, source: string): void {
  counts.set(source, (counts.get(source) ?? 0) + 1);
}

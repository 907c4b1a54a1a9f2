// Writes rows as the file trivy.db, on scratch. It knows the buckets of schema 2 and their order, not where rows come from.
import { compareBytes, encodeUtf8, equalBytes, type ScratchFile } from "@stella-export/core";
import { BoltWriter } from "../bolt/bolt-writer.js";
import type { DatabaseNumbers } from "../quality/numbers.js";
import { RowCounter } from "../quality/row-counter.js";
import type { WiderRow } from "./red-hat-package.js";
import type { AdvisoryRow, Row, RowStore } from "./row-store.js";

const SIGNAL_ROWS = 4096;

export interface DatabaseOptions {
  readonly signal: AbortSignal | undefined;
  /** Is shown every advisory that is written. */
  readonly onAdvisory?: (row: AdvisoryRow) => void;
  /** Is told what says more than its records. */
  readonly onWider?: (row: WiderRow) => void;
}

/** All buckets, in byte order of their names. `vulnerability` is there even when it is empty: without it Trivy panics at the first finding. */
export function writeDatabase(rows: RowStore, file: ScratchFile, { signal, onAdvisory, onWider }: DatabaseOptions): DatabaseNumbers {
  const database = new BucketWriter(file);
  const counter = new RowCounter();
  const advisories = rows.advisories(onWider);
  let next = advisories.next();
  const specials: readonly (readonly [name: Uint8Array, rows: () => Iterable<Row>])[] = [
    [encodeUtf8("Red Hat CPE"), () => rows.redHatCpes()],
    [encodeUtf8("data-source"), () => sourceRows(rows)],
    [encodeUtf8("vulnerability"), () => rows.vulnerabilities()],
  ];
  let count = 0;
  const put = (row: Row): void => {
    if (count++ % SIGNAL_ROWS === 0) signal?.throwIfAborted();
    database.put(row);
    counter.add(row);
  };
  const putUntil = (end: Uint8Array | undefined): void => {
    for (; next.done !== true && (end === undefined || compareBytes(rootOf(next.value), end) < 0); next = advisories.next()) {
      put(next.value);
      onAdvisory?.(next.value);
    }
  };
  for (const [name, special] of specials) {
    putUntil(name);
    database.open([name]);
    for (const row of special()) put(row);
  }
  putUntil(undefined);
  database.finish();
  return counter.numbers();
}

function rootOf({ path }: Row): Uint8Array {
  return path[0] as Uint8Array;
}

function* sourceRows(rows: RowStore): Generator<Row, void> {
  for (const [bucket, source] of rows.dataSources)
    yield { path: ["data-source", bucket].map(encodeUtf8), value: encodeUtf8(JSON.stringify(source)) };
}

/** Opens and closes buckets as rows come by. */
class BucketWriter {
  readonly #bolt: BoltWriter;
  #open: readonly Uint8Array[] = [];

  constructor(file: ScratchFile) {
    this.#bolt = new BoltWriter(file);
  }

  put({ path, value }: Row): void {
    this.open(path.slice(0, -1));
    this.#bolt.put(path.at(-1) as Uint8Array, value);
  }

  /** Makes these the open buckets. */
  open(buckets: readonly Uint8Array[]): void {
    let same = 0;
    while (same < buckets.length && same < this.#open.length && equalBytes(buckets[same] as Uint8Array, this.#open[same] as Uint8Array))
      same++;
    for (let i = this.#open.length; i > same; i--) this.#bolt.closeBucket();
    for (const name of buckets.slice(same)) this.#bolt.openBucket(name);
    this.#open = buckets;
  }

  finish(): void {
    this.open([]);
    this.#bolt.finish();
  }
}

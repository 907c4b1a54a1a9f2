// Collects the advisories of a database by id, each with the documents that it came from, and other names of ids. It knows lines and their order,
// not the files that they are cut into.
import { decodeUtf8, type Output, type RecordBatch, type Sorting } from "@stella-export/core";
import type { AdvisoryRow } from "../database/row-store.js";
import { RowKeys, textsEnd, textsOfKey } from "../mapping/row-key.js";
import { DocumentLog } from "./document-log.js";
import { foldId, lineStart } from "./index-format.js";
import { IndexShards } from "./index-shards.js";

const PLACE_BYTES = 6;
const SIGNAL_LINES = 4096;
/** No key of our sorts can hold one. */
const CONTROL = /[\u0000-\u001f]/;
const NOTHING = new Uint8Array(0);

export class RowIndex {
  readonly #lines: Sorting;
  readonly #documents: DocumentLog;
  readonly #keys = new RowKeys();
  #value = new Uint8Array(1 << 12);

  constructor(output: Pick<Output, "sorting" | "scratch">) {
    this.#lines = output.sorting();
    this.#documents = new DocumentLog(output.scratch());
  }

  /** Notes where a record came from; gives what {@link row} is to be told. */
  origin(batch: RecordBatch, i: number): number {
    return this.#documents.add(batch, i);
  }

  /** What {@link origin} gave, as the source and the path of the record. */
  document(origin: number): { readonly source: string; readonly path: string } {
    const { source, path } = JSON.parse(this.#documents.read(origin)) as { source: string; path: string };
    return { source, path };
  }

  /** `name` also leads to the rows of `key`. */
  alias(name: string, key: string): void {
    const folded = foldId(name);
    if (folded === foldId(key) || CONTROL.test(name)) return;
    this.#lines.add(this.#keys.key([folded, "", "", key], 0), NOTHING);
  }

  row({ path, value, origins, instead = [] }: AdvisoryRow): void {
    const [bucket = NOTHING, packageKey = NOTHING, id = NOTHING] = path;
    const key = decodeUtf8(id);
    for (const name of instead) this.alias(name, key);
    const folded = foldId(key);
    const texts = [folded, decodeUtf8(bucket), decodeUtf8(packageKey), key];
    this.#lines.add(this.#keys.key(texts, 0), this.#packed(origins, value));
  }

  async write(output: Output): Promise<void> {
    const shards = new IndexShards(output);
    const entries = this.#lines.entries();
    let previous = NOTHING;
    for (let count = 0; entries.next(); count++) {
      if (count % SIGNAL_LINES === 0) output.signal?.throwIfAborted();
      const texts = entries.key.subarray(0, textsEnd(entries.key));
      // Of another name, records may tell more than once.
      if (entries.value.length === 0 && Buffer.compare(texts, previous) === 0) continue;
      if (entries.value.length === 0) previous = new Uint8Array(texts);
      const [id = "", bucket = "", packageKey = "", key = ""] = textsOfKey(texts).map(decodeUtf8);
      if (shards.isFullBefore(id)) await shards.flush();
      if (bucket === "") shards.add(id, `${lineStart(id)}"key":${JSON.stringify(key)}}\n`);
      else shards.add(id, this.#rowLine(id, bucket, packageKey, key, entries.value));
    }
    await shards.end();
  }

  #rowLine(id: string, bucket: string, packageKey: string, key: string, packed: Uint8Array): string {
    const [origins, value] = unpacked(packed);
    const documents = origins.map((place) => this.#documents.read(place)).join(",");
    const [b, p, k] = [bucket, packageKey, key].map((text) => JSON.stringify(text));
    return `${lineStart(id)}"bucket":${b},"documents":[${documents}],"key":${k},"package":${p},"value":${decodeUtf8(value)}}\n`;
  }

  /** The number of places, the places, the value. */
  #packed(origins: readonly number[], value: Uint8Array): Uint8Array {
    const end = PLACE_BYTES * (1 + origins.length);
    if (end + value.length > this.#value.length) this.#value = new Uint8Array((end + value.length) * 2);
    const numbers = Buffer.from(this.#value.buffer);
    for (const [i, number] of [origins.length, ...origins].entries()) numbers.writeUIntBE(number, i * PLACE_BYTES, PLACE_BYTES);
    this.#value.set(value, end);
    return this.#value.subarray(0, end + value.length);
  }
}

function unpacked(packed: Uint8Array): [origins: number[], value: Uint8Array] {
  const numbers = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const count = numbers.readUIntBE(0, PLACE_BYTES);
  const origins = Array.from({ length: count }, (_, i) => numbers.readUIntBE((i + 1) * PLACE_BYTES, PLACE_BYTES));
  return [origins, packed.subarray((count + 1) * PLACE_BYTES)];
}

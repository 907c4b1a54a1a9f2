// Fills one shard and its index at a time and hands both to the output. It knows where to cut and what to call them, not what records are.
import { ByteBuffer, releaseBytes } from "../../byte-buffer.js";
import { encodeUtf8 } from "../../bytes.js";
import { toHex } from "../../digest.js";
import { folderOf, type Kind } from "../../records/kinds.js";
import type { RecordBatch } from "../../records/record-batch.js";
import { encodeRecordKey } from "../../records/record-key.js";
import type { Output, RecordSet } from "../../seams/adapter.js";
import { nodeSha256 } from "../sha256.js";
import { appendIndexLine } from "./index-line.js";
import { endsShard, MAX_SHARD_BYTES } from "./shard-cut.js";

const LF = 0x0a;
/** Room for most shards, of 4 MiB on average. */
const KEPT_BYTES = 8 << 20;
const LINE_END = Uint8Array.of(LF);
const DATA_TYPE = "application/jsonl";
const INDEX_TYPE = "application/vnd.stellaops.export.index.v1+jsonl";

export interface ShardOptions {
  /** False: only the indexes are written, cut and named as if the shards were there, without the places in them. Default true. */
  readonly hasData?: boolean;
}

/** Writes the records of one kind as the contract's `data/` and `indexes/`. One shard is compressed while the next one is filled. */
export class ShardWriter {
  readonly #kind: Kind;
  readonly #output: Output;
  readonly #hasData: boolean;
  #dataBytes = 0;
  #data = new ByteBuffer(1 << 20);
  #index = new ByteBuffer(1 << 19);
  /** The pair that the output still reads from while the next shard is filled. */
  #spare: [ByteBuffer, ByteBuffer] = [new ByteBuffer(1 << 20), new ByteBuffer(1 << 19)];
  #records = 0;
  #stem = "";
  #file: Uint8Array = new Uint8Array(0);
  #writing: Promise<unknown> = Promise.resolve();

  constructor(kind: Kind, output: Output, options: ShardOptions = {}) {
    this.#kind = kind;
    this.#output = output;
    this.#hasData = options.hasData ?? true;
  }

  /** Records in key order. */
  async add(batch: RecordBatch): Promise<void> {
    for (let i = 0; i < batch.count; i++) {
      const start = batch.bodyStart(i);
      const end = batch.aliasesStart(i);
      const lineBytes = end - start + 1;
      if (this.#records > 0 && this.#dataBytes + lineBytes > MAX_SHARD_BYTES) await this.#flush();
      if (this.#records === 0) this.#begin(batch, i);
      if (lineBytes > MAX_SHARD_BYTES) {
        await this.#writeAlone(batch, i);
        continue;
      }
      this.#addIndexLine(batch, i, this.#dataBytes);
      if (this.#hasData) {
        this.#data.appendRange(batch.slab, start, end);
        this.#data.appendByte(LF);
      }
      this.#dataBytes += lineBytes;
      this.#records++;
      if (endsShard(batch, i, lineBytes, this.#dataBytes)) await this.#flush();
    }
  }

  /** Writes what is left, and waits for all of it. */
  async end(): Promise<void> {
    if (this.#records > 0) await this.#flush();
    await this.#writing;
  }

  #addIndexLine(batch: RecordBatch, i: number, offset: number): void {
    const length = batch.aliasesStart(i) - batch.bodyStart(i);
    appendIndexLine(this.#index, batch, i, this.#hasData ? { file: this.#file, offset, length } : undefined);
  }

  #begin(batch: RecordBatch, i: number): void {
    const key = encodeRecordKey({
      kind: this.#kind,
      source: batch.source(i),
      path: batch.path(i),
      id: batch.id(i),
      digest: batch.digest(i),
    });
    this.#stem = toHex(nodeSha256.hash(key)).slice(0, 16);
    this.#file = encodeUtf8(this.#dataPath());
  }

  #dataPath(): string {
    return `data/${folderOf(this.#kind)}/${this.#stem}.jsonl`;
  }

  /** A record that is a shard is written from where it lies: a buffer would hold it a second time. */
  async #writeAlone(batch: RecordBatch, i: number): Promise<void> {
    await this.#writing;
    const body = batch.body(i);
    this.#addIndexLine(batch, i, 0);
    await this.#write(1, lineOf(body), this.#index);
    this.#index.length = 0;
  }

  // One shard is compressed while the next one is filled; never more, so that memory stays bounded.
  async #flush(): Promise<void> {
    await this.#writing;
    const data = this.#data;
    const index = this.#index;
    this.#writing = this.#write(this.#records, data.view(), index);
    // Its failure is seen by the next flush or the end; without this it would count as unhandled until then.
    this.#writing.catch(() => {});
    const [usedData, usedIndex] = this.#spare;
    this.#data = emptied(usedData);
    this.#index = emptied(usedIndex);
    this.#spare = [data, index];
    this.#dataBytes = 0;
    this.#records = 0;
  }

  async #write(records: number, data: Uint8Array | AsyncIterable<Uint8Array>, index: ByteBuffer): Promise<void> {
    const indexPath = `indexes/${folderOf(this.#kind)}/${this.#stem}.index.jsonl`;
    // One after the other: what compressing takes is taken once.
    if (this.#hasData) await this.#output.write(this.#dataPath(), data, { records, role: "payload", mediaType: DATA_TYPE });
    await this.#output.write(indexPath, index.view(), { records, role: "index", mediaType: INDEX_TYPE });
  }
}

async function* lineOf(body: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield body;
  yield LINE_END;
}

/** All records of one kind as shards with their indexes. */
export async function writeShards(kind: Kind, records: RecordSet, output: Output): Promise<void> {
  const writer = new ShardWriter(kind, output);
  for await (const batch of records.batches(kind)) await writer.add(batch);
  await writer.end();
}

/** For the next shard. One in ten is so large that its memory is not kept for the others. */
function emptied(buffer: ByteBuffer): ByteBuffer {
  buffer.length = 0;
  if (buffer.bytes.length <= KEPT_BYTES) return buffer;
  releaseBytes(buffer.bytes);
  return new ByteBuffer(KEPT_BYTES);
}

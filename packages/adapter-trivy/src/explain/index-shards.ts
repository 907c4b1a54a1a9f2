// Cuts sorted lines into the shards of the index and writes them with their table. It knows where to cut, not what lines say.
import { ByteBuffer, encodeUtf8, type Output, toHex } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { INDEX_TYPE, type ShardLine, shardPath, TABLE_PATH } from "./index-format.js";

/** One shard is read for an answer: small, so that this takes milliseconds. */
const MIN_SHARD_BYTES = 1 << 20;
/** One id in so many ends a shard that is large enough: told from the id alone, so that a record more or less moves one shard. */
const IDS_TO_A_CUT = 512;
/** Not even for one id's lines is a shard larger, but for a line that is: memory is bounded. */
const MAX_SHARD_BYTES = 4 << 20;

export class IndexShards {
  readonly #output: Output;
  readonly #table: ShardLine[] = [];
  #lines = new ByteBuffer(MAX_SHARD_BYTES);
  #spare = new ByteBuffer(MAX_SHARD_BYTES);
  #count = 0;
  #first = "";
  #last = "";
  #writing: Promise<unknown> = Promise.resolve();

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether the shard is to end before a line of `id`. */
  isFullBefore(id: string): boolean {
    const { length } = this.#lines;
    if (length < MIN_SHARD_BYTES) return false;
    return length >= MAX_SHARD_BYTES || (id !== this.#last && hashOf(id) % IDS_TO_A_CUT === 0);
  }

  add(id: string, line: string): void {
    if (this.#count++ === 0) this.#first = id;
    this.#last = id;
    this.#lines.appendText(line);
  }

  /** Hands the shard to the output, and waits for the one before only: it is compressed while the next one is filled. */
  async flush(): Promise<void> {
    await this.#writing;
    const lines = this.#lines;
    const file = shardPath(this.#stem());
    this.#table.push({ file, first: this.#first, last: this.#last });
    this.#writing = this.#output.write(file, lines.view(), { role: "index", mediaType: INDEX_TYPE, records: this.#count });
    this.#writing.catch(() => {}); // Seen by the next flush or the end.
    this.#lines = this.#spare;
    this.#lines.length = 0;
    this.#spare = lines;
    this.#count = 0;
  }

  /** Also where there is no line: an absent index proves nothing. */
  async end(): Promise<void> {
    if (this.#count > 0) await this.flush();
    await this.#writing;
    const lines = this.#table.map((line) => `${JSON.stringify(line)}\n`).join("");
    await this.#output.write(TABLE_PATH, encodeUtf8(lines), { role: "index", mediaType: INDEX_TYPE, records: this.#table.length });
  }

  /** Of the first id; where the lines of one id fill several shards, of their number too. */
  #stem(): string {
    const sameFirst = this.#table.filter(({ first }) => first === this.#first).length;
    return toHex(nodeSha256.hash(encodeUtf8(`${this.#first}\n${sameFirst}`))).slice(0, 16);
  }
}

/** FNV-1a of the UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

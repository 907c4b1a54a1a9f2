// Lines of a report on their way into a file: sorted by what they are about, in memory that does not grow with their number. It knows no report.
import { encodeCanonical, encodeUtf8, type Output, type Sorting } from "@stella-export/core";
import { RowKeys } from "../mapping/row-key.js";

const LINE_END = encodeUtf8("\n");
const CHUNK_BYTES = 1 << 18;

export class ReportLines {
  readonly #lines: Sorting;
  readonly #keys = new RowKeys();
  #count = 0;

  constructor(output: Pick<Output, "sorting">) {
    this.#lines = output.sorting();
  }

  /** Lines come out by `order`, those of one order as they were added. */
  add(order: readonly string[], line: object): void {
    this.#lines.add(this.#keys.key(order, this.#count++), encodeCanonical(line));
  }

  /** Also where it is empty: an absent list proves nothing. */
  async write(path: string, output: Output): Promise<void> {
    await output.write(path, this.#chunks(), {
      role: "report",
      mediaType: "application/jsonl",
      records: this.#count,
      compressible: false,
    });
  }

  async *#chunks(): AsyncGenerator<Uint8Array, void> {
    const entries = this.#lines.entries();
    let lines: Uint8Array[] = [];
    let size = 0;
    while (entries.next()) {
      const line = entries.value.slice();
      lines.push(line, LINE_END);
      size += line.length + 1;
      if (size < CHUNK_BYTES) continue;
      yield Buffer.concat(lines);
      lines = [];
      size = 0;
    }
    if (size > 0) yield Buffer.concat(lines);
  }
}

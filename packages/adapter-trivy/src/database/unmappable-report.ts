// What could not be put into the database as it stands, as reports/unmappable.jsonl: sorted by source, path and place in the record. Or, where
// the profile says so, the failure that the first of them is.
import { encodeCanonical, encodeUtf8, ExportError, type Output, type Sorting } from "@stella-export/core";
import type { Problem } from "../mapping/problem.js";
import { RowKeys } from "../mapping/row-key.js";

/** Where a problem was met. */
export interface ProblemPlace {
  readonly source: string;
  readonly path: string;
  /** Of the record; empty where it has none. */
  readonly id: string;
  readonly ecosystem: string;
  readonly package: string;
}

const LINE_END = encodeUtf8("\n");
const CHUNK_BYTES = 1 << 18;

export class UnmappableReport {
  readonly #lines: Sorting;
  readonly #keys = new RowKeys();
  readonly #fails: boolean;
  #count = 0;

  constructor(output: Pick<Output, "sorting">, onUnmappable: "report" | "fail") {
    this.#lines = output.sorting();
    this.#fails = onUnmappable === "fail";
  }

  /** Throws the problem's code where the profile does not suffer any. */
  add({ code, range, message }: Problem, place: ProblemPlace): void {
    const { source, path, id } = place;
    if (this.#fails) throw new ExportError(code, `${id}${place.package === "" ? "" : `, ${place.package}`}: ${message}`, { source, path });
    const line = { ...place, range, code, message };
    this.#lines.add(this.#keys.key([source, path], this.#count++), encodeCanonical(line));
  }

  /** Also where it is empty: an absent list proves nothing. */
  async write(output: Output): Promise<void> {
    await output.write("reports/unmappable.jsonl", this.#chunks(), {
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

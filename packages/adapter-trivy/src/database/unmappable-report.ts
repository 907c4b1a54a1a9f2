// What could not be put into the database as it stands, as reports/unmappable.jsonl: sorted by source, path and place in the record. Or, where
// the profile says so, the failure that the first of them is.
import { ExportError, type Output } from "@stella-export/core";
import type { Problem } from "../mapping/problem.js";
import { ReportLines } from "./report-lines.js";

/** Where a problem was met. */
export interface ProblemPlace {
  readonly source: string;
  readonly path: string;
  /** Of the record; empty where it has none. */
  readonly id: string;
  readonly ecosystem: string;
  readonly package: string;
}

export class UnmappableReport {
  readonly #lines: ReportLines;
  readonly #fails: boolean;

  constructor(output: Pick<Output, "sorting">, onUnmappable: "report" | "fail") {
    this.#lines = new ReportLines(output);
    this.#fails = onUnmappable === "fail";
  }

  /** Throws the problem's code where the profile does not suffer any. */
  add({ code, range, message }: Problem, place: ProblemPlace): void {
    const { source, path, id } = place;
    if (this.#fails) throw new ExportError(code, `${id}${place.package === "" ? "" : `, ${place.package}`}: ${message}`, { source, path });
    this.#lines.add([source, path], { ...place, range, code, message });
  }

  async write(output: Output): Promise<void> {
    await this.#lines.write("reports/unmappable.jsonl", output);
  }
}

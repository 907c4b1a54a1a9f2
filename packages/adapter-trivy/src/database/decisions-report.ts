// What deciding documents did to the database, as reports/decisions.jsonl: a line for each document and advisory, by place in the database.
import type { Output } from "@stella-export/core";
import type { Decider } from "../mapping/role.js";
import { ReportLines } from "./report-lines.js";

/**
 * - `added`: its own advisory is in the database.
 * - `replaced`: the advisory of a public source is not, because its own is.
 * - `removed`: the advisory is not, because it left no version.
 * - `narrowed`: the advisory holds fewer versions.
 * - `kept`: the database cannot say what would be left, so that the advisory stands as it was; reports/unmappable.jsonl says why.
 * - `contradicted`: the advisory stands, because another statement says at the same time or later that the package is affected.
 */
export type What = "added" | "replaced" | "removed" | "narrowed" | "kept" | "contradicted";

/** An advisory of the database. */
export interface DecidedPlace {
  readonly bucket: string;
  readonly package: string;
  readonly id: string;
}

export class DecisionsReport {
  readonly #lines: ReportLines;

  constructor(output: Pick<Output, "sorting">) {
    this.#lines = new ReportLines(output);
  }

  add(decider: Decider, place: DecidedPlace, what: What): void {
    const { by, source, path, sourceDigest } = decider;
    this.#lines.add([place.bucket, place.package, place.id, by, source, path], { by, source, path, sourceDigest, ...place, what });
  }

  async write(output: Output): Promise<void> {
    await this.#lines.write("reports/decisions.jsonl", output);
  }
}

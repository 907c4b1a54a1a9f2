// What went in, per source and kind: the rows that run, plan and inspect have in common.
import { countText } from "../output/quantities.js";
import { columnsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";

export interface InputCounts {
  readonly source: string;
  readonly kind: string;
  readonly asOf?: string | null;
  readonly read: number;
  readonly records: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly excluded: number;
}

const COUNTS = ["read", "records", "duplicates", "rejected", "excluded"] as const;

/** With the newest date of each row where the counts carry one. */
export function inputColumns(inputs: readonly InputCounts[], style: Style): string {
  const isDated = inputs.some(({ asOf }) => asOf !== undefined);
  return columnsText(
    [
      { head: "source" },
      { head: "kind" },
      ...(isDated ? [{ head: "as of" }] : []),
      ...COUNTS.map((head) => ({ head, align: "right" as const })),
    ],
    inputs.map((input) => [
      input.source,
      input.kind,
      ...(isDated ? [input.asOf ?? "undated"] : []),
      ...COUNTS.map((name) => countText(input[name])),
    ]),
    style,
  );
}

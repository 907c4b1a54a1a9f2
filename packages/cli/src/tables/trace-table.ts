// Where records came from, for people: one block a record, because digests are too long for columns.
import type { TraceRow } from "@stella-export/core/node";
import { safeText } from "../output/safe-text.js";
import { factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";

export function traceTable(rows: readonly TraceRow[], style: Style): string {
  return rows.map((row) => block(row, style)).join("\n");
}

function block(row: TraceRow, style: Style): string {
  const { kind, source, path, sourceDigest, digest, snapshotDigest, file, offset, length } = row;
  const facts: (readonly [string, string])[] = [
    ["source document", sourceDigest],
    ["record", digest],
    ["snapshot", snapshotDigest],
    ...(file === null ? [] : [["lies in", `${file}, byte ${offset} of its content, ${length} bytes`] as const]),
  ];
  return `${style.bold(safeText(kind))}  ${safeText(path)} of source ${safeText(source)}\n${factsText(facts, style)}`;
}

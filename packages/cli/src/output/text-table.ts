// Tables without lines, for reading. Every cell is made safe here; it knows nothing of what the cells mean.
import Table from "cli-table3";
import { safeText } from "./safe-text.js";
import type { Style } from "./style.js";

export interface Column {
  readonly head: string;
  readonly align?: "right";
}

const NO_LINES = {
  ...Object.fromEntries(
    ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"].map((name) => [name, ""]),
  ),
  ...Object.fromEntries(["left", "left-mid", "mid", "mid-mid", "right", "right-mid"].map((name) => [name, ""])),
  middle: "  ",
};

/** Rows under a head, two spaces apart, each line indented by two. */
export function columnsText(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  return layOut(
    [columns.map(({ head }) => style.dim(head)), ...rows.map((row) => row.map(safeText))],
    columns.map(({ align }) => align ?? "left"),
  );
}

/** One fact a line: its name, then its value. */
export function factsText(facts: readonly (readonly [name: string, value: string])[], style: Style): string {
  return layOut(
    facts.map(([name, value]) => [style.dim(name), safeText(value)]),
    ["left", "left"],
  );
}

function layOut(rows: readonly string[][], colAligns: ("left" | "right")[]): string {
  const table = new Table({ chars: NO_LINES, colAligns, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 } });
  table.push(...rows);
  const lines = table.toString().split("\n");
  return lines.map((line) => `  ${line.trimEnd()}\n`).join("");
}

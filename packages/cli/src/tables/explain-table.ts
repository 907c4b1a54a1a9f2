// Why a database says what it says, for people: one block a value and document, from the document to the stored bytes.
import type { Explanation } from "@stella-export/adapter-trivy/tools";
import { safeText } from "../output/safe-text.js";
import { factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";

export function explainTable(rows: readonly Explanation[], style: Style): string {
  return rows.map((row) => block(row, style)).join("\n");
}

function block(row: Explanation, style: Style): string {
  const { bucket, package: name, key, value, ranges, decisions, source, path, sourceDigest } = row;
  const facts: (readonly [string, string])[] = [
    ["document", `${path} of source ${source}`],
    ["its digest", sourceDigest],
    ["bucket", bucket],
    ["affected", ranges.length === 0 ? "nothing" : ranges.join(" || ")],
    ...decisions.map(({ by, what, source: from, path: at }) => ["decision", `${by}: ${what} (${at} of source ${from})`] as const),
    ["stored", value === null ? "nothing" : JSON.stringify(value)],
  ];
  return `${style.bold(safeText(name))}  ${safeText(key)}\n${factsText(facts, style)}`;
}

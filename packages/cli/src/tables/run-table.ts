// The result of a run for people: what was made, of what, and what to do next.
import type { RunResult } from "@stella-export/core/node";
import { countOf, countText, sizeText } from "../output/quantities.js";
import { safeText } from "../output/safe-text.js";
import { shellWord } from "../output/shell-word.js";
import { columnsText, factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";
import { inputColumns } from "./input-columns.js";

const UNSIGNED = "no: the digests show damage, not who made the bundle";

export function runTable(result: RunResult, style: Style): string {
  const { path, inputs, redactions } = result;
  const records = inputs.reduce((sum, input) => sum + input.records, 0);
  const facts = factsText(
    [
      ["export", result.exportId],
      ["as of", result.asOf],
      ["sequence", String(result.sequence)],
      ["content", result.contentDigest],
      ["manifest", result.manifestDigest],
      ["size", `${sizeText(result.sizeBytes)} in ${countOf(result.files, "file")}`],
      ["signed", result.signed ? "yes" : UNSIGNED],
    ],
    style,
  );
  const redacted = columnsText(
    [{ head: "redacted in" }, { head: "rule" }, { head: "count", align: "right" }],
    redactions.map(({ kind, rule, count }) => [kind, rule, countText(count)]),
    style,
  );
  const parts = [
    `${style.good("EXPORTED")}  ${countOf(records, "record")} to ${safeText(path)}\n`,
    facts,
    inputColumns(inputs, style),
    ...(redactions.length === 0 ? [] : [redacted]),
    ...remarks(result, style),
    nextCommands(result, style),
  ];
  return parts.join("\n");
}

function remarks({ inputs, ignored }: RunResult, style: Style): string[] {
  const rejected = inputs.reduce((sum, input) => sum + input.rejected, 0);
  const lines = ignored
    .filter(({ count }) => count > 0)
    .map(
      ({ source, count }) =>
        `  Source ${safeText(source)}: ${countOf(count, "other entry").replace("entrys", "entries")} ignored (other files, dotfiles, links).\n`,
    );
  if (rejected > 0) lines.push(`  ${style.warn(`${countOf(rejected, "document")} rejected:`)} see reports/rejects.jsonl in the bundle.\n`);
  return lines.length === 0 ? [] : [lines.join("")];
}

function nextCommands({ path, inputs, signed }: RunResult, style: Style): string {
  const bundle = safeText(shellWord(path));
  const kind = inputs.find(({ records }) => records > 0)?.kind;
  const lines = [
    `stella export verify ${bundle} ${signed ? "--key PUB" : "--integrity-only --deep"}`,
    `stella export inspect ${bundle}`,
    ...(kind === undefined ? [] : [`stella export cat ${bundle} --kind ${kind}`]),
  ];
  return `${style.dim("  Next:")}\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

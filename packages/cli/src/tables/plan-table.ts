// What a run would do, for people.
import type { Plan } from "@stella-export/core/node";
import { countOf, sizeText } from "../output/quantities.js";
import { factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";
import { inputColumns } from "./input-columns.js";

export function planTable({ profile, inputs, asOf, parts, estimatedBytes, scratchBytes }: Plan, style: Style): string {
  const records = parts.reduce((sum, part) => sum + part.records, 0);
  const contentBytes = parts.reduce((sum, part) => sum + part.contentBytes, 0);
  const facts = factsText(
    [
      ["profile", `${profile.name} ${profile.revision} (${profile.kind}:${profile.variant})`],
      ["as of", asOf],
      ["content", sizeText(contentBytes)],
      ["bundle", `about ${sizeText(estimatedBytes)}`],
      ["scratch", `up to ${sizeText(scratchBytes)}`],
    ],
    style,
  );
  return [
    `${style.bold("PLAN")}  ${countOf(records, "record")} would be exported; nothing is written\n`,
    facts,
    inputColumns(inputs, style),
  ].join("\n");
}

// Databases for people: what was made, what is wrong, what is inside.
import type { DatabaseCheck, DatabaseProblem, DatabaseSummary, LoadedDatabase } from "@stella-export/adapter-trivy/tools";
import { countOf, countText, sizeText } from "../output/quantities.js";
import { columnsText, factsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";

export function loadTable(result: LoadedDatabase, style: Style): string {
  const facts = factsText(
    [
      ["path", result.path],
      ["digest", result.digest],
      ["size", sizeText(result.sizeBytes)],
      ["holds", `${countOf(result.buckets, "bucket")}, ${countOf(result.values, "value")}`],
    ],
    style,
  );
  return `${style.good("MADE")}  \`stella export db check\` checks it\n\n${facts}`;
}

export function checkTable(result: DatabaseCheck, style: Style): string {
  const { verdict, problems, unread } = result;
  const what = result.format === "trivy-db" ? "Trivy database" : "bbolt file, which holds nothing that Trivy reads";
  const headline =
    verdict === "sound"
      ? `${style.good("SOUND")}  ${what}\n`
      : `${style.bad("DAMAGED")}  ${countOf(problems.length, "problem")}; do not use this ${what}\n`;
  const facts = factsText(
    [
      ["pages", `${countText(result.pages)}, ${countText(result.freePages)} free`],
      ["holds", `${countOf(result.buckets, "bucket")}, ${countOf(result.values, "value")}`],
      ...(unread.length === 0 ? [] : [["not read", `by any Trivy: ${unread.join(", ")}`] as const]),
    ],
    style,
  );
  const list = columnsText(
    [{ head: "what is wrong" }, { head: "page", align: "right" }, { head: "byte", align: "right" }, { head: "entry" }],
    problems.map((problem) => [problem.message, numberText(problem.page), numberText(problem.offset), entryText(problem)]),
    style,
  );
  return [headline, facts, ...(problems.length === 0 ? [] : [list])].join("\n");
}

export function summaryTable({ format, metadata, buckets }: DatabaseSummary, style: Style): string {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const facts = Object.entries(metadata ?? {}).map(([name, value]) => [name, text(value)] as const);
  const rows = buckets.map(({ name, packages, records }) => [name, countText(packages), countText(records)]);
  const columns = [{ head: "bucket" }, { head: "packages", align: "right" }, { head: "records", align: "right" }] as const;
  return [
    `${style.bold("DATABASE")}  ${format}; \`stella export db check\` checks a trivy.db\n`,
    ...(facts.length === 0 ? [] : [factsText(facts, style)]),
    columnsText(columns, rows, style),
  ].join("\n");
}

function numberText(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function entryText({ entry = [] }: DatabaseProblem): string {
  return entry.join(" / ");
}

// What changed between two databases or bundles, for people: how much, and the first of each. The whole is there with `-o json`.
import type { Comparison } from "@stella-export/adapter-trivy/tools";
import { countText } from "../output/quantities.js";
import { columnsText } from "../output/text-table.js";
import type { Style } from "../output/style.js";

const SHOWN = 20;
const MAX_CELL = 60;

type Item = Readonly<Record<string, unknown>>;

export function diffTable({ lists }: Comparison, style: Style): string {
  const blocks = Object.entries(lists).map(([name, list]) => {
    const head = `${style.bold(name.toUpperCase())}  ${countText(list.count)}\n`;
    const items = firstOf(list.texts());
    const [first] = items;
    if (first === undefined) return head;
    const columns = Object.keys(first).map((column) => ({ head: column }));
    const rows = items.map((item) => Object.values(item).map(cellText));
    const more = list.count - items.length;
    const rest = more === 0 ? "" : `  ${style.dim(`and ${countText(more)} more: all of them with -o json`)}\n`;
    return `${head}${columnsText(columns, rows, style)}${rest}`;
  });
  return blocks.join("\n");
}

function firstOf(groups: Iterable<readonly string[]>): Item[] {
  const items: Item[] = [];
  for (const texts of groups) {
    for (const text of texts) {
      if (items.length === SHOWN) return items;
      items.push(JSON.parse(text) as Item);
    }
  }
  return items;
}

function cellText(value: unknown): string {
  const text = typeof value === "string" ? value : versionsText(value);
  return text.length <= MAX_CELL ? text : `${text.slice(0, MAX_CELL - 1)}…`;
}

/** Ranges are what people look for; other members as JSON. */
function versionsText(value: unknown): string {
  const { VulnerableVersions: ranges, UnaffectedVersions: taken, FixedVersion: fixed } = (value ?? {}) as Item;
  if (Array.isArray(ranges)) return `${ranges.join(" || ")}${Array.isArray(taken) ? `, not (${taken.join(" || ")})` : ""}`;
  return typeof fixed === "string" ? `<${fixed}` : JSON.stringify(value);
}

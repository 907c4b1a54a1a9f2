// Does `stella export diff`: what was found leaves as it is read back, since it may be longer than memory.
import { compare, type Comparison } from "@stella-export/adapter-trivy/tools";
import type { DiffOptions } from "../commands/compare.js";
import { safeLines } from "../output/safe-text.js";
import type { CommandExit, Session } from "../session.js";

/** `from`, `to`: paths. */
export async function diff(session: Session, from: string, to: string, { sbom }: DiffOptions): Promise<CommandExit> {
  const comparison = await compare(from, to, { signal: session.signal, ...(sbom === undefined ? {} : { sboms: sbom }) });
  try {
    if (session.format === "table")
      await session.print(comparison, async (style) => (await import("../tables/diff-table.js")).diffTable(comparison, style));
    else await printLists(session, comparison);
  } finally {
    comparison.close();
  }
  return 0;
}

async function printLists({ stdout, format, signal }: Session, { lists }: Comparison): Promise<void> {
  const isJson = format === "json";
  let before = isJson ? "{\n" : "";
  for (const [name, list] of Object.entries(lists)) {
    await stdout.write(`${before}${isJson ? `  "${name}": [` : `${name}:${list.count === 0 ? " []" : ""}`}`);
    let separator = isJson ? "\n    " : "\n  - ";
    for (const texts of list.texts()) {
      signal.throwIfAborted();
      if (stdout.isClosed) return;
      if (texts.length === 0) continue;
      // JSON is YAML too: an item is a line in both.
      await stdout.write(separator + texts.map(safeLines).join(isJson ? ",\n    " : "\n  - "));
      separator = isJson ? ",\n    " : "\n  - ";
    }
    if (isJson) await stdout.write(list.count === 0 ? "]" : "\n  ]");
    before = isJson ? ",\n" : "\n";
  }
  await stdout.write(isJson ? "\n}\n" : "\n");
}

// Does `stella export trace`.
import { ExportError } from "@stella-export/core";
import { openContents } from "@stella-export/core/node";
import type { CommandExit, Session } from "../session.js";

export async function trace(session: Session, bundle: string, id: string): Promise<CommandExit> {
  const contents = await openContents(bundle);
  try {
    const rows = await contents.trace(id);
    if (rows.length === 0)
      throw new ExportError("ERR_EXPORT_NOT_FOUND", `no record with the id, alias or path ${JSON.stringify(id)}`, { path: bundle });
    await session.print(rows, async (style) => (await import("../tables/trace-table.js")).traceTable(rows, style));
  } finally {
    contents.close();
  }
  return 0;
}

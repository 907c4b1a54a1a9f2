// Does `stella export explain`.
import { explain } from "@stella-export/adapter-trivy/tools";
import { ExportError } from "@stella-export/core";
import type { ExplainOptions } from "../commands/compare.js";
import type { CommandExit, Session } from "../session.js";

export async function explainBundle(session: Session, bundle: string, { vuln, package: name }: ExplainOptions): Promise<CommandExit> {
  const rows = await explain(bundle, { vulnerability: vuln, ...(name === undefined ? {} : { packageName: name }) });
  if (rows.length === 0) {
    const about = name === undefined ? "" : ` and the package ${JSON.stringify(name)}`;
    throw new ExportError("ERR_EXPORT_NOT_FOUND", `the database holds nothing with the id or alias ${JSON.stringify(vuln)}${about}`, {
      path: bundle,
      hint: "`stella export trace` finds the document, and reports/unmappable.jsonl of the bundle says what could not be put into the database.",
    });
  }
  await session.print(rows, async (style) => (await import("../tables/explain-table.js")).explainTable(rows, style));
  return 0;
}

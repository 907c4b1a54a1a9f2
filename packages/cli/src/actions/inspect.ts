// Does `stella export inspect`.
import { systemClock } from "@stella-export/core";
import { openContents } from "@stella-export/core/node";
import type { CommandExit, Session } from "../session.js";

export async function inspect(session: Session, path: string): Promise<CommandExit> {
  const { inspectDatabase } = await import("@stella-export/adapter-trivy/tools");
  const database = await inspectDatabase(path);
  if (database !== undefined) {
    await session.print(database, async (style) => (await import("../tables/database-tables.js")).summaryTable(database, style));
    return 0;
  }
  const contents = await openContents(path);
  contents.close();
  const { manifest } = contents;
  await session.print(manifest, async (style) =>
    (await import("../tables/manifest-table.js")).manifestTable(manifest, systemClock.now(), style),
  );
  return 0;
}

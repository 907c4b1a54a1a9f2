// Does `stella export db load|check|dump`.
import { checkDatabaseFile, dumpDatabase, loadDatabase } from "@stella-export/adapter-trivy/tools";
import type { LoadOptions } from "../commands/database.js";
import { safeLines } from "../output/safe-text.js";
import { refusalOf } from "../refusal.js";
import type { CommandExit, Session } from "../session.js";

export async function loadTree(session: Session, file: string, { out, force }: LoadOptions): Promise<CommandExit> {
  const result = loadDatabase(file, out, { force: force === true });
  await session.print(result, async (style) => (await import("../tables/database-tables.js")).loadTable(result, style));
  return 0;
}

/** Prints the result, on failure too; 5 where the file is damaged. */
export async function checkDatabase(session: Session, file: string): Promise<CommandExit> {
  const result = await checkDatabaseFile(file);
  await session.print(result, async (style) => (await import("../tables/database-tables.js")).checkTable(result, style));
  if (result.verdict === "sound") return 0;
  await session.report(refusalOf(result.problems.map((problem) => ({ ...problem, path: file }))));
  return 5;
}

export async function dumpTree(session: Session, file: string): Promise<CommandExit> {
  const { stdout } = session;
  await dumpDatabase(file, async (chunk) => {
    session.signal.throwIfAborted();
    // JSON escapes C0 only. A terminal gets the same values, harmless.
    await stdout.write(stdout.isTerminal ? safeLines(chunk) : chunk);
    return !stdout.isClosed;
  });
  return 0;
}

// Does `stella export keys generate|show|import`.
import { generateKeyFiles, importKeyFile, showKeyFile } from "@stella-export/core/node";
import type { GenerateOptions, ImportOptions } from "../commands/keys.js";
import { newPassword, oldPassword } from "../key-choice.js";
import type { CommandExit, Session } from "../session.js";

export async function generate(session: Session, { out, type }: GenerateOptions): Promise<CommandExit> {
  const result = await generateKeyFiles(out, type, () => newPassword(session, `${out}.key`));
  await session.print(result, async (style) => (await import("../tables/key-table.js")).writtenKeyTable(result, style));
  return 0;
}

export async function show(session: Session, file: string): Promise<CommandExit> {
  const result = await showKeyFile(file, () => oldPassword(session, file), session.signal);
  await session.print(result, async (style) => (await import("../tables/key-table.js")).shownKeyTable(result, style));
  return 0;
}

export async function importKey(session: Session, file: string, { out }: ImportOptions): Promise<CommandExit> {
  const ask = async (what: "old" | "new"): Promise<string> =>
    what === "old" ? oldPassword(session, file) : newPassword(session, `${out}.key`);
  const result = await importKeyFile(file, out, ask, session.signal);
  await session.print(result, async (style) => (await import("../tables/key-table.js")).writtenKeyTable(result, style));
  return 0;
}

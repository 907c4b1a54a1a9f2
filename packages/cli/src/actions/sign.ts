// Does `stella export sign`.
import { signBundle } from "@stella-export/core/node";
import type { SignOptions } from "../commands/sign.js";
import { chooseKey, type ChosenKey, warnIfExposed } from "../key-choice.js";
import { withProgress } from "../progress-line.js";
import type { CommandExit, Session } from "../session.js";

/** `chosen`: the key, where it is being opened already. */
export async function sign(session: Session, bundle: string, { key }: SignOptions, chosen: ChosenKey | undefined): Promise<CommandExit> {
  const { opening } = chosen ?? (await chooseKey(session, key));
  const signer = opening.then((opened) => opened.signer);
  const result = await withProgress(session, async (progress) => signBundle({ bundle, signer, progress, signal: session.signal }));
  warnIfExposed(session, key, await opening);
  await session.print(result, async (style) => (await import("../tables/sign-table.js")).signTable(result, style));
  return 0;
}

// Begins to open a key before the rest of the program is loaded: what its password takes is done beside that, on another thread.
import type { ChosenKey } from "./key-choice.js";
import type { Session } from "./session.js";

/**
 * `undefined` without a key, and where somebody has to be asked for its password: not before it is known that all else is in order.
 * Settles when the opening has begun, which nothing may be loaded beside: to load blocks this thread.
 */
export async function chooseKeyEarly(session: Session, path: string | undefined): Promise<ChosenKey | undefined> {
  if (path === undefined || session.environment.keyPassword === undefined) return undefined;
  const { chooseKey } = await import("./key-choice.js");
  return chooseKey(session, path);
}

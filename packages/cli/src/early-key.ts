// Begins to open a key while the rest of the program is loaded, which is two thirds of what its password takes.
import type { ChosenKey } from "./key-choice.js";
import type { Session } from "./session.js";

/** `undefined` without a key, and where somebody has to be asked: not before it is known that all else is in order. A failure is for who wants the key. */
export function chooseKeyEarly(session: Session, path: string | undefined): Promise<ChosenKey> | undefined {
  if (path === undefined || session.environment.keyPassword === undefined) return undefined;
  const choosing = import("./key-choice.js").then(({ chooseKey }) => chooseKey(session, path));
  choosing.catch(() => {});
  return choosing;
}

// The key that `--key FILE` means, and the password that opens it: from the environment, or else from whoever sits at the terminal.
import { openSigningKey, type SigningKey } from "@stella-export/core/signing-key";
import { usageError } from "./command-error.js";
import { safeText } from "./output/safe-text.js";
import type { Session } from "./session.js";

export interface ChosenKey {
  readonly opening: Promise<SigningKey>;
}

/**
 * Opens a key for signing. Settles when nobody has to be asked any more; what it settles to is still opening, since turning a password into a key takes
 * a good part of a second by design.
 */
export async function chooseKey(session: Session, path: string): Promise<ChosenKey> {
  let answered = (): void => {};
  const answer = new Promise<void>((resolve) => (answered = resolve));
  const opening = openSigningKey(
    path,
    async () => {
      const password = await oldPassword(session, path);
      answered();
      return password;
    },
    session.signal,
  );
  await Promise.race([answer, opening]);
  return { opening };
}

/** Says so where others than its owner may read a private key. */
export function warnIfExposed(session: Session, path: string, { isExposed }: { readonly isExposed: boolean }): void {
  if (!isExposed) return;
  session.warn({
    code: "WARN_EXPORT_KEY_EXPOSED",
    message: "others than its owner may read this private key",
    hint: "chmod 600, unless a container or a service gives it to you like that",
    path,
  });
}

/** The password of a file that is there. */
export async function oldPassword(session: Session, path: string): Promise<string> {
  return passwordOf(session) ?? ask(session, `Password of ${safeText(path)}: `);
}

/** The password of a file that is about to be written. Throws USAGE where it is not typed the same twice. */
export async function newPassword(session: Session, path: string): Promise<string> {
  const given = passwordOf(session);
  if (given !== undefined) return given;
  const password = await ask(session, `New password for ${safeText(path)}: `);
  if ((await ask(session, "The same again: ")) !== password) throw usageError("the two passwords differ");
  return password;
}

/** Of the environment. Node reads bytes that are no UTF-8 as U+FFFD, all of them: passwords that differ there would open each other's keys. */
function passwordOf({ environment: { keyPassword } }: Session): string | undefined {
  if (keyPassword?.includes("\ufffd") !== true) return keyPassword;
  throw usageError("the password in the environment is not UTF-8", "Write it in UTF-8, or leave the variable out and type it.");
}

async function ask({ signal }: Session, question: string): Promise<string> {
  const { askPassword } = await import("./password-prompt.js");
  return askPassword(question, signal);
}

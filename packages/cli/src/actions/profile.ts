// Does `stella export profile validate|schema|show`.
import { type ProfileDocument, profileField, ProfileSchema } from "@stella-export/core";
import { factsText } from "../output/text-table.js";
import { safeText } from "../output/safe-text.js";
import { toJsonText, toYamlText } from "../output/structured-text.js";
import { loadProfile, readProfileFile, resolveChoice } from "../profile-choice.js";
import type { CommandExit, Session } from "../session.js";

export async function validateProfile(session: Session, file: string): Promise<CommandExit> {
  const profile = profileField(resolveChoice(await readProfileFile(file, session.signal), file));
  await session.print({ valid: true, profile }, (style) => {
    const { kind, variant, name, revision, digest } = profile;
    const facts = factsText(
      [
        ["name", name],
        ["makes", `${kind}:${variant}`],
        ["revision", revision],
        ["digest", digest],
      ],
      style,
    );
    return `${style.good("VALID")}  ${safeText(file)}\n\n${facts}`;
  });
  return 0;
}

export async function printSchema(session: Session): Promise<CommandExit> {
  await session.print(ProfileSchema, () => toJsonText(ProfileSchema));
  return 0;
}

export async function showProfile(session: Session, choice: string): Promise<CommandExit> {
  const document = await loadProfile(choice, session.signal);
  const { spec, revision } = resolveChoice(document, choice);
  const signing = { ...document.spec.signing, ...spec.signing };
  const whole: ProfileDocument = { ...document, metadata: { ...document.metadata, revision }, spec: { ...spec, signing } };
  await session.print(whole, () => toYamlText(whole));
  return 0;
}

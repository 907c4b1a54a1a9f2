// Who signs a run: the key of --key, else the key or the identity that the profile names, with a timestamp where it names an authority.
import { ExportError, type ProfileDocument, type Signer } from "@stella-export/core";
import { keylessSigner, timestampingSigner } from "@stella-export/core/node";
import { chooseKey, type ChosenKey, warnIfExposed } from "./key-choice.js";
import type { Session } from "./session.js";

export interface ChosenSigner {
  /** It may still be opening; a failure is for whoever wants the signer. */
  readonly signer: Promise<Signer>;
  /** Says what is to be said about the key when the work is done. */
  finish(): Promise<void>;
}

/** `flag`: the key of `--key`, which may be being opened already. Nobody where neither names one. Asks for a password first, where one has to be asked for. */
export async function chooseSigner(
  session: Session,
  flag: { readonly path: string | undefined; readonly chosen: ChosenKey | undefined },
  signing: ProfileDocument["spec"]["signing"] = {},
): Promise<ChosenSigner | undefined> {
  const path = flag.path ?? signing.key;
  const opening = path === undefined ? undefined : (flag.chosen ?? (await chooseKey(session, path))).opening;
  const first = opening?.then(({ signer }) => signer) ?? keylessOf(session, signing.keyless);
  if (first === undefined) return undefined;
  const { tsaUrl } = signing;
  const offline = session.isOffline;
  const signer = tsaUrl === undefined ? first : first.then((each) => timestampingSigner(each, { url: tsaUrl, offline }));
  signer.catch(() => {}); // heard by the run
  return {
    signer,
    async finish() {
      if (path !== undefined && opening !== undefined) warnIfExposed(session, path, await opening);
    },
  };
}

type Keyless = NonNullable<ProfileDocument["spec"]["signing"]>["keyless"];

function keylessOf(session: Session, keyless: Keyless): Promise<Signer> | undefined {
  if (keyless === undefined) return undefined;
  const identityToken = async (): Promise<string> => {
    const token = session.environment.identityToken;
    if (token === undefined) throw new ExportError("ERR_EXPORT_IDENTITY_TOKEN", "SIGSTORE_ID_TOKEN is not set");
    return token;
  };
  return Promise.resolve(keylessSigner({ ...keyless, identityToken, offline: session.isOffline }));
}

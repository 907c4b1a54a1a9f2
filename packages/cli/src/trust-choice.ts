// Whom a command that reads a bundle trusts, from its flags. It knows the flags, not how a bundle is judged.
import { openFolderState, readPublicKey, readTrustFile } from "@stella-export/core/node";
import { anyOf, type TrustPolicy, type TrustState, type VerifyOptions } from "@stella-export/core";
import { usageError } from "./command-error.js";

/** The flags, as the user wrote them. */
export interface TrustOptions {
  readonly integrityOnly?: true;
  readonly key?: readonly string[];
  readonly trust?: string;
  readonly state?: string;
  readonly firstUse?: true;
}

export interface TrustChoice {
  readonly mode: VerifyOptions["mode"];
  readonly state?: TrustState;
}

const WAYS = ["--key", "--trust", "--integrity-only"];

/** Throws USAGE unless exactly one way to trust is given, and what the files that it names throw. */
export async function chooseTrust(options: TrustOptions): Promise<TrustChoice> {
  const { key, trust, integrityOnly } = options;
  const given = [key !== undefined, trust !== undefined, integrityOnly === true];
  if (!given.includes(true)) {
    throw usageError(
      "it is not said whom to trust",
      "Give --key PUB or --trust FILE; or --integrity-only to check the bundle against its own manifest only: who made it is then not checked.",
    );
  }
  if (given.filter(Boolean).length > 1) throw usageError(`only one of ${WAYS.filter((_, i) => given[i]).join(" and ")} can be given`);
  if (options.firstUse === true && options.state === undefined)
    throw usageError("--first-use says something about --state, which is not given");
  const policy = await policyOf(options);
  const mode = policy === undefined ? ({ kind: "integrity-only" } as const) : ({ kind: "signed", policy } as const);
  if (options.state === undefined) return { mode };
  const revoked = policy?.keys.filter((each) => each.revoked).map((each) => each.key.keyId) ?? [];
  return { mode, state: openFolderState(options.state, { firstUse: options.firstUse === true, revoked }) };
}

async function policyOf({ key, trust }: TrustOptions): Promise<TrustPolicy | undefined> {
  if (trust !== undefined) return readTrustFile(trust);
  if (key === undefined) return undefined;
  const keys = await Promise.all(key.map(readPublicKey));
  return anyOf([...new Map(keys.map((each) => [each.keyId, each])).values()]);
}

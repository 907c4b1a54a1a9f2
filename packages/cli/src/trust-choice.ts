// Whom a command that reads a bundle trusts, from its flags. It knows the flags, not how a bundle is judged.
import { nodeFiles, openFolderState, readIdentityPolicy, readPublicKey, readTrustFile } from "@stella-export/core/node";
import { anyOf, ExportError, revokedKeys, type TrustPolicy, type TrustState, type VerifyOptions } from "@stella-export/core";
import { usageError } from "./command-error.js";

/** The flags, as the user wrote them. */
export interface TrustOptions {
  readonly integrityOnly?: true;
  /** What `install` has in the place of `integrityOnly`. */
  readonly allowUnsigned?: true;
  readonly key?: readonly string[];
  readonly trust?: string;
  readonly trustedRoot?: string;
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  readonly state?: string;
  readonly firstUse?: true;
}

export interface TrustChoice {
  readonly mode: VerifyOptions["mode"];
  readonly state?: TrustState;
}

/** The flag by which a command takes bundles of anybody, and what that means. */
export interface AnybodyFlag {
  readonly flag: string;
  readonly meaning: string;
}

const INTEGRITY_ONLY: AnybodyFlag = {
  flag: "--integrity-only",
  meaning: "to check the bundle against its own manifest only: who made it is then not checked",
};

/** Throws USAGE unless exactly one way to trust is given, and what the files that it names throw. */
export async function chooseTrust(signal: AbortSignal, options: TrustOptions, anybody: AnybodyFlag = INTEGRITY_ONLY): Promise<TrustChoice> {
  const { key, trust, trustedRoot, integrityOnly, allowUnsigned } = options;
  const given = [key !== undefined, trust !== undefined, trustedRoot !== undefined, integrityOnly === true || allowUnsigned === true];
  if (!given.includes(true)) {
    throw usageError(
      "it is not said whom to trust",
      `Give --key PUB, --trust FILE or --trusted-root FILE; or ${anybody.flag} ${anybody.meaning}.`,
    );
  }
  const ways = ["--key", "--trust", "--trusted-root", anybody.flag].filter((_, i) => given[i]);
  if (ways.length > 1) throw usageError(`only one of ${ways.join(" and ")} can be given`);
  if (options.firstUse === true && options.state === undefined)
    throw usageError("--first-use says something about --state, which is not given");
  if (options.state !== undefined) refuseNoFolder(options.state);
  const mode = await modeOf(options, signal);
  if (options.state === undefined) return { mode };
  const revoked = mode.kind === "signed" ? revokedKeys(mode.policy) : [];
  return { mode, state: openFolderState(options.state, { firstUse: options.firstUse === true, revoked }) };
}

function refuseNoFolder(state: string): void {
  if (state === "") throw usageError("--state is empty; it names a folder");
  try {
    nodeFiles.list(state);
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    if ((error.cause as NodeJS.ErrnoException | undefined)?.code === "ENOTDIR") throw usageError(`--state ${state} is no folder`);
    // It need not be there yet.
    if (error.code !== "ERR_EXPORT_NOT_FOUND") throw error;
  }
}

async function modeOf(
  { key, trust, trustedRoot, certificateIdentity: identity, certificateOidcIssuer: issuer }: TrustOptions,
  signal: AbortSignal,
): Promise<VerifyOptions["mode"]> {
  if (trustedRoot !== undefined) {
    if (identity === undefined || issuer === undefined) {
      throw usageError("--trusted-root needs --certificate-identity and --certificate-oidc-issuer", "A root alone would trust everybody.");
    }
    return { kind: "identity", policy: await readIdentityPolicy(trustedRoot, { identity, issuer }, signal) };
  }
  if (identity !== undefined || issuer !== undefined) {
    throw usageError("--certificate-identity and --certificate-oidc-issuer say something about --trusted-root, which is not given");
  }
  if (trust !== undefined) return { kind: "signed", policy: await readTrustFile(trust, signal) };
  return key === undefined ? { kind: "integrity-only" } : { kind: "signed", policy: await policyOfKeys(key, signal) };
}

async function policyOfKeys(paths: readonly string[], signal: AbortSignal): Promise<TrustPolicy> {
  const keys = await Promise.all(paths.map(async (path) => readPublicKey(path, signal)));
  return anyOf([...new Map(keys.map((each) => [each.keyId, each])).values()]);
}

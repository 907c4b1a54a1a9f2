// Keys and trust files where they lie. It reads them and hands them to their parsers; what they say is not its business.
import { decodeUtf8 } from "../bytes.js";
import { toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { MAX_KEY_BYTES, parsePublicKey, type PublicKey } from "../verify/trust/public-key.js";
import { MAX_TRUST_BYTES, parseTrustFile } from "../verify/trust/trust-file.js";
import { openTimestamps } from "../verify/trust/timestamps.js";
import type { TrustPolicy } from "../verify/trust/trust-policy.js";
import type { IdentityPolicy } from "../verify/trust/identity-policy.js";
import { naming, readGivenFile } from "./given-file.js";
import { nodeSignatures } from "./node-signatures.js";
import { nodeSha256 } from "./sha256.js";

const tools = { sha256: nodeSha256, crypto: nodeSignatures, openTimestamps };

/** The public key in a PEM file. Throws KEY_*, USAGE, NOT_FOUND, PERMISSION, IO. */
export async function readPublicKey(path: string, signal?: AbortSignal): Promise<PublicKey> {
  return naming(path, async () => parsePublicKey(asText(await readSmallFile(path, MAX_KEY_BYTES, signal)), tools));
}

/** What a trust file says. Throws TRUST_INVALID, KEY_*, USAGE, NOT_FOUND, PERMISSION, IO. */
export async function readTrustFile(path: string, signal?: AbortSignal): Promise<TrustPolicy> {
  return naming(path, async () => parseTrustFile(await readSmallFile(path, MAX_TRUST_BYTES, signal), tools));
}

/** The identity in a certificate that a trusted root vouches for, at the time that a log or a timestamp tells. */
export interface CertificateIdentity {
  /** Subject alternative name, compared exactly. */
  readonly identity: string;
  /** OpenID Connect issuer, compared exactly. */
  readonly issuer: string;
}

/** Trust in an identity by a Sigstore trusted root. Throws TRUST_INVALID, USAGE, NOT_FOUND, PERMISSION, IO. */
export async function readIdentityPolicy(trustedRoot: string, signer: CertificateIdentity, signal?: AbortSignal): Promise<IdentityPolicy> {
  return naming(trustedRoot, async () => {
    const { openSigstore } = await import("./sigstore/sigstore-bundle-check.js");
    const bytes = await readSmallFile(trustedRoot, MAX_ROOT_BYTES, signal);
    const sigstore = await openSigstore(bytes);
    return {
      description: { trustedRoot: toDigest(nodeSha256.hash(bytes)), ...signer },
      judge: async (bundle, artifact) => ({
        ...signer,
        spki: sigstore.check({ bundle, artifact, signer: { kind: "identity", ...signer } }),
      }),
    };
  });
}

/** The public good instance's root has some 10 KB. */
const MAX_ROOT_BYTES = 4 * 1024 * 1024;

/** A file of at most `maxBytes`; of a longer one, one byte more, so that it is seen to be too long. */
async function readSmallFile(path: string, maxBytes: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  return (await readGivenFile(path, { maxBytes, action: "read", signal })).bytes;
}

function asText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the public key is not taken: not text", { cause });
  }
}

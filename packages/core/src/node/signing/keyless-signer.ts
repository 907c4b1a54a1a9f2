// Signs with a key that lives for one bundle: Fulcio certifies it for an identity, Rekor logs each signature. The protocols are the work of
// sigstore's own packages; here is what of their answers goes into a bundle.
import { generateKeyPairSync, type KeyObject, sign as signBytes, X509Certificate } from "node:crypto";
import { ExportError } from "../../errors/export-error.js";
import type { Signable, Signature, Signer, SignOptions } from "../../seams/signer.js";
import { IN_TOTO_PAYLOAD_TYPE } from "../../signing/dsse-envelope.js";
import { signedBytesOf } from "../../signing/pae.js";
import { withSmallerS } from "../../verify/trust/ecdsa-signature.js";
import { nodeSha256 } from "../sha256.js";
import { spkiOf } from "./key-type.js";
import { assertOnline, SERVICE_TIMEOUT_MS, serviceError } from "./service-call.js";

export interface KeylessOptions {
  readonly fulcioUrl: string;
  readonly rekorUrl: string;
  /** An OIDC token for Fulcio; asked for once. */
  readonly identityToken: () => Promise<string>;
  /** Refuse to call them. */
  readonly offline?: boolean | undefined;
}

const FULCIO = "Fulcio";
const REKOR = "Rekor";
const RETRIES = 2;

/**
 * A signer with a new P-256 key. The certificate is asked for with the first signature, and serves all of them. Throws OFFLINE, IDENTITY_TOKEN,
 * SIGNING_SERVICE and what `identityToken` throws.
 */
export function keylessSigner(options: KeylessOptions): Signer {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  let certified: Promise<Uint8Array> | undefined;
  return {
    publicKey: spkiOf(publicKey),
    async sign(signable: Signable, { signal }: SignOptions = {}): Promise<Signature> {
      signal?.throwIfAborted();
      assertOnline(options.offline ?? false, FULCIO, options.fulcioUrl);
      const certificate = await until(signal, (certified ??= certify(options, privateKey, publicKey)));
      const signature = withSmallerS(signBytes("sha256", signedBytesOf(signable), privateKey));
      const tlogEntries = await until(signal, log(options.rekorUrl, signable, signature, certificate));
      return { signature, material: { key: { kind: "certificate", certificate, tlogEntries }, timestamps: [] } };
    },
  };
}

/** X.509 DER from Fulcio, for this key and whomever the token names. */
async function certify({ fulcioUrl, identityToken }: KeylessOptions, privateKey: KeyObject, publicKey: KeyObject): Promise<Uint8Array> {
  const { FulcioSigner } = await import("@sigstore/sign");
  const token = await identityToken();
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const keyHolder = {
    sign: async (data: Buffer) => ({
      signature: signBytes("sha256", data, privateKey),
      key: { $case: "publicKey" as const, publicKey: pem },
    }),
  };
  const identityProvider = { getToken: async () => token };
  const fulcio = new FulcioSigner({
    fulcioBaseURL: baseOf(fulcioUrl),
    identityProvider,
    keyHolder,
    retry: RETRIES,
    timeout: SERVICE_TIMEOUT_MS,
  });
  const { key } = await fulcio.sign(Buffer.alloc(0)).catch((error: unknown) => {
    throw fulcioError(error, fulcioUrl);
  });
  const certificate = key.$case === "x509Certificate" ? certificateOf(key.certificate) : undefined;
  if (certificate?.publicKey.equals(publicKey) !== true) throw serviceError(FULCIO, fulcioUrl, "answered with another key's certificate");
  return certificate.raw;
}

/** What Rekor says about a signature, in the JSON form of a Sigstore bundle. */
async function log(rekorUrl: string, signable: Signable, signature: Uint8Array, certificate: Uint8Array): Promise<readonly unknown[]> {
  const [{ RekorWitness }, { TransparencyLogEntry }] = await Promise.all([import("@sigstore/sign"), import("@sigstore/protobuf-specs")]);
  const witness = new RekorWitness({ rekorBaseURL: baseOf(rekorUrl), entryType: "dsse", retry: RETRIES, timeout: SERVICE_TIMEOUT_MS });
  const pem = new X509Certificate(certificate).toString();
  const { tlogEntries } = await witness.testify(contentOf(signable, Buffer.from(signature)), pem).catch((error: unknown) => {
    throw serviceError(REKOR, rekorUrl, `refused the signature (${codeOf(error)})`);
  });
  return tlogEntries.map((entry) => TransparencyLogEntry.toJSON(entry));
}

function contentOf(signable: Signable, signature: Buffer) {
  if (signable.kind === "message") {
    const digest = Buffer.from(nodeSha256.hash(signable.bytes));
    const SHA2_256 = 1;
    return { $case: "messageSignature" as const, messageSignature: { messageDigest: { algorithm: SHA2_256, digest }, signature } };
  }
  const envelope = {
    payloadType: IN_TOTO_PAYLOAD_TYPE,
    payload: Buffer.from(signable.payload),
    signatures: [{ sig: signature, keyid: "" }],
  };
  return { $case: "dsseEnvelope" as const, dsseEnvelope: envelope };
}

/** sigstore's messages may hold the token: none of them is passed on. */
function fulcioError(error: unknown, url: string): ExportError {
  const { statusCode } = ((error as { cause?: unknown }).cause ?? {}) as { statusCode?: number };
  const code = codeOf(error);
  if (code === "IDENTITY_TOKEN_PARSE_ERROR")
    return new ExportError("ERR_EXPORT_IDENTITY_TOKEN", "the identity token is none that can be read");
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new ExportError("ERR_EXPORT_IDENTITY_TOKEN", `Fulcio does not take the identity token (${statusCode})`);
  return serviceError(FULCIO, url, `gave no certificate (${code})`);
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" ? code : "no answer";
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** sigstore's clients append their paths with a slash. */
function baseOf(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Work that knows no signal, left alone when the signal comes. */
async function until<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  let stop = (): void => {};
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

// A signer whose signatures carry an RFC 3161 timestamp: another signer does the signing, a timestamp authority says when it was done.
// It knows the protocol over HTTP (RFC 3161 § 3.4), not whom a receiver will trust.
import { randomBytes } from "node:crypto";
import type { Signable, Signature, Signer, SignOptions } from "../../seams/signer.js";
import { answersQuery, encodeTimestampQuery } from "../../signing/timestamp-query.js";
import { nodeSha256 } from "../sha256.js";
import { assertOnline, SERVICE_TIMEOUT_MS, serviceError } from "./service-call.js";

export interface TimestampOptions {
  /** Of the timestamp authority, `http:` or `https:`: its answers are signed themselves. */
  readonly url: string;
  /** Refuse to call it. */
  readonly offline?: boolean | undefined;
}

const SERVICE = "the timestamp authority";
const NONCE_BYTES = 8;
/** An answer with a chain of certificates has a few kilobytes. */
const MAX_RESPONSE_BYTES = 256 * 1024;

/** Signs with `signer` and has each signature stamped. Throws SIGNING_SERVICE, OFFLINE. */
export function timestampingSigner(signer: Signer, { url, offline = false }: TimestampOptions): Signer {
  return {
    publicKey: signer.publicKey,
    async sign(signable: Signable, options: SignOptions = {}): Promise<Signature> {
      options.signal?.throwIfAborted();
      assertOnline(offline, SERVICE, url);
      const { signature, material } = await signer.sign(signable, options);
      const timestamp = await askForTimestamp(url, signature, options.signal);
      return { signature, material: { ...material, timestamps: [...material.timestamps, timestamp] } };
    },
  };
}

/** A whole TimeStampResp over the raw bytes of a signature. */
async function askForTimestamp(url: string, signature: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const imprint = nodeSha256.hash(signature);
  const nonce = randomBytes(NONCE_BYTES);
  const response = await post(url, encodeTimestampQuery(imprint, nonce), signal);
  if (!answersQuery(response, imprint, nonce)) throw serviceError(SERVICE, url, "answered, but not with a timestamp of this signature");
  return response;
}

async function post(url: string, query: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(SERVICE_TIMEOUT_MS);
  const ends = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
      body: Buffer.from(query),
      redirect: "error",
      signal: ends,
    });
    if (!response.ok) throw serviceError(SERVICE, url, `answered ${response.status}`);
    return await readBounded(response, url);
  } catch (cause) {
    signal?.throwIfAborted();
    if (timeout.aborted) throw serviceError(SERVICE, url, `did not answer within ${SERVICE_TIMEOUT_MS / 1000} s`, cause);
    if (cause instanceof TypeError) throw serviceError(SERVICE, url, "cannot be reached", cause);
    throw cause;
  }
}

async function readBounded(response: Response, url: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    parts.push(part);
    length += part.length;
    if (length > MAX_RESPONSE_BYTES) throw serviceError(SERVICE, url, "answered with more than a timestamp");
  }
  return Buffer.concat(parts);
}

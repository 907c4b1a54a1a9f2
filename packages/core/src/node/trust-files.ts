// Keys and trust files where they lie. It reads them and hands them to their parsers; what they say is not its business.
import { decodeUtf8 } from "../bytes.js";
import { ExportError } from "../errors/export-error.js";
import { MAX_KEY_BYTES, parsePublicKey, type PublicKey } from "../verify/trust/public-key.js";
import { MAX_TRUST_BYTES, parseTrustFile } from "../verify/trust/trust-file.js";
import { openTimestamps } from "../verify/trust/timestamps.js";
import type { TrustPolicy } from "../verify/trust/trust-policy.js";
import { nodeFiles } from "./files.js";
import { nodeSignatures } from "./node-signatures.js";
import { nodeSha256 } from "./sha256.js";

const tools = { sha256: nodeSha256, crypto: nodeSignatures, openTimestamps };

/** The public key in a PEM file. Throws KEY_INVALID, NOT_FOUND, PERMISSION, IO. */
export async function readPublicKey(path: string): Promise<PublicKey> {
  return located(path, async () => parsePublicKey(asText(readSmallFile(path, MAX_KEY_BYTES)), tools));
}

/** What a trust file says. Throws TRUST_INVALID, KEY_INVALID, NOT_FOUND, PERMISSION, IO. */
export async function readTrustFile(path: string): Promise<TrustPolicy> {
  return located(path, async () => parseTrustFile(readSmallFile(path, MAX_TRUST_BYTES), tools));
}

/** A file of at most `maxBytes`; of a longer one, one byte more, so that it is seen to be too long. */
function readSmallFile(path: string, maxBytes: number): Uint8Array {
  const file = nodeFiles.openForRead(path);
  try {
    const buffer = new Uint8Array(maxBytes + 1);
    return buffer.subarray(0, nodeFiles.read(file, buffer, 0));
  } finally {
    nodeFiles.close(file);
  }
}

function asText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_INVALID", "the public key is not taken: not text", { cause });
  }
}

async function located<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof ExportError ? error.at({ path }) : error;
  }
}

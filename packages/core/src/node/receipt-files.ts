// Receipts as files. It signs and writes, once; what a receipt says is made elsewhere.
import type { Signer } from "../seams/signer.js";
import { encodeDsseEnvelope } from "../signing/dsse-envelope.js";
import { openReceipt, type ReceiptStatement } from "../verify/receipt/receipt.js";
import type { PublicKey } from "../verify/trust/public-key.js";
import { nodeFiles } from "./files.js";
import { naming, readGivenFile } from "./given-file.js";
import { nodeSha256 } from "./sha256.js";

/** A receipt of a hundred failures with long paths stays far below. */
const MAX_RECEIPT_BYTES = 1024 * 1024;

/** Signs the statement and writes the envelope. Throws OUTPUT_EXISTS where the file is there, what the signer throws, PERMISSION, IO. */
export async function writeReceipt(path: string, statement: Uint8Array, signer: Signer): Promise<void> {
  const { signature } = await signer.sign({ kind: "statement", payload: statement });
  const file = nodeFiles.openForWrite(path, { exclusive: true });
  try {
    nodeFiles.write(file, encodeDsseEnvelope({ payload: statement, signature }), 0);
    nodeFiles.sync(file);
  } catch (error) {
    nodeFiles.remove(path);
    throw error;
  } finally {
    nodeFiles.close(file);
  }
}

/** Throws RECEIPT_INVALID, USAGE, NOT_FOUND, PERMISSION, IO. */
export async function readReceipt(path: string, key: PublicKey, signal?: AbortSignal): Promise<ReceiptStatement> {
  const { bytes } = await readGivenFile(path, { maxBytes: MAX_RECEIPT_BYTES, action: "read", signal });
  return naming(path, () => openReceipt(bytes.subarray(0, MAX_RECEIPT_BYTES), key, nodeSha256));
}

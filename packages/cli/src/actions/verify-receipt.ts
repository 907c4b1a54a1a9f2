// Does `stella export verify-receipt`. The verdict decides the exit code, whatever the format.
import { ExportError, isReceiptOf, type ReceiptStatement } from "@stella-export/core";
import { manifestDigestOf, readPublicKey, readReceipt } from "@stella-export/core/node";
import type { VerifyReceiptOptions } from "../commands/verify.js";
import type { CommandExit, Session } from "../session.js";

/** What is printed; fields of the receipt are null where it could not be believed. */
export interface ReceiptResult {
  readonly verdict: "verified" | "failed";
  readonly keyId: string;
  readonly receipt: ReceiptStatement["predicate"] | null;
  readonly manifestDigest: string | null;
  readonly failures: readonly { readonly code: string; readonly path: string; readonly message: string }[];
}

export async function verifyReceipt(session: Session, path: string, { key, bundle }: VerifyReceiptOptions): Promise<CommandExit> {
  const publicKey = await readPublicKey(key);
  const wanted = bundle === undefined ? undefined : await manifestDigestOf(bundle);
  const failures: ExportError[] = [];
  let statement: ReceiptStatement | undefined;
  try {
    statement = await readReceipt(path, publicKey);
  } catch (error) {
    if (!(error instanceof ExportError) || error.code !== "ERR_EXPORT_RECEIPT_INVALID") throw error;
    failures.push(error.at({ path }));
  }
  if (statement?.predicate.verificationResult === "FAILED") {
    failures.push(new ExportError("ERR_EXPORT_RECEIPT_FAILED", "the receipt says that the bundle was refused", { path }));
  }
  if (statement !== undefined && wanted !== undefined && !isReceiptOf(statement, wanted)) {
    failures.push(
      new ExportError("ERR_EXPORT_RECEIPT_MISMATCH", `the receipt is not about the bundle with the manifest ${wanted}`, { path }),
    );
  }
  const result: ReceiptResult = {
    verdict: failures.length === 0 ? "verified" : "failed",
    keyId: publicKey.keyId,
    receipt: statement?.predicate ?? null,
    manifestDigest: statement === undefined ? null : `sha256:${statement.subject[0].digest.sha256}`,
    failures: failures.map(({ code, message }) => ({ code, path, message })),
  };
  await session.print(result, async (style) => (await import("../tables/receipt-table.js")).receiptTable(result, style));
  const [first] = failures;
  if (first === undefined) return 0;
  await session.report(first);
  return 5;
}

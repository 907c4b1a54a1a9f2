// Does `stella export verify-receipt`. The verdict decides the exit code, whatever the format.
import {
  type BundleReader,
  demandsOf,
  ExportError,
  fixedClock,
  isReceiptOf,
  parseInstant,
  type ReceiptDemands,
  type ReceiptStatement,
  systemClock,
  verifyBundle,
  type VerifyFailure,
  type VerifyResult,
} from "@stella-export/core";
import { nodeSha256, openBundle, readPublicKey, readReceipt } from "@stella-export/core/node";
import type { VerifyReceiptOptions } from "../commands/verify.js";
import { withProgress } from "../progress-line.js";
import { refusalOf } from "../refusal.js";
import type { CommandExit, Session } from "../session.js";

/** What is printed; fields of the receipt are null where it could not be believed. */
export interface ReceiptResult extends ReceiptDemands {
  readonly verdict: "verified" | "failed";
  readonly keyId: string;
  readonly receipt: ReceiptStatement["predicate"] | null;
  readonly manifestDigest: string | null;
  /** Of `--bundle`; null where it was not read. */
  readonly filesChecked: number | null;
  readonly bytesChecked: number | null;
  readonly failures: readonly VerifyFailure[];
}

export async function verifyReceipt(session: Session, path: string, { key, bundle }: VerifyReceiptOptions): Promise<CommandExit> {
  const publicKey = await readPublicKey(key, session.signal);
  const reader = bundle === undefined ? undefined : await openBundle(bundle, { signal: session.signal });
  const failures: VerifyFailure[] = [];
  const statement = await readReceipt(path, publicKey, session.signal).catch((error: unknown) => {
    if (!(error instanceof ExportError) || error.code !== "ERR_EXPORT_RECEIPT_INVALID") throw error;
    failures.push({ code: error.code, path, message: error.message });
    return undefined;
  });
  if (statement?.predicate.verificationResult === "FAILED") {
    failures.push({ code: "ERR_EXPORT_RECEIPT_FAILED", path, message: "the receipt says that the bundle was refused" });
  }
  const found = statement === undefined || reader === undefined ? undefined : await checkBundle(session, reader, statement);
  if (statement !== undefined && found?.manifestDigest && !isReceiptOf(statement, found.manifestDigest)) {
    const message = `the receipt is not about the bundle with the manifest ${found.manifestDigest}`;
    failures.push({ code: "ERR_EXPORT_RECEIPT_MISMATCH", path, message });
  }
  const aboutReceipt = failures.length;
  failures.push(...(found?.failures ?? []));
  const result: ReceiptResult = {
    verdict: failures.length === 0 ? "verified" : "failed",
    keyId: publicKey.keyId,
    receipt: statement?.predicate ?? null,
    manifestDigest: statement === undefined ? null : `sha256:${statement.subject[0].digest.sha256}`,
    ...(statement === undefined ? { mode: null, at: null, deep: null, state: null } : demandsOf(statement)),
    filesChecked: found?.filesChecked ?? null,
    bytesChecked: found?.bytesChecked ?? null,
    failures,
  };
  await session.print(result, async (style) => (await import("../tables/receipt-table.js")).receiptTable(result, style));
  if (result.verdict === "verified") return 0;
  await session.report(refusalOf(failures, aboutReceipt > 0 ? undefined : "the bundle is refused"));
  return 5;
}

/** Whether every file is what the manifest says. Who signed it, the receipt tells; so it does of the time at which it had not expired. */
async function checkBundle(session: Session, reader: BundleReader, statement: ReceiptStatement): Promise<VerifyResult> {
  const time = parseInstant(demandsOf(statement).at ?? statement.predicate.timeVerified);
  return withProgress(session, async (progress) =>
    verifyBundle(reader, {
      sha256: nodeSha256,
      mode: { kind: "integrity-only" },
      clock: time === undefined ? systemClock : fixedClock(time),
      signal: session.signal,
      ...(progress === undefined ? {} : { progress }),
    }),
  );
}

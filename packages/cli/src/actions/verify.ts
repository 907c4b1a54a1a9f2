// Does `stella export verify`. The verdict decides the exit code, whatever the format.
import { dirname } from "node:path";
import {
  describePolicy,
  encodeReceipt,
  ExportError,
  fixedClock,
  systemClock,
  type VerifyOptions,
  type VerifyResult,
  verifyBundle,
} from "@stella-export/core";
import { nodeDeepDecoder, nodeFiles, nodeSha256, openBundle, readBundleStream, writeReceipt } from "@stella-export/core/node";
import { usageError } from "../command-error.js";
import type { VerifyCommandOptions } from "../commands/verify.js";
import { chooseKey, warnIfExposed } from "../key-choice.js";
import { parseTime } from "../option-values.js";
import { withPath } from "../path-behind-keys.js";
import { withProgress } from "../progress-line.js";
import { refusalOf } from "../refusal.js";
import type { CommandExit, Session } from "../session.js";
import { chooseTrust } from "../trust-choice.js";

/** Prints the result, on failure too; 5 where the bundle is refused. */
export async function verify(session: Session, given: string | undefined, options: VerifyCommandOptions): Promise<CommandExit> {
  const { path, ...trust } = withPath(given, options, { argument: "path", example: "stella export verify ./bundle --key maker.pub" });
  const { mode, state } = await chooseTrust(session.signal, trust);
  const receipt = await openReceipt(session, options);
  const clock = options.at === undefined ? systemClock : fixedClock(parseTime("--at", options.at));
  const reader = path === "-" ? readBundleStream(session.openStdin()) : await openBundle(path, { signal: session.signal });
  const result = await withProgress(session, async (progress) =>
    verifyBundle(reader, {
      sha256: nodeSha256,
      mode,
      clock,
      signal: session.signal,
      ...(state === undefined ? {} : { state }),
      ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.deep === undefined ? {} : { deep: nodeDeepDecoder }),
      ...(progress === undefined ? {} : { progress }),
    }),
  );
  await receipt?.write(result, mode, state !== undefined);
  const isChecked = mode.kind !== "integrity-only";
  await session.print(result, async (style) =>
    (await import("../tables/verify-table.js")).verifyTable(result, isChecked, clock.now(), style),
  );
  if (result.verdict !== "failed") return 0;
  await session.report(refusalOf(result.failures, "the bundle is refused"));
  return 5;
}

interface OpenReceipt {
  write(result: VerifyResult, mode: VerifyOptions["mode"], state: boolean): Promise<void>;
}

/** Opens the key before anything is read, so that a password is asked for, and a taken name told, at once. */
async function openReceipt(session: Session, options: VerifyCommandOptions): Promise<OpenReceipt | undefined> {
  const { receipt: path, receiptKey, tenant, profile, deep, at } = options;
  if (path === undefined && receiptKey === undefined) return undefined;
  if (path === undefined || receiptKey === undefined) throw usageError("--receipt and --receipt-key go together");
  if (nodeFiles.look(path) !== undefined) {
    throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", "the receipt is there already; none is ever overwritten", {
      path,
      hint: "Choose another --receipt.",
    });
  }
  // Before the bundle is: a state that has taken it takes nothing back.
  if (nodeFiles.look(dirname(path)) === undefined)
    throw new ExportError("ERR_EXPORT_NOT_FOUND", "the receipt's folder is not there", { path });
  const { opening } = await chooseKey(session, receiptKey);
  const { signer, ...opened } = await opening;
  warnIfExposed(session, receiptKey, opened);
  return {
    async write(result, mode, state) {
      const demands = { tenant, profile, deep: deep === true, state, at: at === undefined ? undefined : parseTime("--at", at) };
      const statement = encodeReceipt(result, describePolicy(mode, demands), systemClock.now(), nodeSha256);
      if (statement !== undefined) await writeReceipt(path, statement, signer);
    },
  };
}

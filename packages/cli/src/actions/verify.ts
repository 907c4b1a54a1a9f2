// Does `stella export verify`. The verdict decides the exit code, whatever the format.
import { ExportError, fixedClock, systemClock, type VerifyResult, verifyBundle } from "@stella-export/core";
import { nodeDeepDecoder, nodeSha256, openBundle, readBundleStream } from "@stella-export/core/node";
import { usageError } from "../command-error.js";
import type { VerifyCommandOptions } from "../commands/bundle.js";
import { parseTime } from "../option-values.js";
import { withProgress } from "../progress-line.js";
import type { CommandExit, Session } from "../session.js";

/** Prints the result, on failure too; 5 where the bundle is refused. */
export async function verify(session: Session, path: string, options: VerifyCommandOptions): Promise<CommandExit> {
  if (options.integrityOnly !== true) {
    throw usageError(
      "it is not said whom to trust",
      "Give --integrity-only to check the bundle against its own manifest; who made it is then not checked.",
    );
  }
  const clock = options.at === undefined ? systemClock : fixedClock(parseTime("--at", options.at));
  const reader = path === "-" ? readBundleStream(session.openStdin()) : await openBundle(path);
  const result = await withProgress(session, async (progress) =>
    verifyBundle(reader, {
      sha256: nodeSha256,
      mode: { kind: "integrity-only" },
      clock,
      signal: session.signal,
      ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      ...(options.deep === undefined ? {} : { deep: nodeDeepDecoder }),
      ...(progress === undefined ? {} : { progress }),
    }),
  );
  await session.print(result, async (style) => (await import("../tables/verify-table.js")).verifyTable(result, clock.now(), style));
  if (result.verdict !== "failed") return 0;
  await session.report(refusal(result));
  return 5;
}

/** For whoever sees stderr only. */
function refusal({ failures }: VerifyResult): ExportError {
  const [first] = failures;
  if (first === undefined) throw new TypeError("a failed verification names no failure");
  const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} more)`;
  return new ExportError(first.code, `the bundle is refused: ${first.message}${others}`, { path: first.path });
}

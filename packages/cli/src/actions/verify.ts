// Does `stella export verify`. The verdict decides the exit code, whatever the format.
import { ExportError, fixedClock, systemClock, type VerifyResult, verifyBundle } from "@stella-export/core";
import { nodeDeepDecoder, nodeSha256, openBundle, readBundleStream } from "@stella-export/core/node";
import { usageError } from "../command-error.js";
import type { VerifyCommandOptions } from "../commands/bundle.js";
import { parseTime } from "../option-values.js";
import { withProgress } from "../progress-line.js";
import type { CommandExit, Session } from "../session.js";
import { chooseTrust } from "../trust-choice.js";

/** Prints the result, on failure too; 5 where the bundle is refused. */
export async function verify(session: Session, given: string | undefined, options: VerifyCommandOptions): Promise<CommandExit> {
  const { path, ...trust } = given === undefined ? pathBehindKeys(options) : { ...options, path: given };
  const { mode, state } = await chooseTrust(trust);
  const clock = options.at === undefined ? systemClock : fixedClock(parseTime("--at", options.at));
  const reader = path === "-" ? readBundleStream(session.openStdin()) : await openBundle(path);
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
  await session.print(result, async (style) => (await import("../tables/verify-table.js")).verifyTable(result, clock.now(), style));
  if (result.verdict !== "failed") return 0;
  await session.report(refusal(result));
  return 5;
}

/** `verify --key a.pub bundle`: an option that takes several values has taken the bundle as its last. */
function pathBehindKeys(options: VerifyCommandOptions): VerifyCommandOptions & { readonly path: string } {
  const { key = [] } = options;
  const path = key.length > 1 ? key.at(-1) : undefined;
  if (path === undefined) throw usageError("missing required argument 'path'", "For example stella export verify ./bundle --key maker.pub");
  return { ...options, key: key.slice(0, -1), path };
}

/** For whoever sees stderr only. */
function refusal({ failures }: VerifyResult): ExportError {
  const [first] = failures;
  if (first === undefined) throw new TypeError("a failed verification names no failure");
  const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} more)`;
  return new ExportError(first.code, `the bundle is refused: ${first.message}${others}`, { path: first.path });
}

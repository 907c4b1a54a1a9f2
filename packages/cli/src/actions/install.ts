// Does `stella export install`. What is refused is an error on stderr; a result on stdout says that the cache is as it says.
import { join } from "node:path";
import { type InstallResult, installBundle, rollBack } from "@stella-export/adapter-trivy/tools";
import { systemClock } from "@stella-export/core";
import { usageError } from "../command-error.js";
import type { InstallCommandOptions } from "../commands/install.js";
import { shellWord } from "../output/shell-word.js";
import { withPath } from "../path-behind-keys.js";
import { withProgress } from "../progress-line.js";
import type { CommandExit, Session } from "../session.js";
import { type AnybodyFlag, chooseTrust } from "../trust-choice.js";

/** The result as it is printed: the command line as one text. */
export interface PrintedInstall extends Omit<InstallResult, "command"> {
  readonly command: string;
}

const ALLOW_UNSIGNED: AnybodyFlag = { flag: "--allow-unsigned", meaning: "to take a bundle of anybody" };

export async function install(session: Session, given: string | undefined, options: InstallCommandOptions): Promise<CommandExit> {
  if (options.trivyCache === "")
    throw usageError("--trivy-cache is empty", "It is Trivy's --cache-dir, for example ~/.cache/trivy; is a variable unset?");
  const result = options.rollback === true ? await takeBack(given, options) : await putIn(session, given, options);
  const printed: PrintedInstall = { ...result, command: result.command.map(shellWord).join(" ") };
  await session.print(printed, async (style) => (await import("../tables/install-table.js")).installTable(printed, style));
  return 0;
}

async function putIn(session: Session, given: string | undefined, options: InstallCommandOptions): Promise<InstallResult> {
  const {
    path,
    trivyCache: cache,
    dryRun = false,
    ...trust
  } = withPath(given, options, {
    argument: "bundle",
    example: "stella export install ./trivy-bundle --trivy-cache ~/.cache/trivy --key maker.pub",
  });
  const { mode, state } = await chooseTrust(session.signal, { ...trust, state: trust.state ?? join(cache, "stella") }, ALLOW_UNSIGNED);
  if (state === undefined) throw new TypeError("a state was given");
  return withProgress(session, async (progress) =>
    installBundle({
      bundle: path,
      cache,
      mode,
      state,
      firstUse: options.firstUse === true,
      clock: systemClock,
      dryRun,
      signal: session.signal,
      ...(progress === undefined ? {} : { progress }),
    }),
  );
}

const FOR_BUNDLES = [
  "key",
  "trust",
  "trustedRoot",
  "certificateIdentity",
  "certificateOidcIssuer",
  "allowUnsigned",
  "firstUse",
  "state",
] as const;

async function takeBack(given: string | undefined, options: InstallCommandOptions): Promise<InstallResult> {
  const { trivyCache: cache, dryRun = false } = options;
  if (given !== undefined || FOR_BUNDLES.some((name) => options[name] !== undefined))
    throw usageError(
      "--rollback takes no bundle, and no option about one",
      "For example stella export install --rollback --trivy-cache ~/.cache/trivy",
    );
  return rollBack({ cache, clock: systemClock, dryRun });
}

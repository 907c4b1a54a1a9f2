// Declares `stella export install`.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import type { TrustOptions } from "../trust-choice.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";
import { addTrustOptions } from "./trust-options.js";

export interface InstallCommandOptions extends TrustOptions {
  readonly trivyCache: string;
  readonly rollback?: true;
  readonly dryRun?: true;
}

export function addInstall(parent: Command, perform: Perform): void {
  const command = parent
    .command("install")
    .summary("put a bundle's database into a Trivy cache, safely")
    .description(
      "Verifies the bundle, checks its database from end to end, compares it with the one that is installed, and swaps the two at once: a scan, or a kill at any moment, finds the old one or the new one, whole. What does not pass changes nothing. The database that was there is kept for --rollback.",
    )
    .usage("<bundle> [options]")
    .argument("[bundle]", "bundle of the profile trivy:db or trivy:java-db: a directory or a tar")
    .requiredOption("--trivy-cache <dir>", "Trivy's --cache-dir");
  addTrustOptions(command, ["--allow-unsigned", "take a bundle of anybody, checked against its own manifest only"])
    .option(
      "--first-use",
      "accept the first bundle of a tenant and profile, also in the place of another one's; else one must have been installed before",
    )
    .option("--state <dir>", "remember there what was accepted (default: stella/ in the cache)")
    .option("--dry-run", "judge the bundle and say what would be done; change nothing")
    .option("--rollback", "bring back the database that the last install replaced; takes no bundle")
    .addHelpText(
      "after",
      examplesText([
        {
          purpose: "The first time",
          line: "stella export install ./trivy-bundle --trivy-cache ~/.cache/trivy --key maker.pub --first-use",
        },
        { purpose: "Each day", line: "stella export install ./trivy-bundle --trivy-cache ~/.cache/trivy --key maker.pub" },
        { purpose: "Back to the one before", line: "stella export install --rollback --trivy-cache ~/.cache/trivy" },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "7", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((bundle: string | undefined, options: InstallCommandOptions) =>
      perform(async (session) => (await import("../actions/install.js")).install(session, bundle, options)),
    );
}

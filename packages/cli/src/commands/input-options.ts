// The options that `run` and `plan` share: what goes in, and what is asked of it.
import type { Command } from "commander";
import { collect } from "../repeated-options.js";

/** As the user wrote them. */
export interface InputOptions {
  readonly profile: string;
  readonly from: readonly string[];
  readonly tenant?: string;
  readonly asOf?: string;
  readonly sequence?: string;
  readonly expiresIn?: string;
  readonly include?: readonly string[];
  readonly workers?: string;
  readonly redact?: "off" | "report" | "edit" | "exclude";
  readonly policy?: string;
  readonly rejects?: "fail" | "report";
  readonly acceptUnknown?: true;
  readonly previous?: string;
  readonly probes?: string;
  readonly scratch?: string;
  readonly force?: true;
}

export function addInputOptions(command: Command): void {
  const rejects = command
    .createOption("--rejects <mode>", "a bad document stops the run (fail, the default) or is listed in the bundle (report)")
    .choices(["fail", "report"]);
  const redact = command
    .createOption(
      "--redact <mode>",
      "secrets and mail addresses: not looked for, counted, taken out, or their records left out (default: by kind)",
    )
    .choices(["off", "report", "edit", "exclude"]);
  command
    .optionsGroup("Input:")
    .requiredOption("--profile <name>", "what to make: a built-in KIND:VARIANT such as json:raw, or a profile FILE (YAML or JSON)")
    .requiredOption("--from <source>", "NAME=PATH, repeatable: PATH is a folder, a file, JSON Lines, or - for JSON Lines on stdin", collect)
    .option("--include <kinds>", "only these kinds, separated by commas, repeatable; the others are counted as excluded", collect)
    .addOption(rejects.helpGroup("Input:"))
    .option("--accept-unknown", "carry documents of unknown shape as findings")
    .addOption(redact.helpGroup("Input:"))
    .option("--policy <dir>", "a policy snapshot and its evaluations (snapshot.json, evaluations.jsonl), for json:policy");
  command
    .optionsGroup("Label:")
    .option("--tenant <tenant>", "whose bundle it is (default: the profile's, else local)")
    .option("--as-of <time>", "age of the evidence, RFC 3339 (default: the newest date in it)")
    .option("--sequence <number>", "counts up from bundle to bundle (default: as-of in seconds)")
    .option("--expires-in <span>", "how long after as-of the bundle may be used, such as 7d")
    .option(
      "--previous <bundle>",
      "the bundle before this one, whose sequence this one must exceed; trivy:db: and which it must not shrink from",
    );
  command
    .optionsGroup("Gate:")
    .option("--probes <file>", "trivy:db: JSON Lines {purl, vulnerabilityId, found} that the database must answer so");
}

// Declares `stella export run` and `stella export plan`.
import type { Command } from "commander";
import { chooseKeyEarly } from "../early-key.js";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";
import { addInputOptions, type InputOptions } from "./input-options.js";

export interface RunOptions extends InputOptions {
  readonly out: string;
  readonly key?: string;
}

export function addRun(parent: Command, perform: Perform): void {
  const command = parent
    .command("run")
    .summary("make a bundle")
    .description(
      "Reads evidence and makes one reproducible bundle of it: a directory, or a tar where --out ends in .tar. The same evidence gives the same bytes.",
    );
  addInputOptions(command);
  command
    .optionsGroup("Output:")
    .requiredOption("--out <path>", "where the bundle goes; absent or empty, unless --force")
    .option(
      "--key <file>",
      "sign with this private key; its password from STELLA_KEY_PASSWORD, COSIGN_PASSWORD or the terminal (default: as the profile says, else unsigned)",
    )
    .option("--force", "replace what is at --out, but only by a whole bundle")
    .option("--scratch <dir>", "folder for temporary files (default: beside --out)")
    .option("--workers <number>", "threads that read and compress (default: one for each core); changes no byte")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "A folder of OSV advisories", line: "stella export run --profile json:raw --from osv=./advisories --out ./bundle" },
        {
          purpose: "Two sources into a tar that expires, bad documents listed in it",
          line: "stella export run --profile json:raw --from osv=./advisories --from mine=./own.jsonl \\\n      --rejects report --expires-in 7d --out bundle.tar",
        },
        {
          purpose: "Signed",
          line: "stella export run --profile json:raw --from osv=./advisories --key maker.key --out ./bundle",
        },
        {
          purpose: "A Trivy database that must not shrink from yesterday's and must answer the probes",
          line: "stella export run --profile trivy:db --from osv=./advisories \\\n      --previous ./yesterday --probes probes.jsonl --out ./today",
        },
        {
          purpose: "JSON Lines from a pipe, the result as JSON",
          line: "zcat feed.jsonl.gz | stella export run --profile json:raw --from feed=- --out ./bundle -o json",
        },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "6", "7", "10", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((options: RunOptions) =>
      perform(async (session) => {
        const chosen = await chooseKeyEarly(session, options.key);
        return (await import("../actions/run.js")).runExport(session, options, chosen);
      }),
    );
}

export function addPlan(parent: Command, perform: Perform): void {
  const command = parent
    .command("plan")
    .summary("say what a run would do; write nothing")
    .description(
      "Reads the evidence as `run` would and says what would go in, how large the bundle would be and how much scratch it needs. Writes nothing.",
    );
  addInputOptions(command);
  command
    .option("--key <file>", "as in run; without effect here")
    .option("--force", "as in run; without effect here")
    .option("--scratch <dir>", "as in run; without effect here")
    .option("--workers <number>", "as in run; without effect here")
    .addHelpText(
      "after",
      examplesText([{ purpose: "Before a long run", line: "stella export plan --profile json:raw --from osv=./advisories" }]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "10", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((options: InputOptions) => perform(async (session) => (await import("../actions/run.js")).planExport(session, options)));
}

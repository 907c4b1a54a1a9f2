// The tree of commands and the options that all of them take. It declares; what a command does is loaded when it runs.
import type { Command } from "commander";
import { addCat, addInspect, addTrace } from "./commands/bundle.js";
import { addDiff, addExplain } from "./commands/compare.js";
import { addCompletion } from "./commands/completion.js";
import { addDatabase } from "./commands/database.js";
import { DOCS_TEXT, examplesText } from "./commands/help-text.js";
import { addInstall } from "./commands/install.js";
import { addKeys } from "./commands/keys.js";
import { addProfile } from "./commands/profile.js";
import { addPlan, addRun } from "./commands/run.js";
import { addSign } from "./commands/sign.js";
import { addVerify, addVerifyReceipt } from "./commands/verify.js";
import { newProgram, type ProgramSettings } from "./program.js";
import type { Perform } from "./session.js";

export function buildProgram(settings: ProgramSettings, perform: Perform): Command {
  const program = newProgram("stella", settings).description(
    "Export Center: turns vulnerability evidence into reproducible bundles, and reads them back.",
  );
  const group = program
    .command("export")
    .summary("make, verify and read bundles")
    .description("Makes, verifies and reads bundles of vulnerability evidence, in process and without a server.")
    .addHelpText(
      "after",
      examplesText([
        {
          purpose: "Make a bundle and check it",
          line: "stella export run --profile json:raw --from osv=./advisories --out ./bundle\n  stella export verify ./bundle --integrity-only",
        },
        { purpose: "Everything about one command", line: "stella export run --help" },
      ]),
    )
    .addHelpText("after", DOCS_TEXT);
  group.commandsGroup("Make:");
  addRun(group, perform);
  addPlan(group, perform);
  addSign(group, perform);
  addKeys(group, perform);
  addProfile(group, perform);
  group.commandsGroup("Check and read:");
  addVerify(group, perform);
  addVerifyReceipt(group, perform);
  addInspect(group, perform);
  addCat(group, perform);
  addTrace(group, perform);
  group.commandsGroup("Trivy databases:");
  addInstall(group, perform);
  addExplain(group, perform);
  addDiff(group, perform);
  addDatabase(group, perform);
  addCompletion(program, perform);
  program.addHelpText(
    "after",
    examplesText([{ purpose: "The first bundle", line: "stella export run --profile json:raw --from osv=./advisories --out ./bundle" }]),
  );
  program.addHelpText("after", DOCS_TEXT);
  return program;
}

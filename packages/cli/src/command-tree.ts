// The tree of commands and the options that all of them take. It declares; what a command does is loaded when it runs.
import { Command, Option } from "commander";
import { addCat, addInspect, addTrace, addVerify } from "./commands/bundle.js";
import { addCompletion } from "./commands/completion.js";
import { addDatabase } from "./commands/database.js";
import { DOCS_TEXT, examplesText } from "./commands/help-text.js";
import { addKeys } from "./commands/keys.js";
import { addProfile } from "./commands/profile.js";
import { addPlan, addRun } from "./commands/run.js";
import { addSign } from "./commands/sign.js";
import { refuseUnsupported } from "./commands/unsupported-options.js";
import { FORMATS, type Perform } from "./session.js";

export interface ProgramSettings {
  readonly version: string;
  readonly bold: (text: string) => string;
  /** Takes help and version, whether they were asked for or shown instead of a missing command. */
  readonly show: (text: string) => void;
}

export function buildProgram(settings: ProgramSettings, perform: Perform): Command {
  const program = new Command("stella");
  program
    .description("Export Center: turns vulnerability evidence into reproducible bundles, and reads them back.")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, styleTitle: settings.bold })
    .configureOutput({ writeOut: settings.show, writeErr: settings.show, outputError: () => {} })
    .hook("preAction", (_, action) => refuseUnsupported(action))
    .addOption(
      new Option("-o, --format <format>", "form of the result on stdout, and of errors on stderr").choices(FORMATS).default("table"),
    )
    .option("--no-progress", "show no progress, not even on a terminal")
    .option("-q, --quiet", "say nothing but results and errors")
    .option("--offline", "refuse network calls; only signing with a timestamp or without a key makes one")
    .version(settings.version, "--version", "print the version")
    .helpOption("-h, --help", "show help");
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
  addInspect(group, perform);
  addCat(group, perform);
  addTrace(group, perform);
  group.commandsGroup("Trivy databases:");
  addDatabase(group, perform);
  addCompletion(program, perform);
  program.addHelpText(
    "after",
    examplesText([{ purpose: "The first bundle", line: "stella export run --profile json:raw --from osv=./advisories --out ./bundle" }]),
  );
  program.addHelpText("after", DOCS_TEXT);
  return program;
}

// Declares `stella export profile validate|schema|show`.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";

export function addProfile(parent: Command, perform: Perform): void {
  const group = parent
    .command("profile")
    .summary("check and show profiles")
    .description("A profile says what a run makes, with which limits and options.")
    .addHelpText(
      "after",
      examplesText([{ purpose: "Start a profile of your own", line: "stella export profile show json:raw > nightly.yaml" }]),
    )
    .addHelpText("after", DOCS_TEXT);
  group
    .command("validate")
    .summary("check a profile file")
    .description("Checks a profile file and names every place that is wrong.")
    .argument("<file>", "YAML or JSON")
    .addHelpText("after", examplesText([{ purpose: "After an edit", line: "stella export profile validate nightly.yaml" }]))
    .addHelpText("after", exitCodesText(["3", "4", "130"]))
    .action((file: string) => perform(async (session) => (await import("../actions/profile.js")).validateProfile(session, file)));
  group
    .command("schema")
    .summary("print the JSON Schema of profile files")
    .description("Prints the JSON Schema (draft 2020-12) that profile files must fit; with -o yaml as YAML.")
    .addHelpText("after", examplesText([{ purpose: "For an editor", line: "stella export profile schema > profile.schema.json" }]))
    .action(() => perform(async (session) => (await import("../actions/profile.js")).printSchema(session)));
  group
    .command("show")
    .summary("print a profile with every default filled in")
    .description("Prints a built-in profile, or that of a file, with every default filled in: YAML, or with -o json JSON.")
    .argument("<profile>", "KIND:VARIANT or a file")
    .addHelpText("after", examplesText([{ purpose: "What json:raw means", line: "stella export profile show json:raw" }]))
    .addHelpText("after", exitCodesText(["3", "4", "130"]))
    .action((profile: string) => perform(async (session) => (await import("../actions/profile.js")).showProfile(session, profile)));
}

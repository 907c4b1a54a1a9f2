// Declares `stella export db load|check|dump`.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";

export interface LoadOptions {
  readonly out: string;
  readonly force?: true;
}

export function addDatabase(parent: Command, perform: Perform): void {
  const group = parent
    .command("db")
    .summary("make, check and print Trivy database files")
    .description("Works on trivy.db, the bbolt file that Trivy reads advisories from: ours, upstream's, or one that you edit as JSON.")
    .addHelpText(
      "after",
      examplesText([
        {
          purpose: "Edit a database as text",
          line: "stella export db dump trivy.db > tree.json\n  stella export db load tree.json --out edited.db",
        },
      ]),
    )
    .addHelpText("after", DOCS_TEXT);
  addLoad(group, perform);
  addCheck(group, perform);
  addDump(group, perform);
}

function addLoad(group: Command, perform: Perform): void {
  group
    .command("load")
    .summary("make a database of a tree in JSON")
    .description(
      "Makes a database file of a tree in JSON: objects are buckets, strings are values, in any order. The same tree gives the same file.",
    )
    .argument("<file>", "the tree")
    .requiredOption("--out <file>", "the database; must not be there")
    .option("--force", "replace what is at --out, only by a whole database")
    .addHelpText(
      "after",
      examplesText([
        {
          purpose: 'Of a tree like {"vulnerability": {}, "npm::Acme": {"left-pad": {"ACME-1": "{…}"}}}',
          line: "stella export db load tree.json --out ~/.cache/trivy/db/trivy.db",
        },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "7"]))
    .action((file: string, options: LoadOptions) =>
      perform(async (session) => (await import("../actions/database.js")).loadTree(session, file, options)),
    );
}

function addCheck(group: Command, perform: Perform): void {
  group
    .command("check")
    .summary("check a database file")
    .description(
      "Checks that every page of the file is in use once or free, keys are in order, and values have the shape that Trivy reads. The result is printed on failure too.",
    )
    .argument("<file>", "trivy.db, ours or upstream's")
    .addHelpText("after", examplesText([{ purpose: "Before a fleet gets it", line: "stella export db check trivy.db" }]))
    .addHelpText("after", exitCodesText(["3", "4", "5"]))
    .action((file: string) => perform(async (session) => (await import("../actions/database.js")).checkDatabase(session, file)));
}

function addDump(group: Command, perform: Perform): void {
  group
    .command("dump")
    .summary("print a database as a tree in JSON")
    .description("Prints the tree in key order, an entry a line, as JSON whatever the format; `db load` makes the same database of it.")
    .argument("<file>", "trivy.db, ours or upstream's")
    .addHelpText(
      "after",
      examplesText([{ purpose: "What Trivy knows of a package", line: `stella export db dump trivy.db | jq '."npm::Acme"."left-pad"'` }]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "130"]))
    .action((file: string) => perform(async (session) => (await import("../actions/database.js")).dumpTree(session, file)));
}

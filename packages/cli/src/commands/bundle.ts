// Declares the commands that read a bundle: `stella export inspect|cat|trace`.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";

export interface CatOptions {
  readonly kind?: string;
  readonly id?: string;
}

export function addInspect(parent: Command, perform: Perform): void {
  parent
    .command("inspect")
    .summary("show what a bundle says about itself, or what a Trivy database holds")
    .description(
      "Shows the manifest of a bundle: as a table an overview, as JSON or YAML the whole. Checks no file; verify does. Of a Trivy database it shows metadata and buckets.",
    )
    .argument("<path>", "bundle: a directory or a tar; or trivy.db, trivy-java.db, db.tar.gz")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "An overview", line: "stella export inspect ./bundle" },
        { purpose: "One field for a script", line: "stella export inspect ./bundle -o json | jq -r .contentDigest" },
        { purpose: "What the Trivy on this machine knows", line: "stella export inspect ~/.cache/trivy/db/trivy.db" },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5"]))
    .addHelpText("after", DOCS_TEXT)
    .action((path: string) => perform(async (session) => (await import("../actions/inspect.js")).inspect(session, path)));
}

export function addCat(parent: Command, perform: Perform): void {
  parent
    .command("cat")
    .summary("print the records of a bundle")
    .description(
      "Prints canonical records as JSON Lines, one a line, in key order, whatever the format. What is printed was checked against the manifest.",
    )
    .argument("<bundle>", "a directory or a tar")
    .option("--kind <kind>", "only records of this kind")
    .option("--id <id>", "only records whose document has exactly this id")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "All advisories", line: "stella export cat ./bundle --kind advisory | jq -r .id" },
        { purpose: "One document", line: "stella export cat ./bundle --id GHSA-jfh8-c2jp-5v3q" },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((bundle: string, options: CatOptions) =>
      perform(async (session) => (await import("../actions/cat.js")).cat(session, bundle, options)),
    );
}

export function addTrace(parent: Command, perform: Perform): void {
  parent
    .command("trace")
    .summary("say where a record came from")
    .description(
      "Finds records by document id, alias or path and shows where each came from: its source, the digest of its source document, and where it lies.",
    )
    .argument("<bundle>", "a directory or a tar")
    .argument("<id>", "a document's id or alias (upper or lower case), or a path as in the source")
    .addHelpText("after", examplesText([{ purpose: "By alias", line: "stella export trace ./bundle CVE-2021-44228" }]))
    .addHelpText("after", exitCodesText(["3", "4", "5"]))
    .addHelpText("after", DOCS_TEXT)
    .action((bundle: string, id: string) => perform(async (session) => (await import("../actions/trace.js")).trace(session, bundle, id)));
}

// Declares the commands that say why a database holds what it holds, and what changed: `stella export explain|diff`.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";

export interface ExplainOptions {
  readonly vuln: string;
  readonly package?: string;
}

export function addExplain(parent: Command, perform: Perform): void {
  parent
    .command("explain")
    .summary("say why a Trivy database reports a vulnerability")
    .description(
      "Leads from a vulnerability to the values that the bundle's Trivy database holds of it, and from each to the source documents and decisions that made it. Reads the bundle's index, checked against the manifest; the database stays packed.",
    )
    .argument("<bundle>", "a bundle of the profile trivy:db: a directory or a tar")
    .requiredOption("--vuln <id>", "CVE, GHSA or any other id or alias, upper or lower case")
    .option("--package <name>", "only of this package, upper or lower case")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "Everything about one vulnerability", line: "stella export explain ./trivy-bundle --vuln CVE-2021-44228" },
        {
          purpose: "Which document makes Trivy report it",
          line: "stella export explain ./trivy-bundle --vuln CVE-2021-44228 --package log4j:log4j -o json | jq -r '.[].path'",
        },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5"]))
    .addHelpText("after", DOCS_TEXT)
    .action((bundle: string, options: ExplainOptions) =>
      perform(async (session) => (await import("../actions/explain.js")).explainBundle(session, bundle, options)),
    );
}

export interface DiffOptions {
  readonly sbom?: string;
}

export function addDiff(parent: Command, perform: Perform): void {
  parent
    .command("diff")
    .summary("say what changed between two databases or bundles")
    .description(
      "Compares two Trivy databases: advisories that came, went or changed, ranges and severities that moved. Or the records of two other bundles. Exit 0, whatever the difference.",
    )
    .argument("<a>", "the older one: a bundle (directory or tar), trivy.db or db.tar.gz")
    .argument("<b>", "the newer one, of the same kind")
    .option("--sbom <dir>", "also say which components of these SBOMs come to be reported, or no longer are")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "What changed since yesterday", line: "stella export diff ./yesterday ./today" },
        { purpose: "What that means for what we run", line: "stella export diff ./yesterday ./today --sbom ./sboms" },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((a: string, b: string, options: DiffOptions) =>
      perform(async (session) => (await import("../actions/diff.js")).diff(session, a, b, options)),
    );
}

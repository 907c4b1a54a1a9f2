// Declares `stella export verify`, which is also all that `stella-verify.mjs` has.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import type { TrustOptions } from "../trust-choice.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";
import { addTrustOptions } from "./trust-options.js";

export interface VerifyCommandOptions extends TrustOptions {
  readonly at?: string;
  readonly tenant?: string;
  readonly profile?: string;
  readonly deep?: true;
  readonly receipt?: string;
  readonly receiptKey?: string;
}

export interface VerifyReceiptOptions {
  readonly key: string;
  readonly bundle?: string;
}

export function addVerify(parent: Command, perform: Perform): void {
  const command = parent
    .command("verify")
    .summary("check who signed a bundle, and that it is whole and unchanged")
    .description(
      "Checks the signatures of a bundle, and every file against its manifest, without any network. The result is printed on failure too.",
    )
    .usage("<path> [options]")
    .argument("[path]", "bundle: a directory, a tar, or - for a tar on stdin");
  addTrustOptions(command, ["--integrity-only", "check the bundle against its own manifest; who made it is not checked"])
    .option("--state <dir>", "remember what was accepted here, and refuse older bundles")
    .option("--first-use", "accept the first bundle of a tenant and profile; else the state must know one")
    .option("--deep", "also check what lies inside the compressed files")
    .option("--tenant <tenant>", "demand this tenant")
    .option("--profile <name>", "demand the profile of this name")
    .option("--at <time>", "judge the expiry at this time, RFC 3339 (default: now)")
    .option("--receipt <file>", "write a signed statement of what was verified and how it ended; never over a file that is there")
    .option("--receipt-key <key>", "private key that signs the receipt; its password as for keys")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "A directory or a tar, by the maker's key", line: "stella export verify ./bundle --key maker.pub" },
        {
          purpose: "Nothing older than what was accepted before",
          line: "stella export verify ./bundle --trust trust.json --state ./seen",
        },
        {
          purpose: "What comes over a pipe, down to the records, and only if it is ours",
          line: "ssh far cat bundle.tar | stella export verify - --key maker.pub --deep --tenant local",
        },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "7", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((path: string | undefined, options: VerifyCommandOptions) =>
      perform(async (session) => (await import("../actions/verify.js")).verify(session, path, options)),
    );
}

export function addVerifyReceipt(parent: Command, perform: Perform): void {
  parent
    .command("verify-receipt")
    .summary("check what somebody says about having verified a bundle")
    .description(
      "Checks a receipt of verify: who signed it, that it says the bundle was accepted, and, with --bundle, that it is about this one and that this one is whole.",
    )
    .argument("<file>", "receipt, as `verify --receipt` writes it")
    .requiredOption("--key <pub>", "public key (a PEM file) of whoever verified")
    .option("--bundle <path>", "the bundle that it must be about: a directory or a tar")
    .addHelpText(
      "after",
      examplesText([
        { purpose: "Was this bundle accepted?", line: "stella export verify-receipt receipt.json --key auditor.pub --bundle ./bundle" },
      ]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "5", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((file: string, options: VerifyReceiptOptions) =>
      perform(async (session) => (await import("../actions/verify-receipt.js")).verifyReceipt(session, file, options)),
    );
}

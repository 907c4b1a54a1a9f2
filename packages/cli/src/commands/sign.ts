// Declares `stella export sign`.
import type { Command } from "commander";
import { chooseKeyEarly } from "../early-key.js";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";

export interface SignOptions {
  readonly key: string;
}

export function addSign(parent: Command, perform: Perform): void {
  parent
    .command("sign")
    .summary("sign a bundle that is there already")
    .description(
      "Checks a bundle, down to its records, and adds a signature; for a host that holds the key and not the evidence. A valid signature by the same key is kept, and further keys sign beside it.",
    )
    .argument("<bundle>", "a directory or a tar; it is changed in place, in one step")
    .requiredOption("--key <file>", "private key as `keys generate` or cosign writes it; its password as for keys")
    .addHelpText("after", examplesText([{ purpose: "A second signer", line: "stella export sign ./bundle --key second.key" }]))
    .addHelpText("after", exitCodesText(["3", "4", "5", "7", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((bundle: string, options: SignOptions) =>
      perform(async (session) => {
        const chosen = await chooseKeyEarly(session, options.key);
        return (await import("../actions/sign.js")).sign(session, bundle, options, chosen);
      }),
    );
}

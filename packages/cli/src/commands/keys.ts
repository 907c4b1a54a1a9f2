// Declares `stella export keys generate|show|import`.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import { DOCS_TEXT, examplesText, exitCodesText } from "./help-text.js";

export interface GenerateOptions {
  readonly out: string;
  readonly type: "p256" | "ed25519" | "rsa3072";
}

export interface ImportOptions {
  readonly out: string;
}

const PASSWORD_TEXT = `
The password comes from STELLA_KEY_PASSWORD, else COSIGN_PASSWORD, else from a question on the
terminal; never from an argument.`;

export function addKeys(parent: Command, perform: Perform): void {
  const group = parent
    .command("keys")
    .summary("make, show and import keys for signing")
    .description("Keys for signing, in the files of cosign generate-key-pair: what is made here works there, and the other way round.")
    .addHelpText(
      "after",
      examplesText([{ purpose: "A key, and its public half for receivers", line: "stella export keys generate --out maker" }]),
    )
    .addHelpText("after", DOCS_TEXT);
  addGenerate(group, perform);
  addShow(group, perform);
  addImport(group, perform);
}

function addGenerate(group: Command, perform: Perform): void {
  const command = group
    .command("generate")
    .summary("make a key")
    .description(
      "Writes PREFIX.key (encrypted, for its owner only), PREFIX.pub and PREFIX.trusted-root.json. Nothing is ever overwritten.",
    );
  const type = command.createOption("--type <type>", "kind of key").choices(["p256", "ed25519", "rsa3072"]).default("p256");
  command
    .requiredOption("--out <prefix>", "beginning of the files' names")
    .addOption(type)
    .addHelpText("after", PASSWORD_TEXT)
    .addHelpText(
      "after",
      examplesText([{ purpose: "ECDSA P-256, which every verifier takes", line: "stella export keys generate --out maker" }]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "7", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((options: GenerateOptions) => perform(async (session) => (await import("../actions/keys.js")).generate(session, options)));
}

function addShow(group: Command, perform: Perform): void {
  group
    .command("show")
    .summary("show what a key is called")
    .description("Shows the id, the type and the public half of a key. A private key is opened for that, so it needs its password.")
    .argument("<file>", "a public or a private key")
    .addHelpText("after", PASSWORD_TEXT)
    .addHelpText(
      "after",
      examplesText([{ purpose: "The id that verify shows", line: "stella export keys show maker.pub -o json | jq -r .keyId" }]),
    )
    .addHelpText("after", exitCodesText(["3", "4", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((file: string) => perform(async (session) => (await import("../actions/keys.js")).show(session, file)));
}

function addImport(group: Command, perform: Perform): void {
  group
    .command("import")
    .summary("take over a key from elsewhere")
    .description("Reads an unencrypted PKCS#8, SEC1 or PKCS#1 PEM file, or a key file of cosign, and writes the three files of generate.")
    .argument("<file>", "the key; it stays as it is")
    .requiredOption("--out <prefix>", "beginning of the files' names")
    .addHelpText("after", PASSWORD_TEXT)
    .addHelpText("after", examplesText([{ purpose: "From OpenSSL", line: "stella export keys import ec.pem --out maker" }]))
    .addHelpText("after", exitCodesText(["3", "4", "7", "130"]))
    .addHelpText("after", DOCS_TEXT)
    .action((file: string, options: ImportOptions) =>
      perform(async (session) => (await import("../actions/keys.js")).importKey(session, file, options)),
    );
}

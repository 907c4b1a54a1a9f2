// Declares `stella completion`. What its scripts call on every Tab is no command: words of another command line are not parsed as options.
import type { Command } from "commander";
import type { Perform } from "../session.js";
import { examplesText } from "./help-text.js";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export function addCompletion(program: Command, perform: Perform): void {
  program
    .command("completion")
    .summary("print a completion script for bash, zsh or fish")
    .description("Prints a script that completes commands, options, profiles, kinds and paths on Tab.")
    .addArgument(program.createArgument("<shell>").choices(SHELLS))
    .addHelpText(
      "after",
      examplesText([
        { purpose: "bash, in ~/.bashrc", line: 'eval "$(stella completion bash)"' },
        { purpose: "zsh, in ~/.zshrc after compinit", line: 'eval "$(stella completion zsh)"' },
        { purpose: "fish", line: "stella completion fish > ~/.config/fish/completions/stella.fish" },
      ]),
    )
    .action((shell: Shell) => perform(async (session) => (await import("../actions/completion.js")).printScript(session, shell)));
}

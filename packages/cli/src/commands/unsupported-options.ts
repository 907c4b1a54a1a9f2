// Options of the contract that a later version does. They are recognised, so that the refusal says so, and stand in no help.
import { type Command, Option } from "commander";
import { CommandError } from "../command-error.js";

const unsupported = new WeakSet<Option>();

/** Adds options that are refused when given. */
export function addUnsupported(command: Command, flags: readonly string[]): void {
  for (const text of flags) {
    const option = new Option(text).hideHelp();
    unsupported.add(option);
    command.addOption(option);
  }
}

/** Throws OPTION_UNSUPPORTED where one of them is given. */
export function refuseUnsupported(command: Command): void {
  for (const option of command.options) {
    if (unsupported.has(option) && command.getOptionValueSource(option.attributeName()) === "cli") {
      throw new CommandError("ERR_EXPORT_OPTION_UNSUPPORTED", `${option.long} is not supported by this version yet`);
    }
  }
}

// What becomes of an option that is given more than once: it collects, or it is refused. The last one is never silently the one that counts.
import type { Command } from "commander";

/** Parses the value of an option that may be repeated: it becomes the list of all that was given. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}

/**
 * For every command of the tree: an option that takes a value and does not collect may be given once. A flag says the same twice, and of the form of
 * the output, which decides nothing, the last one counts: an alias may hold the first.
 */
export function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    const takesValue = option.required || option.optional;
    if (!takesValue || option.name() === "format" || option.variadic || option.parseArg === collect) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven) command.error(`error: option '${option.flags}' is given twice; it may be given once`);
      isGiven = true;
    });
  }
  for (const below of command.commands) refuseRepeats(below);
}

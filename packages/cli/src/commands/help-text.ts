// What stands below the options in every `--help`. It knows layout, not commands.

const EXIT_CODES = [
  ["0", "done"],
  ["1", "internal error, disk full, input/output"],
  ["2", "a flag, the profile or the input is invalid"],
  ["3", "permission denied"],
  ["4", "a path or an id does not exist"],
  ["5", "refused: the bundle does not verify, the database is damaged"],
  ["6", "a network call would be needed, and --offline forbids it"],
  ["7", "something is in the way"],
  ["10", "a source changed while it was read, or a service did not answer; again may help"],
  ["130", "interrupted"],
] as const;

const OF_EVERY_COMMAND: readonly string[] = ["0", "1", "2"];

export interface Example {
  /** What the command is for, as a comment. */
  readonly purpose: string;
  readonly line: string;
}

export function examplesText(examples: readonly Example[]): string {
  const blocks = examples.map(({ purpose, line }) => `  # ${purpose}\n  ${line}`);
  return `\nExamples:\n${blocks.join("\n\n")}`;
}

/** The exit codes that a command can end with: these, and what every command can. */
export function exitCodesText(codes: readonly string[]): string {
  const lines = EXIT_CODES.filter(([code]) => [...OF_EVERY_COMMAND, ...codes].includes(code)).map(
    ([code, meaning]) => `  ${code.padStart(3)}  ${meaning}`,
  );
  return `\nExit codes:\n${lines.join("\n")}`;
}

export const DOCS_TEXT = "\nDocs: docs/modules/export-center/cli.md; every error code: errors.md beside it";

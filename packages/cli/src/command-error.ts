// A refusal of the command line itself, thrown before core is loaded; the error report turns it into an ExportError.
import type { ErrorCode } from "@stella-export/core";

export class CommandError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** ERR_EXPORT_USAGE, exit 2. */
export function usageError(message: string, hint?: string): CommandError {
  return new CommandError("ERR_EXPORT_USAGE", message, hint);
}

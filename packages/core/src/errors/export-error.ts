// The one error type that leaves a public function for a reason that a user can act on.
// Mistakes of the calling programmer are TypeErrors instead; expected absence is a value.
import { type ErrorCode, type ExitCode, meaningOf } from "./table.js";

/** Where it happened, as far as known. `record` is a line number (from 1) in a JSONL file; `offset` is in bytes. */
export interface ErrorPlace {
  readonly source?: string;
  readonly path?: string;
  readonly record?: number;
  readonly offset?: number;
}

export interface ErrorDetails extends ErrorPlace {
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A failure with a documented code. Tests assert `code`, never the text. No secret ever enters the message. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place: ErrorPlace;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    const { hint, cause, ...place } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint ?? meaningOf(code).action;
    this.place = place;
  }

  get exitCode(): ExitCode {
    return meaningOf(this.code).exit;
  }

  /** The same failure, with more of its place known. What is set already stays. */
  at(place: ErrorPlace): ExportError {
    return new ExportError(this.code, this.message, { ...place, ...this.place, hint: this.hint, cause: this.cause });
  }

  /** The form of errors on stderr with `-o json`. */
  toJSON(): { code: ErrorCode; message: string; hint: string } & ErrorPlace {
    return { code: this.code, message: this.message, hint: this.hint, ...this.place };
  }
}

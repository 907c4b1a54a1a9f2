// What an error code means: the columns of the table of codes, and a short way to write a row for each family. It knows no code.

/** Where a failure comes from: what was given, what a source holds, what a bundle holds, whom to trust, where it goes, the run itself. */
export type ErrorFamily = "input" | "source" | "content" | "trust" | "delivery" | "run";

/** Process exit codes of the command line (contract: Exit). */
export type ExitCode = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 10 | 130;

export interface ErrorMeaning {
  readonly family: ErrorFamily;
  readonly exit: ExitCode;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly meaning: string;
  readonly action: string;
}

export const input = (exit: ExitCode, meaning: string, action: string): ErrorMeaning => ({
  family: "input",
  exit,
  retryable: false,
  meaning,
  action,
});
export const source = (exit: ExitCode, meaning: string, action: string): ErrorMeaning => ({
  family: "source",
  exit,
  retryable: false,
  meaning,
  action,
});
export const content = (meaning: string, action: string): ErrorMeaning => ({
  family: "content",
  exit: 5,
  retryable: false,
  meaning,
  action,
});
export const trust = (meaning: string, action: string): ErrorMeaning => ({ family: "trust", exit: 5, retryable: false, meaning, action });
export const delivery = (exit: ExitCode, retryable: boolean, meaning: string, action: string): ErrorMeaning => ({
  family: "delivery",
  exit,
  retryable,
  meaning,
  action,
});
export const run = (exit: ExitCode, retryable: boolean, meaning: string, action: string): ErrorMeaning => ({
  family: "run",
  exit,
  retryable,
  meaning,
  action,
});

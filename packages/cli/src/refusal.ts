// What a verification found, as one error for whoever sees stderr only.
import { ExportError, type VerifyFailure } from "@stella-export/core";

/** The first failure and how many more there are; there must be one. */
export function refusalOf(failures: readonly VerifyFailure[], what?: string): ExportError {
  const [first] = failures;
  if (first === undefined) throw new TypeError("a failed verification names no failure");
  const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} more)`;
  return new ExportError(first.code, `${what === undefined ? "" : `${what}: `}${first.message}${others}`, { path: first.path });
}

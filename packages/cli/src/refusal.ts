// What a check found, as one error for whoever sees stderr only.
import { ExportError, type VerifyFailure } from "@stella-export/core";

/** The first failure and how many more there are; there must be one. */
export function refusalOf(failures: readonly (VerifyFailure & { readonly offset?: number })[], what?: string): ExportError {
  const [first] = failures;
  if (first === undefined) throw new TypeError("a failed check names no failure");
  const { code, message, path, offset } = first;
  const others = failures.length === 1 ? "" : ` (and ${failures.length - 1} more)`;
  const place = { path, ...(offset === undefined ? {} : { offset }) };
  return new ExportError(code, `${what === undefined ? "" : `${what}: `}${message}${others}`, place);
}

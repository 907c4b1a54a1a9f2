// Collects what is wrong with a bundle, in a bounded list with one order. It judges nothing.
import { compareUtf16, compareUtf8 } from "../bytes.js";
import type { ErrorCode } from "../errors/table.js";
import type { VerifyFailure } from "./result.js";

/** A bundle with a million wrong files needs no message for each. */
const MAX_FAILURES = 1000;

export class FailureList {
  readonly #failures: VerifyFailure[] = [];
  #cut = 0;

  add(code: ErrorCode, path: string, message: string): void {
    if (this.#failures.length < MAX_FAILURES) this.#failures.push({ code, path, message });
    else this.#cut++;
  }

  addAll(failures: Iterable<VerifyFailure>): void {
    for (const { code, path, message } of failures) this.add(code, path, message);
  }

  get isEmpty(): boolean {
    return this.#failures.length === 0;
  }

  /** By path as bytes, then code; the last message tells how many were left out. */
  sorted(): VerifyFailure[] {
    const sorted = this.#failures.toSorted((a, b) => compareUtf8(a.path, b.path) || compareUtf16(a.code, b.code));
    const last = sorted.at(-1);
    if (last === undefined || this.#cut === 0) return sorted;
    return [...sorted.slice(0, -1), { ...last, message: `${last.message} (${this.#cut} more failures are left out)` }];
  }
}

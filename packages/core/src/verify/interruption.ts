// What long work ends with when it is told to stop.
import { ExportError } from "../errors/export-error.js";

/** House rule for long work: what a signal was aborted with, if that is an error of ours, else INTERRUPTED. */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  const reason: unknown = signal.reason;
  throw reason instanceof ExportError
    ? reason
    : new ExportError("ERR_EXPORT_INTERRUPTED", "verification was interrupted", { cause: reason });
}

// Whether a record still stands: what its `withdrawn` says, read strictly, since one bad member must not hide a vulnerability.
import { parseInstant } from "@stella-export/core";
import type { OsvRecord } from "./osv-record.js";

/** `later`: it will be, after the run's `asOf`. `unclear`: nobody can tell. */
export type Withdrawal = "no" | "yes" | "later" | "unclear";

/** `asOf`: in seconds since the epoch. */
export function withdrawalOf({ withdrawn }: Pick<OsvRecord, "withdrawn">, asOf: number): Withdrawal {
  if (withdrawn === undefined || withdrawn === null) return "no";
  const instant = typeof withdrawn === "string" ? parseInstant(withdrawn) : undefined;
  if (instant === undefined) return "unclear";
  return instant <= asOf ? "yes" : "later";
}

/** As NVD and MITRE write it, at the beginning: a text may speak of these words elsewhere. */
const TAKEN_BACK = /^\s*(?:\*\* REJECT \*\*|Rejected reason:|DO NOT USE THIS CANDIDATE NUMBER)/;

/** The record's text says that its number was taken back. It speaks for itself only: who else speaks of the number withdraws his own. */
export function isTakenBack({ details }: Pick<OsvRecord, "details">): boolean {
  return TAKEN_BACK.test(details);
}

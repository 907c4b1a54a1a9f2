// asOf, sequence and expiry of a bundle: what its makers say about its age (contract: Time, Sequence). Pure.
import { ExportError } from "../../errors/export-error.js";
import type { Manifest } from "../../manifest/schema.js";
import { formatInstant, parseInstant } from "../../time.js";

const FUTURE_TOLERANCE_SECONDS = 24 * 3600;

export interface LabelRequest {
  readonly sequence: number | undefined;
  readonly expiresInSeconds: number | undefined;
  /** The bundle before this one, whose sequence a new one must exceed. */
  readonly previous: Pick<Manifest, "sequence" | "contentDigest"> | undefined;
}

/** asOf in seconds: as asked for, else the newest date kept. Throws AS_OF_MISSING, AS_OF_FUTURE. */
export function chooseAsOf(asked: number | undefined, newest: number | undefined, now: number): number {
  const asOf = asked ?? newest;
  if (asOf === undefined) throw new ExportError("ERR_EXPORT_AS_OF_MISSING", "no record kept carries a date that counts");
  if (asOf > now + FUTURE_TOLERANCE_SECONDS) {
    throw new ExportError(
      "ERR_EXPORT_AS_OF_FUTURE",
      `asOf would be ${formatInstant(asOf)}, more than 24 hours after this machine's ${formatInstant(now)}`,
    );
  }
  return asOf;
}

/** Sequence as given; else asOf, and more than that of a previous bundle with other content. Throws USAGE where none is greater. */
export function chooseSequence(request: LabelRequest, asOf: number, contentDigest: string): number {
  if (request.sequence !== undefined) return request.sequence;
  const { previous } = request;
  if (previous === undefined) return asOf;
  if (previous.contentDigest === contentDigest) return Math.max(asOf, previous.sequence);
  if (previous.sequence === Number.MAX_SAFE_INTEGER)
    throw new ExportError("ERR_EXPORT_USAGE", "no sequence is greater than that of the previous bundle: give --sequence, or no --previous");
  return Math.max(asOf, previous.sequence + 1);
}

export function chooseExpiry(request: LabelRequest, asOf: number): string | null {
  if (request.expiresInSeconds === undefined) return null;
  const seconds = asOf + request.expiresInSeconds;
  const text = formatInstant(seconds);
  if (parseInstant(text) !== seconds) throw new ExportError("ERR_EXPORT_USAGE", "the expiry lies beyond the year 9999");
  return text;
}

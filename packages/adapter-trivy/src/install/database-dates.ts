// Holds the dates of metadata.json against the bundle's: Trivy decides by them whether a database is fresh, and so do people.
import { ExportError, formatInstant, parseInstant } from "@stella-export/core";
import { MAX_HOURS } from "../database/options.js";
import type { DatabaseMetadata } from "./database-metadata.js";

/**
 * Throws DATABASE_SCHEMA, naming `path`, where the database is not updated at `asOf`, or the next update is not as many whole hours later as a profile
 * may say: of the profile the manifest has the digest only.
 */
export function refuseOtherDates(
  { updatedAt, nextUpdate }: Pick<DatabaseMetadata, "updatedAt" | "nextUpdate">,
  asOf: string | null,
  path: string,
): void {
  const refusal = (message: string): ExportError =>
    new ExportError("ERR_EXPORT_DATABASE_SCHEMA", message, {
      path,
      hint: "Export Center writes no such dates. Find out who changed the archive, or make the bundle again.",
    });
  if (asOf === null || parseInstant(asOf) !== updatedAt)
    throw refusal(`metadata.json says updated at ${formatInstant(updatedAt)}, and the bundle is as of ${asOf ?? "no time"}`);
  const hours = (nextUpdate - updatedAt) / 3600;
  if (!Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS)
    throw refusal(
      `metadata.json says updated at ${formatInstant(updatedAt)}, next at ${formatInstant(nextUpdate)}, which no profile gives`,
    );
}

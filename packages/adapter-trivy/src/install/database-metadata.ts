// metadata.json as install reads and writes it. It knows what Trivy asks of it (trivy pkg/db/db.go), not where it lies.
import { encodeUtf8, ExportError, formatInstant, parseInstant } from "@stella-export/core";

export interface DatabaseMetadata {
  readonly schema: number;
  /** Seconds. */
  readonly updatedAt: number;
  readonly nextUpdate: number;
  /** Undefined where it was never set: Trivy from 0.63 on would then download the database again. */
  readonly downloadedAt: number | undefined;
}

/** Throws DATABASE_SCHEMA, naming `path`. */
export function parseDatabaseMetadata(bytes: Uint8Array, path: string): DatabaseMetadata {
  const invalid = (message: string): ExportError => new ExportError("ERR_EXPORT_DATABASE_SCHEMA", message, { path });
  let value: Readonly<Record<string, unknown>>;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_DATABASE_SCHEMA", "metadata.json is not JSON", { path, cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("metadata.json is no object");
  const time = (name: string): number => {
    const seconds = typeof value[name] === "string" ? parseInstant(value[name]) : undefined;
    if (seconds === undefined) throw invalid(`${name} of metadata.json is no time`);
    return seconds;
  };
  const { Version: schema, DownloadedAt: downloadedAt } = value;
  if (typeof schema !== "number") throw invalid("metadata.json names no schema (Version)");
  return {
    schema,
    updatedAt: time("UpdatedAt"),
    nextUpdate: time("NextUpdate"),
    downloadedAt: typeof downloadedAt === "string" ? parseInstant(downloadedAt) : undefined,
  };
}

/** As a Trivy that has just downloaded the database writes it. */
export function encodeDatabaseMetadata({ schema, updatedAt, nextUpdate }: DatabaseMetadata, downloadedAt: number): Uint8Array {
  const metadata = {
    Version: schema,
    NextUpdate: formatInstant(nextUpdate),
    UpdatedAt: formatInstant(updatedAt),
    DownloadedAt: formatInstant(downloadedAt),
  };
  return encodeUtf8(JSON.stringify(metadata));
}

// What a cache or a folder holds as one of Trivy's databases: read for people and for the quality gate. It refuses nothing.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatInstant } from "@stella-export/core";
import { nodeFiles, toFileError } from "@stella-export/core/node";
import { parseDatabaseMetadata } from "./database-metadata.js";
import { type DatabaseSlot, filesOf, METADATA } from "./database-slot.js";
import { type BundleFacts, readRecord } from "./installed-record.js";

/** A database in a cache, as the result of install shows it. */
export interface CachedDatabase {
  readonly schema: number;
  readonly updatedAt: string;
  readonly nextUpdate: string;
  readonly downloadedAt: string | null;
  /** From `updatedAt` to now, in seconds. */
  readonly ageSeconds: number;
  readonly sizeBytes: number;
  /** Advisories; of a Java database archives. Null where nobody counted. */
  readonly records: number | null;
  /** The bundle that it came from; null where it is not from install. */
  readonly bundle: BundleFacts | null;
}

/** A database without the count, which needs a walk through all of it. */
export type UncountedDatabase = Omit<CachedDatabase, "records">;

/** The database in `folder`; null where not both files are there, or its metadata is none. `record` is what is remembered of its bundle. */
export function readCachedDatabase(folder: string, slot: DatabaseSlot, record: string, now: number): UncountedDatabase | null {
  if (filesOf(slot).some((name) => nodeFiles.look(join(folder, name)) !== "file")) return null;
  const path = join(folder, METADATA);
  const bytes = readBytes(path);
  try {
    const { schema, updatedAt, nextUpdate, downloadedAt } = parseDatabaseMetadata(bytes, path);
    return {
      schema,
      updatedAt: formatInstant(updatedAt),
      nextUpdate: formatInstant(nextUpdate),
      downloadedAt: downloadedAt === undefined ? null : formatInstant(downloadedAt),
      ageSeconds: now - updatedAt,
      sizeBytes: statSync(join(folder, slot.database)).size,
      bundle: readRecord(record, bytes),
    };
  } catch {
    // Trivy refuses it too: it is as good as none.
    return null;
  }
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw toFileError(cause, "read", path);
  }
}

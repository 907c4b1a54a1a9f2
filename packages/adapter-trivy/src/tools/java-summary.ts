// Counts what a Java database holds. It knows the two tables of trivy-java-db (schema 1), nothing of how they are filled.
import { ExportError } from "@stella-export/core";
import type { BucketSummary, DatabaseSummary } from "./database-summary.js";

const COUNTS = `
  SELECT archive_type AS name, COUNT(DISTINCT artifact_id) AS packages, COUNT(*) AS records
  FROM indices GROUP BY archive_type ORDER BY archive_type`;

/** One bucket for each archive type: `packages` are artifacts, `records` archives with a SHA-1. Throws DATABASE_DAMAGED, naming `shown`. */
export async function summarizeJava(path: string, shown: string): Promise<Omit<DatabaseSummary, "metadata">> {
  const { DatabaseSync } = await import("node:sqlite");
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const rows = database.prepare(COUNTS).all() as unknown as BucketSummary[];
      return { format: "trivy-java-db", buckets: rows.map(({ name, packages, records }) => ({ name: String(name), packages, records })) };
    } finally {
      database.close();
    }
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_DATABASE_DAMAGED", `SQLite cannot read the file: ${(cause as Error).message}`, {
      path: shown,
      cause,
    });
  }
}

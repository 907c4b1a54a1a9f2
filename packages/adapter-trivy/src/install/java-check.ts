// Checks trivy-java.db: SQLite's own check of every page and index, then the questions that Trivy asks (trivy-java-db pkg/db/db.go).
import { ExportError } from "@stella-export/core";

const QUESTIONS = [
  "SELECT a.group_id, a.artifact_id, i.version, i.sha1, i.archive_type FROM indices i JOIN artifacts a ON a.id = i.artifact_id WHERE i.sha1 = x'00'",
  "SELECT COUNT(*) AS count FROM indices WHERE artifact_id NOT IN (SELECT id FROM artifacts) OR typeof(sha1) <> 'blob' OR length(sha1) <> 20",
] as const;

/** Throws DATABASE_DAMAGED, naming `shown`. */
export async function checkJavaFile(path: string, shown: string): Promise<void> {
  const damaged = (message: string, cause?: unknown): ExportError =>
    new ExportError("ERR_EXPORT_DATABASE_DAMAGED", message, { path: shown, ...(cause === undefined ? {} : { cause }) });
  const { DatabaseSync } = await import("node:sqlite");
  let found: string | undefined;
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const [row] = database.prepare("PRAGMA integrity_check(1)").all() as unknown as readonly { readonly integrity_check: string }[];
      if (row?.integrity_check !== "ok") found = `SQLite finds damage: ${row?.integrity_check ?? "nothing is in it"}`;
      database.prepare(QUESTIONS[0]).all();
      const wrong = database.prepare(QUESTIONS[1]).get() as unknown as { readonly count: number };
      if (wrong.count > 0) found ??= `${wrong.count} rows have no artifact, or no SHA-1 of 20 bytes`;
    } finally {
      database.close();
    }
  } catch (cause) {
    throw damaged(`SQLite cannot read the file: ${(cause as Error).message}`, cause);
  }
  if (found !== undefined) throw damaged(found);
}

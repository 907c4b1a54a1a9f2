// What the command line does with databases: the door `@stella-export/adapter-trivy/tools`.
import { checkDatabase, type DatabaseCheck } from "./database-check.js";
import { withBoltFile } from "./database-file.js";
import { openBolt } from "../bolt/bolt-reader.js";
import { treeText } from "./tree-text.js";

export { compare, type CompareOptions, type Comparison } from "../compare/compare.js";
export { DiffSchema } from "../compare/diff-schema.js";
export { explain, type Explanation, type Question } from "../explain/explain.js";
export type { CachedDatabase } from "../install/cached-database.js";
export { installBundle, type InstallRequest, type InstallResult } from "../install/install-bundle.js";
export { rollBack, type RollbackRequest } from "../install/roll-back.js";
export type { DatabaseCheck, DatabaseProblem } from "./database-check.js";
export type { BucketSummary, DatabaseSummary } from "./database-summary.js";
export { inspectDatabase } from "./inspect-database.js";
export { describeShortfall, judgeNumbers, refusalText, type Shortfall } from "../quality/judge.js";
export type { DatabaseNumbers } from "../quality/numbers.js";
export { summarizeNumbers } from "../quality/summarize-numbers.js";
export { findingsOf } from "../lookup/purl-lookup.js";
export { loadDatabase, type LoadedDatabase } from "./load-database.js";

/** Checks the file at `path`. Throws DATABASE_DAMAGED where it is no bbolt file at all, NOT_FOUND, PERMISSION, IO. */
export async function checkDatabaseFile(path: string): Promise<DatabaseCheck> {
  return withBoltFile(path, checkDatabase);
}

/**
 * Hands the file's tree to `print`, chunk by chunk, until it returns false. Throws as {@link checkDatabaseFile}, and what `print` throws.
 */
export async function dumpDatabase(path: string, print: (chunk: string) => Promise<boolean>): Promise<void> {
  await withBoltFile(path, async (source) => {
    for (const chunk of treeText(openBolt(source, { singlePass: true }))) if (!(await print(chunk))) return;
  });
}

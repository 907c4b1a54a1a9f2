// Writes rows as trivy-java.db (trivy-java-db pkg/db/db.go, schema 1): the same rows, the same bytes. It knows SQLite, not where rows come from.
import { closeSync, openSync, writeSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { JavaRow } from "./artifact-order.js";

// One writer, nobody reads, and a run that ends early leaves a file that nobody keeps: no journal, no syncs, no locks taken and given back.
const PRAGMAS = `
  PRAGMA page_size = 4096;
  PRAGMA encoding = 'UTF-8';
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA cache_size = -65536;
  PRAGMA temp_store = MEMORY;
  PRAGMA foreign_keys = OFF;`;
const TABLES = `
  CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT);
  CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT, foreign key (artifact_id) references artifacts(id));`;
// After the rows: an index that grows in the order of chance costs ten times as much.
const INDEXES = `
  CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id);
  CREATE INDEX indices_artifact_idx ON indices(artifact_id);
  CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1);`;

/** Offset of SQLITE_VERSION_NUMBER in the header (SQLite file format § 1.3), which nobody reads but which differs from Node to Node. */
const VERSION_OFFSET = 96;
const VERSION_NUMBER = 3_045_000;
const SIGNAL_ROWS = 4096;

/** Makes the file at `path`, where nothing is. `rows` come by group and artifact. Returns the number of rows. */
export async function writeJavaDatabase(path: string, rows: Iterable<JavaRow>, signal: AbortSignal | undefined): Promise<number> {
  const { DatabaseSync: Database } = await import("node:sqlite");
  const database = new Database(path);
  let count: number;
  try {
    database.exec(PRAGMAS);
    database.exec("BEGIN");
    database.exec(TABLES);
    count = insert(database, rows, signal);
    database.exec(INDEXES);
    database.exec("COMMIT");
  } finally {
    database.close();
  }
  fixVersion(path);
  return count;
}

function insert(database: DatabaseSync, rows: Iterable<JavaRow>, signal: AbortSignal | undefined): number {
  const artifact = database.prepare("INSERT INTO artifacts VALUES (?, ?, ?)");
  const index = database.prepare("INSERT INTO indices VALUES (?, ?, ?, ?)");
  let id = 0;
  let count = 0;
  let last: JavaRow | undefined;
  for (const row of rows) {
    if (count++ % SIGNAL_ROWS === 0) signal?.throwIfAborted();
    if (last?.group !== row.group || last.artifact !== row.artifact) artifact.run(++id, row.group, row.artifact);
    last = row;
    index.run(id, row.version, row.sha1, row.type);
  }
  return count;
}

function fixVersion(path: string): void {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(VERSION_NUMBER);
  const file = openSync(path, "r+");
  try {
    writeSync(file, bytes, 0, bytes.length, VERSION_OFFSET);
  } finally {
    closeSync(file);
  }
}

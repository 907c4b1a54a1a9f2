// The writer of Trivy's Java database against the way in which upstream's is built: on the same SQLite, a row at a time into live indexes, a
// transaction for every thousand, synced, with a VACUUM at the end (trivy-java-db pkg/db/db.go).
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { writeJavaDatabase } from "../packages/adapter-trivy/dist/index.js";
import { measureRow } from "./rounds.mjs";

export const title = "writing a Java database: sorted rows, indexes last, against a row at a time";

const ROWS = 1_000_000;
const ROWS_PER_ARTIFACT = 20;
const PER_TRANSACTION = 1000;
const ROUNDS = 3;

export async function run({ log, rounds = ROUNDS }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-java-"));
  const path = join(folder, "trivy-java.db");
  const fresh = () => rmSync(path, { force: true });
  try {
    return [
      await measureRow({
        name: `${ROWS / 1e6} M artifacts`,
        peerName: "a row at a time, live indexes",
        unit: "M rows/s",
        amount: ROWS,
        rounds,
        log,
        ours: async () => {
          fresh();
          await writeJavaDatabase(path, rows(), undefined);
        },
        peer: () => {
          fresh();
          writeLive(path);
        },
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* rows() {
  const random = randomness();
  for (let i = 0; i < ROWS; i++) {
    const artifact = Math.floor(i / ROWS_PER_ARTIFACT);
    const sha1 = Buffer.allocUnsafe(20);
    for (let at = 0; at < 20; at += 4) sha1.writeUInt32LE(random(), at);
    yield {
      group: `org.apache.group${String(artifact % 997).padStart(3, "0")}`,
      artifact: `artifact-name-${String(artifact).padStart(6, "0")}`,
      version: `1.${i % 20}.${i % 7}`,
      type: "jar",
      sha1,
    };
  }
}

function writeLive(path) {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA foreign_keys = ON");
  database.exec("CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)");
  database.exec(
    "CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT, foreign key (artifact_id) references artifacts(id))",
  );
  database.exec("CREATE UNIQUE INDEX artifacts_idx ON artifacts(artifact_id, group_id)");
  database.exec("CREATE INDEX indices_artifact_idx ON indices(artifact_id)");
  database.exec("CREATE UNIQUE INDEX indices_sha1_idx ON indices(sha1)");
  const artifact = database.prepare("INSERT INTO artifacts(group_id, artifact_id) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const index = database.prepare(
    "INSERT INTO indices(artifact_id, version, sha1, archive_type) VALUES ((SELECT id FROM artifacts WHERE group_id = ? AND artifact_id = ?), ?, ?, ?) ON CONFLICT(sha1) DO NOTHING",
  );
  let count = 0;
  for (const row of rows()) {
    if (count % PER_TRANSACTION === 0) database.exec(count === 0 ? "BEGIN" : "COMMIT; BEGIN");
    count++;
    artifact.run(row.group, row.artifact);
    index.run(row.group, row.artifact, row.version, row.sha1, row.type);
  }
  database.exec("COMMIT; VACUUM");
  database.close();
}

/** xorshift32: the same numbers on both sides. */
function randomness() {
  let state = 123_456_789;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

// `trivy:db`: advisories as a database that real Trivy reads, and the evidence that goes with it. It knows the order of events; what a record
// becomes is the mapping's affair, what a database is made of the database's.
import {
  type Adapter,
  type AdapterOptions,
  type Comparison,
  type Kind,
  type Output,
  type RecordBatch,
  type RecordSet,
} from "@stella-export/core";
import { ShardWriter, writeShards } from "@stella-export/core/node";
import { databaseArchive } from "../database/archive.js";
import { writeDatabase } from "../database/database-file.js";
import { encodeMetadata } from "../database/metadata.js";
import { RowStore } from "../database/row-store.js";
import { UnmappableReport } from "../database/unmappable-report.js";
import { RowIndex } from "../explain/row-index.js";
import { mapRecord } from "../mapping/record-mapping.js";
import { QualityGate } from "../quality/gate.js";
import { parseTrivyOptions, type TrivyOptions } from "./trivy-options.js";

/** Raise whenever the same records would give other bytes. */
const VERSION = "2";

/** With `+gzip` behind it, what Trivy demands of the layer that it downloads (trivy pkg/db/db.go). */
const ARCHIVE_TYPE = "application/vnd.aquasec.trivy.db.layer.v1.tar";
const CARRIED: readonly Kind[] = ["policy-evaluation", "vex"];

export const trivyDb: Adapter = {
  name: "trivy:db",
  version: VERSION,
  kinds: ["advisory", ...CARRIED],
  policySnapshotMode: "optional",
  parseOptions: parseTrivyOptions,
  compares: true,
  async render(records: RecordSet, options: AdapterOptions, output: Output, comparison: Comparison = {}): Promise<void> {
    const { schema, onUnmappable, nextUpdateHours } = options as TrivyOptions;
    const gate = await QualityGate.open(comparison, output);
    const rows = new RowStore(output);
    const report = new UnmappableReport(output, onUnmappable);
    const index = new RowIndex(output);
    await mapAdvisories(records, { rows, report, index }, output);
    const file = output.scratch();
    const numbers = writeDatabase(rows, file, { signal: output.signal, onAdvisory: (row) => index.row(row) });
    await gate.pass(numbers, file, output);
    const database = { name: "trivy.db", sizeBytes: file.sizeBytes, chunks: () => file.chunks() };
    await output.write("trivy/db.tar", databaseArchive(database, encodeMetadata(schema, output.asOf, nextUpdateHours)), {
      role: "payload",
      mediaType: ARCHIVE_TYPE,
      codec: "gzip",
    });
    await report.write(output);
    await index.write(output);
    for (const kind of records.kinds) if (CARRIED.includes(kind)) await writeShards(kind, records, output);
  },
};

/** What records become. */
interface Results {
  readonly rows: RowStore;
  readonly report: UnmappableReport;
  readonly index: RowIndex;
}

async function mapAdvisories(records: RecordSet, results: Results, output: Output): Promise<void> {
  if (!records.kinds.includes("advisory")) return;
  const documents = new ShardWriter("advisory", output, { hasData: false });
  for await (const batch of records.batches("advisory")) {
    output.signal?.throwIfAborted();
    for (let i = 0; i < batch.count; i++) mapOne(batch, i, results);
    await documents.add(batch);
  }
  await documents.end();
}

function mapOne(batch: RecordBatch, i: number, { rows, report, index }: Results): void {
  const source = batch.source(i);
  const ids = new Set<string>();
  const names = new Set<string>();
  /** Before a row: only records that there are rows of are remembered. */
  const note = (id: string): void => {
    if (ids.size === 0) rows.origin = index.origin(batch, i);
    ids.add(id);
  };
  mapRecord(batch.body(i), source, {
    language(row) {
      note(row.id);
      rows.language(row);
    },
    system(row) {
      note(row.id);
      rows.system(row);
    },
    redHat(row) {
      note(row.id);
      for (const { cves } of row.entries) for (const { ID } of cves) if (ID !== undefined) names.add(ID);
      rows.redHat(row);
    },
    vulnerability: (id, from, value) => rows.vulnerability(id, from, value),
    reject: (id) => rows.reject(id),
    problem(problem, affected) {
      const about = { ecosystem: affected?.ecosystem ?? "", package: affected?.name ?? "" };
      report.add(problem, { source, path: batch.path(i), id: batch.id(i), ...about });
    },
  });
  if (ids.size === 0) return;
  for (const name of [batch.id(i), ...batch.aliases(i)]) names.add(name);
  for (const name of names) if (name !== "" && !ids.has(name)) for (const id of ids) index.alias(name, id);
}

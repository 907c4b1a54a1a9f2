// `trivy:db`: advisories as a database that real Trivy reads, and the evidence that goes with it. It knows the order of events; what a record
// becomes is the mapping's affair, what a database is made of the database's.
import { type Adapter, type AdapterOptions, type Comparison, type Kind, type Output, type RecordSet } from "@stella-export/core";
import { ShardWriter, writeShards } from "@stella-export/core/node";
import { DATABASE_ARCHIVE, databaseArchive } from "../database/archive.js";
import { writeDatabase } from "../database/database-file.js";
import { encodeMetadata } from "../database/metadata.js";
import { DecidingRows } from "../database/deciding-rows.js";
import { DecisionsReport } from "../database/decisions-report.js";
import { EffectStore } from "../database/effect-store.js";
import { Revisions } from "../database/revisions.js";
import { RowStore } from "../database/row-store.js";
import { UnmappableReport } from "../database/unmappable-report.js";
import { RowIndex } from "../explain/row-index.js";
import { QualityGate } from "../quality/gate.js";
import { type Destination, mapAdvisory } from "./map-advisories.js";
import { mapStatements, supersede } from "./map-statements.js";
import { isDeciding, parseTrivyOptions, type TrivyOptions } from "./trivy-options.js";

/** Raise whenever the same records would give other bytes. */
const VERSION = "5";

/** With `+gzip` behind it, what Trivy demands of the layer that it downloads (trivy pkg/db/db.go). */
const ARCHIVE_TYPE = "application/vnd.aquasec.trivy.db.layer.v1.tar";
/** Of all but the first only what they call affected is heard. */
const VEX_KINDS = ["vex", "advisory", "vex-consensus", "sbom"] as const;
const CARRIED: readonly Kind[] = ["policy-evaluation", "vex"];

export const trivyDb: Adapter = {
  name: "trivy:db",
  version: VERSION,
  kinds: ["advisory", ...CARRIED],
  hears: (options) => saidIn(options as TrivyOptions),
  policySnapshotMode: "optional",
  parseOptions: parseTrivyOptions,
  compares: true,
  async render(records: RecordSet, options: AdapterOptions, output: Output, comparison: Comparison = {}): Promise<void> {
    const trivyOptions = options as TrivyOptions;
    const { schema, onUnmappable, nextUpdateHours } = trivyOptions;
    const gate = await QualityGate.open(comparison, VERSION, output);
    const rows = new RowStore(output);
    const report = new UnmappableReport(output, onUnmappable);
    const index = new RowIndex(output);
    const decisions = isDeciding(trivyOptions) ? new Decisions(output, report) : undefined;
    await mapAdvisories(records, trivyOptions, { rows, report, index, asOf: output.asOf, deciding: decisions }, output);
    if (decisions !== undefined) {
      const to = { effects: decisions.effects, report, revisions: new Revisions(output), policySource: records.policySource };
      for (const kind of saidIn(trivyOptions)) await mapStatements(records, kind, to, output.signal);
      supersede(to);
      decisions.rows.decide(rows, output.signal);
    }
    const file = output.scratch();
    const numbers = writeDatabase(rows, file, {
      signal: output.signal,
      onAdvisory: (row) => index.row(row),
      onWider: ({ problem, origin, ...place }) => report.add(problem, { ...index.document(origin), ...place }),
    });
    await gate.pass(numbers, file, output);
    const database = { name: "trivy.db", sizeBytes: file.sizeBytes, chunks: () => file.chunks() };
    await output.write(DATABASE_ARCHIVE, databaseArchive(database, encodeMetadata(schema, output.asOf, nextUpdateHours)), {
      role: "payload",
      mediaType: ARCHIVE_TYPE,
      codec: "gzip",
    });
    await report.write(output);
    await decisions?.report.write(output);
    await index.write(output);
    for (const kind of records.kinds) if (CARRIED.includes(kind)) await writeShards(kind, records, output);
  },
};

/** Kinds in which statements are that decide, or speak against others. */
function saidIn({ vex, policy }: TrivyOptions): Kind[] {
  return [...(vex === "apply" ? VEX_KINDS : []), ...(policy === "apply" ? (["policy-evaluation"] as const) : [])];
}

/** What only a run with deciding sources has. */
class Decisions {
  readonly report: DecisionsReport;
  readonly effects: EffectStore;
  readonly rows: DecidingRows;

  constructor(output: Output, unmappable: UnmappableReport) {
    this.report = new DecisionsReport(output);
    this.effects = new EffectStore(output);
    this.rows = new DecidingRows(output, this.effects, this.report, (effect, problem) => {
      const { decider, recordId, ecosystem, name } = effect;
      unmappable.add(problem, { source: decider.source, path: decider.path, id: recordId, ecosystem, package: name });
    });
  }
}

async function mapAdvisories(records: RecordSet, options: TrivyOptions, to: Destination, output: Output): Promise<void> {
  if (!records.kinds.includes("advisory")) return;
  const documents = new ShardWriter("advisory", output, { hasData: false });
  for await (const batch of records.batches("advisory")) {
    output.signal?.throwIfAborted();
    for (let i = 0; i < batch.count; i++) mapAdvisory(batch, i, options, to);
    await documents.add(batch);
  }
  await documents.end();
}

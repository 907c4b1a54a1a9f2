// VEX statements and policy decisions of a run on their way into effects. It knows who said what; what a statement does to rows is the effects'.
import type { Kind, RecordBatch, RecordSet } from "@stella-export/core";
import type { EffectStore } from "../database/effect-store.js";
import type { UnmappableReport } from "../database/unmappable-report.js";
import { type Effect, idsOf, placesOf } from "../mapping/effect.js";
import { type JsonObject, type OsvAffected, toOsvRecord } from "../mapping/osv-record.js";
import { type Problem, widened } from "../mapping/problem.js";
import { packageOfPurl, type PurlPackage } from "../mapping/purl-package.js";
import { policyStatements, type Statement, timeOf, vexStatements } from "../mapping/statement.js";
import { versionsOf } from "../mapping/taken-versions.js";

interface StatementSink {
  readonly effects: EffectStore;
  readonly report: UnmappableReport;
}

/** All documents of the kind, which is `vex` or `policy-evaluation`. */
export async function mapStatements(records: RecordSet, kind: Kind, to: StatementSink, signal: AbortSignal | undefined): Promise<void> {
  if (!records.kinds.includes(kind)) return;
  for await (const batch of records.batches(kind)) {
    signal?.throwIfAborted();
    for (let i = 0; i < batch.count; i++) {
      const value = batch.value(i) as JsonObject;
      const statements = kind === "vex" ? vexStatements(value) : policyStatements(value);
      for (const statement of statements) mapStatement(batch, i, statement, to);
    }
  }
}

function mapStatement(batch: RecordBatch, i: number, statement: Statement, { effects, report }: StatementSink): void {
  const [source, path, recordId] = [batch.source(i), batch.path(i), batch.id(i)];
  const tell = (problem: Problem, affected?: OsvAffected): void =>
    report.add(problem, { source, path, id: recordId, ecosystem: affected?.ecosystem ?? "", package: affected?.name ?? statement.purl });
  const found = packageOfPurl(statement.purl);
  const [id = "", ...aliases] = statement.ids;
  if (found === "none" || id === "") return;
  if (found === "part") {
    if (statement.status !== "affected")
      tell(widened("", "the package URL is of less than a package of one release: Trivy's database has no more to say"));
    return;
  }
  if (statement.status === "fixed" && found.version === "") return;
  const affected = affectedOf(found);
  const problems: Problem[] = [];
  const isObjection = statement.status === "affected";
  const read = versionsOf(affected, problems);
  // An objection to versions that nobody can read is one to all.
  const versions = isObjection && read.length === 0 ? "all" : read;
  const { places, problem } = placesOf(affected, "");
  for (const each of problem === undefined ? problems : [problem]) tell(each, affected);
  const effect: Effect = {
    decider: { by: batch.kind === "vex" ? "vex" : "policy", source, path, sourceDigest: batch.sourceDigest(i) },
    recordId,
    ecosystem: found.ecosystem,
    name: found.name,
    ids: idsOf({ id, aliases, upstream: [] }),
    versions,
    time: timeOf(statement),
    isObjection,
  };
  if (versions.length > 0) for (const place of places) effects.add(place, effect);
}

/** As a suppressing record would name it. */
function affectedOf({ ecosystem, name, version }: PurlPackage): OsvAffected {
  const versions = version === "" ? {} : { versions: [version] };
  return toOsvRecord({ affected: [{ package: { ecosystem, name }, ...versions }] }).affected[0] as OsvAffected;
}

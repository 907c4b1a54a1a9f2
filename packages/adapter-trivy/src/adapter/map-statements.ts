// VEX statements and policy decisions of a run on their way into effects. It knows who said what; what a statement does to rows is the effects'.
import type { Kind, RecordBatch, RecordSet } from "@stella-export/core";
import type { EffectStore } from "../database/effect-store.js";
import type { Revisions } from "../database/revisions.js";
import type { UnmappableReport } from "../database/unmappable-report.js";
import { type Effect, idsOf, placesOf } from "../mapping/effect.js";
import type { JsonObject } from "../mapping/json.js";
import { type OsvAffected, toOsvRecord } from "../mapping/osv-record.js";
import { groupsOf, objectedBy } from "../mapping/objection.js";
import { type Problem, unmappable, widened } from "../mapping/problem.js";
import { packageOfPurl, type PurlPackage } from "../mapping/purl-package.js";
import type { Decider } from "../mapping/role.js";
import { UNNAMED } from "../mapping/objected-names.js";
import { revisionOf } from "../mapping/revision.js";
import { type Statement, statementsOf, timeOf } from "../mapping/statement.js";
import { versionsOf } from "../mapping/taken-versions.js";

interface StatementSink {
  readonly effects: EffectStore;
  readonly report: UnmappableReport;
  readonly revisions: Revisions;
  /** Only its evaluations take anything out; those of others object (see RecordSet). */
  readonly policySource: string | undefined;
}

/** All documents of the kind. What is only heard of takes nothing out, and objects as what is in the bundle does. */
export async function mapStatements(records: RecordSet, kind: Kind, to: StatementSink, signal: AbortSignal | undefined): Promise<void> {
  const walk = async (batches: AsyncIterable<RecordBatch>, isHeardOnly: boolean): Promise<void> => {
    for await (const batch of batches) {
      signal?.throwIfAborted();
      for (let i = 0; i < batch.count; i++) mapDocument(batch, i, to, isHeardOnly);
    }
  };
  if (records.kinds.includes(kind)) await walk(records.batches(kind), false);
  await walk(records.heard(kind), true);
}

/** Members without which a document of the kind says nothing: most have none, and need not be parsed. */
const NEEDED: Partial<Record<Kind, Buffer>> = { advisory: Buffer.from('"document":'), sbom: Buffer.from('"vulnerabilities":') };

function mapDocument(batch: RecordBatch, i: number, to: StatementSink, isHeardOnly: boolean): void {
  const [body, needed] = [batch.body(i), NEEDED[batch.kind]];
  if (needed !== undefined && !Buffer.from(body.buffer, body.byteOffset, body.length).includes(needed)) return;
  const value = batch.value(i) as JsonObject;
  const statements = statementsOf(batch.kind, value).filter(({ status }) => !isHeardOnly || status === "affected");
  for (const statement of statements) mapStatement(batch, i, statement, to, isHeardOnly);
  const revision = revisionOf(value);
  if (revision === undefined) return;
  const isTaking = statements.some(({ status, purl }) => status !== "affected" && packageOfPurl(purl) !== "none");
  const [source, path, recordId, sourceDigest] = [batch.source(i), batch.path(i), batch.id(i), batch.sourceDigest(i)];
  to.revisions.add(revision, { source, path, recordId, sourceDigest, isTaking });
}

/** Once all statements are mapped: what stands in a document that has a newer revision takes nothing. */
export function supersede({ effects, report, revisions }: StatementSink): void {
  for (const { source, path, recordId, sourceDigest } of revisions.superseded()) {
    effects.supersede(sourceDigest);
    const place = { source, path, id: recordId, ecosystem: "", package: "" };
    report.add(widened("", "a newer revision of the document is there: this one takes nothing out"), place);
  }
}

function mapStatement(batch: RecordBatch, i: number, statement: Statement, to: StatementSink, isHeardOnly: boolean): void {
  const { effects, report, policySource } = to;
  const [source, path, recordId] = [batch.source(i), batch.path(i), batch.id(i)];
  const tell: Tell = (problem, affected) => {
    const about = { id: recordId, ecosystem: affected?.ecosystem ?? "", package: affected?.name ?? statement.purl };
    report.add(problem, { source, path, ...(isHeardOnly ? NOTHING : about) });
  };
  const decider: Decider = { by: batch.kind === "policy-evaluation" ? "policy" : "vex", source, path, sourceDigest: batch.sourceDigest(i) };
  if (statement.status === "affected") object(statement, { decider, recordId }, effects, tell);
  else if (decider.by === "vex" || source === policySource) take(statement, { decider, recordId }, effects, tell);
  else if (packageOfPurl(statement.purl) !== "none") tell(widened("", UNCHECKED));
}

/** What may be said of a document that is not in the bundle, besides where it is. */
const NOTHING = { id: "", ecosystem: "", package: "" };

const UNCHECKED = "it came with no policy snapshot that fits the run: only the evaluations of --policy take anything out";

type Tell = (problem: Problem, affected?: OsvAffected) => void;
type Origin = Pick<Effect, "decider" | "recordId">;

/** What is said of less than a package, or cannot be read, takes nothing. */
function take(statement: Statement, origin: Origin, effects: EffectStore, tell: Tell): void {
  const found = packageOfPurl(statement.purl);
  const [id = "", ...aliases] = statement.ids;
  if (found === "none" || id === "") return;
  if (statement.isDraft === true) return tell(widened("", "it stands in a draft: what nobody has released takes nothing out"));
  if (found === "part" || statement.isPart === true) {
    tell(widened("", "it is said of less than a package of one release: Trivy's database has no more to say"));
    return;
  }
  if (statement.status === "fixed" && found.version === "") return;
  const affected = affectedOf(found);
  const problems: Problem[] = [];
  const versions = versionsOf(affected, problems);
  const { places, problem } = placesOf(affected, "");
  for (const each of problem === undefined ? problems : [problem]) tell(each, affected);
  const { ecosystem, name } = found;
  const ids = idsOf({ id, aliases, upstream: [] });
  if (versions.length === 0) return;
  for (const place of places) {
    effects.add(place, { ...origin, ecosystem, name, ids, versions, time: timeOf(statement) });
    for (const group of groupsOf(statement.purl)) effects.group(group, place.place);
  }
}

/** What cannot be read is all versions, and what has no date is later than everything. */
function object(statement: Statement, origin: Origin, effects: EffectStore, tell: Tell): void {
  const objected = objectedBy(statement.purl);
  const ids = objectedIds(statement.ids);
  if (objected === undefined && statement.purl !== UNNAMED) return;
  if (objected === undefined || objected === "unreadable" || ids.length === 0) {
    tell(unmappable("NOTHING", "it calls something affected, and of which package or vulnerability cannot be read: it objects to nothing"));
    return;
  }
  if (ids.every(isAddress)) tell(unmappable("NOTHING", "it calls something affected by an address that no vulnerability can be read from"));
  const time = timeOf(statement) || Number.MAX_SAFE_INTEGER;
  for (const found of objected.packages) {
    const { ecosystem, name } = found;
    const affected = affectedOf(found);
    const isRead = /^v?\d/.test(found.version);
    const read = isRead && ecosystem !== "" ? versionsOf(affected, []) : "all";
    const effect: Effect = { ...origin, ecosystem, name, ids, versions: read.length === 0 ? "all" : read, time, isObjection: true };
    if (ecosystem === "") effects.addWide(objected.group, name, effect);
    else for (const place of placesOf(affected, "").places) effects.add(place, effect);
  }
}

const NAMES = /CVE-\d{4}-\d+|GHSA(?:-[2-9a-z]{4}){3}/gi;

/** Also what stands in the middle of a text, and at the end of an address what may be an id. */
function objectedIds(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => [...text.matchAll(NAMES)].map(([id]) => id));
  const spelled = found.map((id) => (/^cve/i.test(id) ? id.toUpperCase() : `GHSA${id.slice(4).toLowerCase()}`));
  const ends = texts.filter(isAddress).flatMap((text) => /\/([a-z][\w.:]*-[\w.:-]*\d[\w.:-]*)\/?$/i.exec(text.trim())?.[1] ?? []);
  return idsOf({ id: "", aliases: [...texts.map((text) => text.trim()), ...spelled, ...ends], upstream: [] });
}

function isAddress(text: string): boolean {
  return text.includes("://");
}

/** As a suppressing record would name it. */
function affectedOf({ ecosystem, name, version }: PurlPackage): OsvAffected {
  const versions = version === "" ? {} : { versions: [version] };
  return toOsvRecord({ affected: [{ package: { ecosystem, name }, ...versions }] }).affected[0] as OsvAffected;
}

// Advisories of a run on their way into rows, and into effects where their source's role is to decide. It knows roles, not what a row says.
import type { RecordBatch } from "@stella-export/core";
import type { DecidingRows } from "../database/deciding-rows.js";
import type { EffectStore } from "../database/effect-store.js";
import type { Origin } from "../database/held-row.js";
import type { RowStore } from "../database/row-store.js";
import type { UnmappableReport } from "../database/unmappable-report.js";
import type { RowIndex } from "../explain/row-index.js";
import { type Effect, idsOf, placesOf, takenPlacesOf } from "../mapping/effect.js";
import type { RowSink } from "../mapping/osv-mapping.js";
import type { JsonObject } from "../mapping/json.js";
import { type OsvAffected, type OsvRecord, toOsvRecord } from "../mapping/osv-record.js";
import { type Problem, unmappable } from "../mapping/problem.js";
import { isCsaf, mapDocument, mapRecord } from "../mapping/record-mapping.js";
import type { RedHatRow } from "../mapping/red-hat-value.js";
import type { Role } from "../mapping/role.js";
import { subjectIds } from "../mapping/subject.js";
import { replacementProblem, type Versions, versionsOf } from "../mapping/taken-versions.js";
import { withdrawalOf } from "../mapping/withdrawal.js";
import { roleOf, type TrivyOptions } from "./trivy-options.js";

const UNCLEAR = "the record's `withdrawn` is no date and time up to the run's `asOf`";

/** Where the rows of a run go. */
export interface Destination {
  readonly rows: RowStore;
  readonly report: UnmappableReport;
  readonly index: RowIndex;
  /** Of the run, in seconds since the epoch. */
  readonly asOf: number;
  /** Absent where no source decides. */
  readonly deciding: { readonly rows: DecidingRows; readonly effects: EffectStore } | undefined;
}

/** Record `i` of the batch. */
export function mapAdvisory(batch: RecordBatch, i: number, options: TrivyOptions, to: Destination): void {
  const names = new RecordNames(batch, i, to.index);
  if (to.deciding === undefined)
    mapRecord(batch.body(i), { runSource: batch.source(i), role: "public", asOf: to.asOf }, plainSink(batch, i, to, names));
  else mapWithRole(batch, i, roleOf(options, batch.source(i)), to, to.deciding, names);
  names.end();
}

/** Ids that rows of a record have, and the other names that lead to them. */
class RecordNames {
  readonly #batch: RecordBatch;
  readonly #i: number;
  readonly #index: RowIndex;
  readonly #ids = new Set<string>();
  readonly #names = new Set<string>();
  #document = 0;

  constructor(batch: RecordBatch, i: number, index: RowIndex) {
    this.#batch = batch;
    this.#i = i;
    this.#index = index;
  }

  /** Before each row; gives what the store is to be told of its origin. Only records that there are rows of are remembered. */
  note(id: string): number {
    if (this.#ids.size === 0) this.#document = this.#index.origin(this.#batch, this.#i);
    this.#ids.add(id);
    return this.#document;
  }

  noteErratum({ id, entries }: RedHatRow): number {
    for (const { cves } of entries) for (const { ID } of cves) if (ID !== undefined) this.#names.add(ID);
    return this.note(id);
  }

  end(): void {
    if (this.#ids.size === 0) return;
    for (const name of [this.#batch.id(this.#i), ...this.#batch.aliases(this.#i)]) this.#names.add(name);
    for (const name of this.#names) if (name !== "" && !this.#ids.has(name)) for (const id of this.#ids) this.#index.alias(name, id);
  }
}

function plainSink(batch: RecordBatch, i: number, { rows, report }: Destination, names: RecordNames): RowSink {
  return {
    language(row) {
      rows.origin = names.note(row.id);
      rows.language(row);
    },
    system(row) {
      rows.origin = names.note(row.id);
      rows.system(row);
    },
    redHat(row) {
      rows.origin = names.noteErratum(row);
      rows.redHat(row);
    },
    vulnerability: (id, from, value) => rows.vulnerability(id, from, value),
    problem(problem, affected) {
      const about = { ecosystem: affected?.ecosystem ?? "", package: affected?.name ?? "" };
      report.add(problem, { source: batch.source(i), path: batch.path(i), id: batch.id(i), ...about });
    },
  };
}

function mapWithRole(
  batch: RecordBatch,
  i: number,
  role: Role,
  to: Destination,
  deciding: NonNullable<Destination["deciding"]>,
  names: RecordNames,
): void {
  const value = batch.value(i) as JsonObject;
  const plain = plainSink(batch, i, to, names);
  if (role !== "public" && isCsaf(value)) {
    plain.problem(unmappable("NOTHING", `a source of the role ${role} speaks in OSV records; this one is CSAF`));
    return;
  }
  const record = toOsvRecord(value);
  const withdrawal = withdrawalOf(record, to.asOf);
  const decider =
    role === "public" ? undefined : { by: role, source: batch.source(i), path: batch.path(i), sourceDigest: batch.sourceDigest(i) };
  const addEffect = (affected: OsvAffected, versions: Versions): void => {
    const { places, problem } = (role === "suppress" ? takenPlacesOf : placesOf)(affected, record.summary);
    if (problem !== undefined) plain.problem(problem, affected);
    const { ecosystem, name } = affected;
    const effect: Effect = { decider: decider as Effect["decider"], recordId: record.id, ecosystem, name, ids: idsOf(record), versions };
    for (const place of places) deciding.effects.add(place, effect);
  };
  if (role === "suppress") {
    if (withdrawal === "no") suppress(record, addEffect, plain);
    else if (withdrawal !== "yes") plain.problem(unmappable("NOTHING", `${UNCLEAR}; it suppresses nothing`));
    return;
  }
  const related = idsOf({ id: "", aliases: record.related, upstream: [] });
  const origin = { decider, subject: subjectIds(record.id, idsOf(record), related) };
  const silent = new SilentPackages(record);
  const sink = withOrigin(plain, origin, deciding.rows, to.rows, names, silent);
  mapDocument(value, { runSource: batch.source(i), role, asOf: to.asOf }, sink);
  if (role !== "override" || withdrawal === "yes") return;
  if (withdrawal !== "no") return plain.problem(unmappable("NOTHING", `${UNCLEAR}; it replaces nothing`));
  for (const affected of record.affected) {
    const problem = silent.has(affected) ? undefined : replacementProblem(affected);
    if (problem !== undefined) sink.problem(problem, affected);
  }
  for (const affected of record.affected) if (!silent.has(affected)) addEffect(affected, "all");
}

function suppress(
  { affected: packages, hasOddPackages }: OsvRecord,
  addEffect: (affected: OsvAffected, versions: Versions) => void,
  sink: RowSink,
): void {
  if (hasOddPackages) sink.problem(unmappable("NOTHING", "something in `affected` is no package; it suppresses nothing"));
  else if (packages.length === 0) sink.problem(unmappable("NOTHING", "the record names no package; it suppresses nothing"));
  for (const affected of packages) {
    const problems: Problem[] = [];
    const versions = versionsOf(affected, problems);
    for (const each of problems) sink.problem(each, affected);
    if (versions.length > 0) addEffect(affected, versions);
  }
}

/**
 * Packages of a record of which the database cannot say all versions that the record says: what others say of them must not be taken away. A package is
 * known by its places, however its name or its release is spelled; of Red Hat by its name, since one product may be a part of another.
 */
class SilentPackages {
  readonly #summary: string;
  readonly #places = new Set<string>();
  #isWhole = false;

  constructor({ summary }: OsvRecord) {
    this.#summary = summary;
  }

  note({ code, isWritten }: Problem, affected: OsvAffected | undefined): void {
    if (code === "ERR_EXPORT_UNMAPPABLE_BOUND" || code === "ERR_EXPORT_UNMAPPABLE_SEVERITY" || isWritten === true) return;
    if (affected === undefined || code === "ERR_EXPORT_UNMAPPABLE_ERRATUM") this.#isWhole = true;
    else for (const place of this.#placesOf(affected)) this.#places.add(place);
  }

  has(affected: OsvAffected): boolean {
    return this.#isWhole || this.#placesOf(affected).some((place) => this.#places.has(place));
  }

  #placesOf(affected: OsvAffected): string[] {
    return placesOf(affected, this.#summary).places.map(({ place, packageKey }) => JSON.stringify([place, packageKey]));
  }
}

function withOrigin(
  plain: RowSink,
  origin: Omit<Origin, "document">,
  held: DecidingRows,
  rows: RowStore,
  names: RecordNames,
  silent: SilentPackages,
): RowSink {
  const overridingSource = origin.decider?.by === "override" ? origin.decider.source : undefined;
  return {
    ...plain,
    language: (row) => held.add({ kind: "language", origin: { ...origin, document: names.note(row.id) }, row }),
    system: (row) => held.add({ kind: "system", origin: { ...origin, document: names.note(row.id) }, row }),
    redHat: (row) => held.add({ kind: "redHat", origin: { ...origin, document: names.noteErratum(row) }, row }),
    vulnerability: (id, from, value) => rows.vulnerability(id, from, value, overridingSource),
    problem(problem, affected) {
      silent.note(problem, affected);
      plain.problem(problem, affected);
    },
  };
}

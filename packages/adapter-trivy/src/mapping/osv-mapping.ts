// From one OSV record to the rows of a Trivy database. It knows which packages go where under which ids; it neither sorts nor joins records.
import { languageSource, ownSource } from "./data-source.js";
import { languageRows } from "./language-rows.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import { type Problem, unmappable } from "./problem.js";
import { systemRows } from "./system-rows.js";
import { redHatRows } from "./red-hat-osv.js";
import type { RedHatRow } from "./red-hat-value.js";
import type { Role } from "./role.js";
import { type LanguageTarget, type RedHatTarget, type SystemTarget, targetOf } from "./target.js";
import { isRejected, vulnerabilityValue, withDates } from "./vulnerability-value.js";
import type { LanguageAdvisory, SystemAdvisory } from "./advisory-value.js";
import type { DataSource } from "./data-source.js";
import type { VulnerabilityValue } from "./vulnerability-value.js";

export interface LanguageRow {
  readonly ecosystem: string;
  readonly source: DataSource;
  readonly packageKey: string;
  readonly id: string;
  readonly value: LanguageAdvisory;
}

export interface SystemRow {
  readonly bucket: string;
  readonly packageKey: string;
  readonly id: string;
  readonly value: SystemAdvisory;
}

/** Where rows go. Called in the order of the records, and within a record in the order of its packages. */
export interface RowSink {
  language(row: LanguageRow): void;
  system(row: SystemRow): void;
  redHat(row: RedHatRow): void;
  vulnerability(id: string, source: string, value: VulnerabilityValue): void;
  /** Nothing is to be reported under this id, whatever other records say. */
  reject(id: string): void;
  /** `affected` is absent where it is about the record as a whole. */
  problem(problem: Problem, affected?: OsvAffected): void;
}

/** `runSource`: name of the run's source that the record came from; `role`: that of the source. */
export function mapOsvRecord(record: OsvRecord, runSource: string, sink: RowSink, role: Role = "public"): void {
  if (record.isWithdrawn) return;
  const groups = groupsOf(record, sink);
  const details = new Map<string, Set<string>>();
  const note = (source: string, ids: readonly string[]): void => {
    const known = details.get(source) ?? new Set();
    for (const id of ids) known.add(id);
    details.set(source, known);
  };
  for (const { target, affected } of groups.languages.values()) {
    const source = role === "public" ? languageSource(record.id, target.ecosystem, runSource) : ownSource(runSource);
    note(source.ID, languageRows(record, target, source, affected, sink));
  }
  // The bucket of an operating system has one source; what a private record says of the vulnerability must not stand in for it.
  const sourceId = (id: string): string => (role === "private" ? runSource : id);
  for (const { target, affected } of groups.systems.values()) note(sourceId(target.source.ID), systemRows(record, target, affected, sink));
  if (groups.redHat.length > 0) note(sourceId("redhat"), redHatRows(record, groups.redHat, sink));
  for (const [source, ids] of details) {
    if (ids.size === 0) continue;
    const value = vulnerabilityValue(record, source);
    for (const id of ids) {
      sink.vulnerability(id, source, withDates(value, id, source, record));
      if (role !== "public" || !isRejected(record)) continue;
      sink.reject(id);
      sink.problem(unmappable("REJECTED", `${id} was taken back: the record's text says so`));
    }
  }
}

interface Group<T> {
  readonly target: T;
  readonly affected: OsvAffected[];
}

interface Groups {
  readonly languages: Map<string, Group<LanguageTarget>>;
  readonly systems: Map<string, Group<SystemTarget>>;
  readonly redHat: (readonly [RedHatTarget, OsvAffected])[];
}

/** Packages by the bucket that they go to, in order of appearance. */
function groupsOf(record: OsvRecord, sink: RowSink): Groups {
  const groups: Groups = { languages: new Map(), systems: new Map(), redHat: [] };
  for (const affected of record.affected) {
    const target = targetOf(affected.ecosystem);
    if (target === "no-detector") sink.problem(unmappable("ECOSYSTEM", "no detector of Trivy reads this ecosystem or release"), affected);
    else if (target.kind === "language") add(groups.languages, target.ecosystem, target, affected);
    else if (target.kind === "system") add(groups.systems, target.bucket, target, affected);
    else groups.redHat.push([target, affected]);
  }
  return groups;
}

function add<T>(groups: Map<string, Group<T>>, key: string, target: T, affected: OsvAffected): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { target, affected: [affected] });
  else group.affected.push(affected);
}

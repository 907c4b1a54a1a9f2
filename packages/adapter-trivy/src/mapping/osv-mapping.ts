// From one OSV record to the rows of a Trivy database. It knows which packages go where under which ids; it neither sorts nor joins records.
import { type DataSource, languageSource, ownSource } from "./data-source.js";
import { languageRows } from "./language-rows.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import { type Problem, unmappable, unreadSeverity, widened } from "./problem.js";
import { unreadSeverities } from "./severity.js";
import { systemRows } from "./system-rows.js";
import { redHatRows } from "./red-hat-osv.js";
import type { RedHatRow } from "./red-hat-value.js";
import type { Role } from "./role.js";
import { type LanguageTarget, type RedHatTarget, type SystemTarget, targetOf } from "./target.js";
import { type VulnerabilityValue, vulnerabilityValue, withDates } from "./vulnerability-value.js";
import type { LanguageAdvisory, SystemAdvisory } from "./advisory-value.js";
import { isTakenBack, withdrawalOf } from "./withdrawal.js";

export interface LanguageRow {
  readonly ecosystem: string;
  readonly source: DataSource;
  /** In which all spellings of the package meet. */
  readonly packageKey: string;
  /** Other keys under which all of the package is to be found too. */
  readonly spellings?: readonly string[];
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
  /** `affected` is absent where it is about the record as a whole. */
  problem(problem: Problem, affected?: OsvAffected): void;
}

/** Where a record comes from, and when. */
export interface RecordOrigin {
  /** Name of the run's source that the record came from. */
  readonly runSource: string;
  /** Of that source. */
  readonly role: Role;
  /** Of the run, in seconds since the epoch. */
  readonly asOf: number;
}

export function mapOsvRecord(record: OsvRecord, { runSource, role, asOf }: RecordOrigin, sink: RowSink): void {
  const withdrawal = withdrawalOf(record, asOf);
  if (withdrawal === "yes") return;
  if (role === "public" && isTakenBack(record)) {
    sink.problem(unmappable("REJECTED", "the record's text says that it was taken back: nothing of it is in the database"));
    return;
  }
  // Of what overrides, who asks whether it may says so.
  if (withdrawal === "unclear" && role !== "override")
    sink.problem(widened("", "`withdrawn` is no date and time of RFC 3339: the record stands"));
  if (record.hasOddPackages) sink.problem(unmappable("NOTHING", "something in `affected` is no package"));
  else if (record.affected.length === 0) sink.problem(unmappable("NOTHING", "the record names no package"));
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
  const [unread] = [...details.values()].some((ids) => ids.size > 0) ? unreadSeverities(record) : [];
  if (unread !== undefined) sink.problem(unreadSeverity(unread));
  for (const [source, ids] of details) {
    if (ids.size === 0) continue;
    const value = vulnerabilityValue(record, source);
    for (const id of ids) sink.vulnerability(id, source, withDates(value, id, source, record));
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
    else if (target.kind === "system") {
      if (target.isUnread) sink.problem(unmappable("ECOSYSTEM", "no detector of Trivy asks for this release so far"), affected);
      add(groups.systems, target.bucket, target, affected);
    } else groups.redHat.push([target, affected]);
  }
  return groups;
}

function add<T>(groups: Map<string, Group<T>>, key: string, target: T, affected: OsvAffected): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { target, affected: [affected] });
  else group.affected.push(affected);
}

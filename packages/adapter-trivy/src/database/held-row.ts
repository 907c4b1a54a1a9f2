// A row that waits for what sources decide, and what there is to ask of it whatever its kind. It knows places and names, not what becomes of it.
import type { Effect } from "../mapping/effect.js";
import type { LanguageRow, SystemRow } from "../mapping/osv-mapping.js";
import type { RedHatRow } from "../mapping/red-hat-value.js";
import type { Decider } from "../mapping/role.js";
import { type Aboutness, aboutness, type SubjectIds } from "../mapping/subject.js";
import { RED_HAT, systemBucket } from "../mapping/target.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";
import type { RangeScheme, VersionScheme } from "../versions/scheme.js";

/** Who says what a row says. */
export interface Origin {
  /** Absent for a public source. */
  readonly decider?: Decider | undefined;
  readonly subject: SubjectIds;
  /** What the row store is to be told of where the row came from. */
  readonly document: number;
}

export type HeldRow = { readonly origin: Origin } & (
  | { readonly kind: "language"; readonly row: LanguageRow }
  | { readonly kind: "system"; readonly row: SystemRow }
  | { readonly kind: "redHat"; readonly row: RedHatRow }
);

export function schemeOf(held: HeldRow): VersionScheme {
  if (held.kind === "language") return schemeOfLanguage(held.row.ecosystem) as RangeScheme;
  return systemBucket(held.kind === "system" ? held.row.bucket : RED_HAT).scheme;
}

export function isPublic({ origin }: HeldRow): boolean {
  return origin.decider === undefined;
}

export function aboutnessOf({ ids }: Effect, held: HeldRow): Aboutness {
  const { id } = held.row;
  const own = cvesOf(held);
  const { subject } = held.origin;
  // What an erratum of Red Hat mends can be taken out of it one by one.
  if (own.some((each) => ids.includes(each))) return "yes";
  return aboutness(ids, id, own.length === 0 ? subject : { ...subject, cves: [...new Set([...subject.cves, ...own])] });
}

/** Of the row: not those of other vulnerabilities that its record speaks of. */
export function namesOf(held: HeldRow): string[] {
  const { id, cves, others } = held.origin.subject;
  return [held.row.id, id, ...others, ...(cves.includes(held.row.id) ? [] : cves), ...cvesOf(held)];
}

/** An erratum of Red Hat is a key, and what it mends stands in its value. */
function cvesOf(held: HeldRow): string[] {
  return held.kind === "redHat" ? held.row.entries.flatMap(({ cves }) => cves.map(({ ID = "" }) => ID)) : [];
}

export function bucketOf(held: HeldRow): string {
  if (held.kind === "language") return `${held.row.ecosystem}::${held.row.source.Name}`;
  return held.kind === "system" ? held.row.bucket : RED_HAT;
}

/** Of the findings that the row makes. */
export function reportedIds(held: HeldRow): string[] {
  return [held.row.id, ...cvesOf(held)];
}

/** Under which source the details of what the row is about are kept. */
export function detailsSource(held: HeldRow): string {
  if (held.kind === "language") return held.row.source.ID;
  return held.kind === "system" ? systemBucket(held.row.bucket).source.ID : "redhat";
}

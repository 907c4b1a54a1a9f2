// What a Trivy database is in numbers: what a quality gate compares, and what a bundle keeps for the gate of the next one. It judges nothing.

/** Trivy's severities, from the lowest. */
export const SEVERITIES = ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type SeverityName = (typeof SEVERITIES)[number];

/** What is counted of every bucket and every source. */
export const COUNTS = ["records", "packages", "ranged", "fixed", "rated"] as const;

export interface Counts {
  readonly packages: number;
  /** Advisories that can affect something: a package and an id. */
  readonly records: number;
  /** Records that say which versions. */
  readonly ranged: number;
  /** Records that name a version in which it is fixed. */
  readonly fixed: number;
  /** Records with a severity of their own, as those of Debian and Red Hat have; of the others it stands with the vulnerability. */
  readonly rated: number;
}

export interface NamedCounts extends Counts {
  readonly name: string;
}

/** A plain JSON object, the same for the same database. */
export interface DatabaseNumbers {
  /** Buckets of advisories, in the order of the file. */
  readonly buckets: readonly NamedCounts[];
  /** By the ID of the data source, which may feed several buckets: their sums, in the order of the IDs. */
  readonly sources: readonly NamedCounts[];
  /** Over all buckets. */
  readonly total: Counts;
  /** Vulnerabilities by severity. */
  readonly severities: Readonly<Record<SeverityName, number>>;
  /** Vulnerabilities of which at least one source says how severe they are. */
  readonly vendorRated: number;
}

export const NO_COUNTS: Counts = { packages: 0, records: 0, ranged: 0, fixed: 0, rated: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    packages: a.packages + b.packages,
    records: a.records + b.records,
    ranged: a.ranged + b.ranged,
    fixed: a.fixed + b.fixed,
    rated: a.rated + b.rated,
  };
}

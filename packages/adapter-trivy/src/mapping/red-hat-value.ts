// Values of the bucket `Red Hat` (trivy-db pkg/vulnsrc/redhat-oval/types.go). Which products an entry is for is a list of CPEs here; the database
// holds their numbers.

export interface RedHatCve {
  /** Absent where the key is the CVE itself. */
  readonly ID?: string;
  readonly Severity: number;
}

export interface RedHatEntry {
  readonly fixedVersion: string;
  readonly cves: readonly RedHatCve[];
  /** Empty: all. */
  readonly arches: readonly string[];
  /** trivy-db pkg/types/status.go; 0 where a version is fixed. */
  readonly status: number;
  readonly cpes: readonly string[];
}

export interface RedHatRow {
  readonly packageKey: string;
  readonly id: string;
  readonly entries: readonly RedHatEntry[];
}

/** Entries that differ in one of their lists only become one, so that the database stays small: first over architectures, then over CPEs. */
export function joinRedHatEntries(entries: readonly RedHatEntry[]): RedHatEntry[] {
  const overArches = joined(
    entries.flatMap(({ fixedVersion, cves, arches, status, cpes }) =>
      cpes.map((cpe) => ({ fixedVersion, cves, arches: union(arches, []), status, cpes: [cpe] })),
    ),
    ({ arches: _, ...rest }) => rest,
    (a, b) => ({ ...a, arches: a.arches.length === 0 || b.arches.length === 0 ? [] : union(a.arches, b.arches) }),
  );
  return joined(
    overArches,
    ({ cpes: _, ...rest }) => rest,
    (a, b) => ({ ...a, cpes: union(a.cpes, b.cpes) }),
  );
}

function joined(
  entries: readonly RedHatEntry[],
  keyOf: (entry: RedHatEntry) => object,
  join: (a: RedHatEntry, b: RedHatEntry) => RedHatEntry,
): RedHatEntry[] {
  const groups = new Map<string, RedHatEntry>();
  for (const entry of entries) {
    const key = JSON.stringify(keyOf(entry));
    const known = groups.get(key);
    groups.set(key, known === undefined ? entry : join(known, entry));
  }
  return [...groups.values()];
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])].toSorted((x, y) => (x < y ? -1 : 1));
}

/** The value as Trivy reads it. `numberOf`: the number of a CPE in the bucket `Red Hat CPE`. */
export function encodeRedHatEntries(entries: readonly RedHatEntry[], numberOf: (cpe: string) => number): object {
  return {
    Entries: joinRedHatEntries(entries).map(({ fixedVersion, cves, arches, status, cpes }) => ({
      ...(fixedVersion === "" ? {} : { FixedVersion: fixedVersion }),
      Cves: cves,
      ...(arches.length === 0 ? {} : { Arches: arches }),
      ...(status === 0 ? {} : { Status: status }),
      Affected: cpes.map(numberOf).toSorted((a, b) => a - b),
    })),
  };
}

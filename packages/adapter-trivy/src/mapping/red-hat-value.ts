// Values of the bucket `Red Hat` (trivy-db pkg/vulnsrc/redhat-oval/types.go). Which products an entry is for is a list of CPEs here; the database
// holds their numbers.
import { unlessOpen } from "./advisory-value.js";

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
  /** See `status.ts`; 0 where a version is fixed. */
  readonly status: number;
  readonly cpes: readonly string[];
}

export interface RedHatRow {
  readonly packageKey: string;
  readonly id: string;
  readonly entries: readonly RedHatEntry[];
}

/** OSV's name of a product: the end of its CPE. */
export function productOf(cpe: string): string {
  return cpe.replace(/^cpe:\/[aho]:redhat:/, "");
}

/** To Trivy a key that begins with CVE is the vulnerability, whatever stands in the entries, and any other an erratum of those that it lists. */
export function vulnerabilityOf(key: string, { ID }: { readonly ID?: unknown }): string {
  return key.startsWith("CVE-") || typeof ID !== "string" || ID === "" ? key : ID;
}

/** Entries that differ in one of their lists only become one, so that the database stays small: first over architectures, then over CPEs. */
export function joinRedHatEntries(entries: readonly RedHatEntry[]): RedHatEntry[] {
  // Spelled out, since members in another order would be another entry.
  const ofOneCpe = entries.flatMap(({ fixedVersion, cves, arches, status, cpes }) =>
    cpes.map((cpe) => ({ fixedVersion, cves, arches, status, cpes: [cpe] })),
  );
  return joined(joined(ofOneCpe, "arches"), "cpes");
}

function joined(entries: readonly RedHatEntry[], list: "arches" | "cpes"): RedHatEntry[] {
  const groups = Map.groupBy(entries, (entry) => JSON.stringify({ ...entry, [list]: null }));
  return [...groups.values()].map((group) => {
    const [first] = group as [RedHatEntry, ...RedHatEntry[]];
    return { ...first, [list]: unlessOpen(group.map((entry) => entry[list])).toSorted((a, b) => (a < b ? -1 : 1)) };
  });
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

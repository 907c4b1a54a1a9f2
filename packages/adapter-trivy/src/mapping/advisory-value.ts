// Values of advisory buckets, and how those of several records become one without losing a version that any of them calls affected.
// Members stand in the order in which Trivy's own builder writes them, by name (trivy-db pkg/db/advisory_detail.go goes through a Go map).
import type { RangeScheme, VersionScheme } from "../versions/scheme.js";
import { stillPatched } from "./language-ranges.js";
import { flavorOf } from "./oracle-flavor.js";
import { higherFix, lowestFrom } from "./system-fix.js";

/** Of a package of a language. */
export interface LanguageAdvisory {
  readonly Arches?: readonly string[];
  readonly OSes?: readonly string[];
  readonly PatchedVersions?: readonly string[];
  /** Ranges of versions that are secure whatever the others say: what a suppressing source took out. */
  readonly UnaffectedVersions?: readonly string[];
  readonly VendorIDs?: readonly string[];
  readonly VulnerableVersions?: readonly string[];
}

/** Of a package of an operating system. */
export interface SystemAdvisory {
  readonly AffectedVersion?: string;
  readonly Entries?: readonly { readonly Arches: readonly string[]; readonly FixedVersion: string }[];
  readonly FixedVersion?: string;
  readonly Severity?: number;
  /** Only where no version is fixed: see `status.ts`. */
  readonly Status?: number;
  readonly VendorIDs?: readonly string[];
}

export function languageAdvisory(parts: {
  readonly vulnerable: readonly string[];
  readonly patched: readonly string[];
  readonly unaffected?: readonly string[];
  readonly vendorIds: readonly string[];
  readonly systems: readonly string[];
  readonly architectures: readonly string[];
}): LanguageAdvisory {
  const { vulnerable, patched, unaffected = [], vendorIds, systems, architectures } = parts;
  return {
    ...(architectures.length === 0 ? {} : { Arches: architectures }),
    ...(systems.length === 0 ? {} : { OSes: systems }),
    ...(patched.length === 0 ? {} : { PatchedVersions: patched }),
    ...(unaffected.length === 0 ? {} : { UnaffectedVersions: unaffected }),
    ...(vendorIds.length === 0 ? {} : { VendorIDs: vendorIds }),
    ...(vulnerable.length === 0 ? {} : { VulnerableVersions: vulnerable }),
  };
}

/** One advisory that holds every version that one of them holds. */
export function joinLanguageAdvisories(values: readonly LanguageAdvisory[], scheme: RangeScheme): LanguageAdvisory {
  const vulnerable = union(values.map((value) => value.VulnerableVersions));
  return languageAdvisory({
    vulnerable,
    patched: stillPatched(union(values.map((value) => value.PatchedVersions)), vulnerable, scheme),
    unaffected: union(values.map((value) => value.UnaffectedVersions)),
    vendorIds: union(values.map((value) => value.VendorIDs)),
    systems: unlessOpen(values.map((value) => value.OSes)),
    architectures: unlessOpen(values.map((value) => value.Arches)),
  });
}

export function systemAdvisory(parts: {
  readonly fixed: string;
  readonly affectedFrom: string;
  readonly severity: number;
  readonly status: number;
  readonly vendorIds: readonly string[];
}): SystemAdvisory {
  const { fixed, affectedFrom, severity, status, vendorIds } = parts;
  return {
    ...(affectedFrom === "" ? {} : { AffectedVersion: affectedFrom }),
    ...(fixed === "" ? {} : { FixedVersion: fixed }),
    ...(severity === 0 ? {} : { Severity: severity }),
    ...(status === 0 || fixed !== "" ? {} : { Status: status }),
    ...(vendorIds.length === 0 ? {} : { VendorIDs: vendorIds }),
  };
}

/** Architectures of packages that Oracle builds; OSV does not say for which an erratum is. */
const ARCHITECTURES = ["aarch64", "i386", "i586", "i686", "noarch", "x86_64"];

/** Fixed versions of several flavors: an entry each, since the detector compares within a flavor. */
export function flavoredAdvisory(fixedVersions: readonly string[]): SystemAdvisory {
  const [first = ""] = fixedVersions;
  if (fixedVersions.length < 2) return { FixedVersion: first };
  return {
    Entries: fixedVersions.map((fixed) => ({ Arches: ARCHITECTURES, FixedVersion: fixed })),
    FixedVersion: fixedVersions.find((fixed) => flavorOf(fixed) === "normal") ?? first,
  };
}

/** One advisory for every version that one of them calls affected: unfixed where one is, else fixed in the highest version. */
export function joinSystemAdvisories(values: readonly SystemAdvisory[], scheme: VersionScheme, hasFlavors: boolean): SystemAdvisory {
  if (hasFlavors) return flavoredAdvisory(highestOfFlavors(values, scheme));
  const isOpen = values.some((value) => value.FixedVersion === undefined);
  return systemAdvisory({
    fixed: isOpen ? "" : values.reduce((best, value) => higherFix(best, value.FixedVersion ?? "", scheme), ""),
    affectedFrom: lowestFrom(
      values.map((value) => value.AffectedVersion ?? ""),
      scheme,
    ),
    severity: values.reduce((highest, { Severity = 0 }) => Math.max(highest, Severity), 0),
    status: values.reduce((highest, { Status = 0 }) => Math.max(highest, Status), 0),
    vendorIds: union(values.map((value) => value.VendorIDs)),
  });
}

function highestOfFlavors(values: readonly SystemAdvisory[], scheme: VersionScheme): string[] {
  const best = new Map<string, string>();
  for (const { Entries, FixedVersion = "" } of values) {
    for (const fixed of Entries?.map((entry) => entry.FixedVersion) ?? [FixedVersion])
      best.set(flavorOf(fixed), higherFix(best.get(flavorOf(fixed)) ?? "", fixed, scheme));
  }
  return ["normal", "fips", "ksplice"].map((flavor) => best.get(flavor) ?? "").filter((fixed) => fixed !== "");
}

function union(lists: readonly (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))];
}

/** A list that is not there says "all": then so does the union. */
export function unlessOpen(lists: readonly (readonly string[] | undefined)[]): string[] {
  return lists.some((list) => list === undefined || list.length === 0) ? [] : union(lists);
}

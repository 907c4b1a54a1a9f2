// Rows of documents, for tests: what the mapping gives out, as lists.
import { encodeCanonical } from "@stella-export/core";
import type { LanguageRow, SystemRow } from "./osv-mapping.js";
import type { Problem } from "./problem.js";
import { mapRecord } from "./record-mapping.js";
import type { RedHatRow } from "./red-hat-value.js";
import type { Role } from "./role.js";
import type { VulnerabilityValue } from "./vulnerability-value.js";

export interface MappedRows {
  readonly languages: LanguageRow[];
  readonly systems: SystemRow[];
  readonly redHat: RedHatRow[];
  readonly vulnerabilities: { readonly id: string; readonly source: string; readonly value: VulnerabilityValue }[];
  readonly problems: (Problem & { readonly package: string })[];
}

/** 2026-01-02T03:04:05Z. */
export const AS_OF = 1_767_323_045;

export function rowsOf(document: object, runSource = "acme", role: Role = "public"): MappedRows {
  const rows: MappedRows = { languages: [], systems: [], redHat: [], vulnerabilities: [], problems: [] };
  mapRecord(
    encodeCanonical(document),
    { runSource, role, asOf: AS_OF },
    {
      language: (row) => rows.languages.push(row),
      system: (row) => rows.systems.push(row),
      redHat: (row) => rows.redHat.push(row),
      vulnerability: (id, source, value) => rows.vulnerabilities.push({ id, source, value }),
      problem: (problem, affected) => rows.problems.push({ ...problem, package: affected?.name ?? "" }),
    },
  );
  return rows;
}

export interface AffectedFixture {
  readonly ecosystem: string;
  readonly name: string;
  /** One range a list: `introduced 1, fixed 2` is `[{ introduced: "1" }, { fixed: "2" }]`. */
  readonly ranges?: readonly (readonly Readonly<Record<string, string>>[])[];
  readonly versions?: readonly string[];
  readonly more?: object;
}

/** An OSV document about some packages. */
export function osvDocument(affected: readonly AffectedFixture[], members: object = {}): object {
  return {
    id: "ACME-1",
    modified: "2026-01-02T03:04:05Z",
    affected: affected.map(({ ecosystem, name, ranges, versions, more }) => ({
      package: { ecosystem, name },
      ...(ranges === undefined ? {} : { ranges: ranges.map((events) => ({ type: "ECOSYSTEM", events })) }),
      ...(versions === undefined ? {} : { versions }),
      ...more,
    })),
    ...members,
  };
}

/** `[0, fixed)`. */
export function fixedIn(fixed: string): readonly Readonly<Record<string, string>>[] {
  return [{ introduced: "0" }, { fixed }];
}

// The versions that a stored value calls affected, as text for people and scripts. It knows the members that Trivy reads, not how versions compare.
import type { LanguageAdvisory, SystemAdvisory } from "../mapping/advisory-value.js";

/** Red Hat's and Oracle's. */
interface Entry {
  readonly FixedVersion?: string;
  readonly AffectedVersion?: string;
  readonly Arches?: readonly string[];
}

/** What stands for every version. */
const ALL = "*";

/** Each in the ecosystem's own terms; a version is affected where one of them holds. */
export function rangesOf(value: unknown): string[] {
  const advisory = (value ?? {}) as LanguageAdvisory & SystemAdvisory;
  if (advisory.VulnerableVersions !== undefined) return withoutUnaffected(advisory.VulnerableVersions, advisory.UnaffectedVersions ?? []);
  const entries: readonly Entry[] = advisory.Entries ?? [advisory];
  return [...new Set(entries.map(rangeOfEntry))];
}

/** What a suppressing source took out stands behind each range. */
function withoutUnaffected(ranges: readonly string[], unaffected: readonly string[]): string[] {
  return ranges.map((range) => `${range}${unaffected.map((each) => `, not (${each})`).join("")}`);
}

function rangeOfEntry({ AffectedVersion = "", FixedVersion = "", Arches = [] }: Entry): string {
  const from = AffectedVersion === "" ? [] : [`>=${AffectedVersion}`];
  const below = FixedVersion === "" ? [] : [`<${FixedVersion}`];
  const range = [...from, ...below].join(", ");
  return `${range === "" ? ALL : range}${Arches.length === 0 ? "" : ` (${Arches.join(", ")})`}`;
}

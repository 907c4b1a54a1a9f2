// The versions that a stored value calls affected, as text for people and scripts. It knows the members that Trivy reads, not how versions compare.
import { leftOf } from "./left-ranges.js";
import type { LanguageAdvisory, SystemAdvisory } from "../mapping/advisory-value.js";
import { schemeOfLanguage } from "../versions/ecosystems.js";

/** Red Hat's and Oracle's. */
interface Entry {
  readonly FixedVersion?: string;
  readonly AffectedVersion?: string;
  readonly Arches?: readonly string[];
}

/** What stands for every version. */
const ALL = "*";

/** Each in the ecosystem's own terms; a version is affected where one of them holds, and none is where there is none. */
export function rangesOf(value: unknown, bucket: string): string[] {
  const advisory = (value ?? {}) as LanguageAdvisory & SystemAdvisory;
  const scheme = schemeOfLanguage(bucket.split("::", 1)[0] ?? "");
  if (scheme !== undefined) return leftOf(advisory.VulnerableVersions ?? [ALL], advisory.UnaffectedVersions ?? [], scheme);
  const entries: readonly Entry[] = advisory.Entries ?? [advisory];
  return [...new Set(entries.map(rangeOfEntry))];
}

function rangeOfEntry({ AffectedVersion = "", FixedVersion = "", Arches = [] }: Entry): string {
  const from = AffectedVersion === "" ? [] : [`>=${AffectedVersion}`];
  const below = FixedVersion === "" ? [] : [`<${FixedVersion}`];
  const range = [...from, ...below].join(", ");
  return `${range === "" ? ALL : range}${Arches.length === 0 ? "" : ` (${Arches.join(", ")})`}`;
}

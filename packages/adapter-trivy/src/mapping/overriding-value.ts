// What a report says of a vulnerability that an overriding document speaks of. The database holds one word of a source for all packages and
// releases, so while a row stands that was not replaced, its source keeps its word: the document adds its own, and may only raise.
import { SEVERITY_NAMES, type SeverityNumber } from "./severity.js";
import type { SourcedValue, VulnerabilityValue } from "./vulnerability-value.js";

export interface OverridingValue extends SourcedValue {
  /** Name of the run's source that overrides; `source` itself where the document has a source of its own in the database. */
  readonly by: string;
}

const NOTHING: VulnerabilityValue = { Severity: "UNKNOWN" };

/** Values to join. `stands`: whether there is a row of this source that no document overrides. */
export function withOverriding(
  values: readonly SourcedValue[],
  overriding: readonly OverridingValue[],
  stands: (source: string) => boolean,
): SourcedValue[] {
  const bySource = new Map(values.map(({ source, value }) => [source, value]));
  const own: SourcedValue[] = [];
  for (const { source, by, value } of overriding) {
    if (source === by) own.push({ source, value });
    else if (!stands(source)) bySource.set(source, { ...(bySource.get(source) ?? NOTHING), ...said(value) });
    else {
      own.push({ source: by, value: renamed(value, source, by) });
      const severity = value.VendorSeverity?.[source] ?? 0;
      const known = bySource.get(source);
      if (severity > (known?.VendorSeverity?.[source] ?? highest([...bySource.values()])))
        bySource.set(source, { ...(known ?? NOTHING), Severity: SEVERITY_NAMES[severity], VendorSeverity: { [source]: severity } });
    }
  }
  return [...[...bySource].map(([source, value]) => ({ source, value })), ...own];
}

/** What the document is silent about stays as it was: who says nothing of a severity does not say that there is none. */
function said(value: VulnerabilityValue): Partial<VulnerabilityValue> {
  if (value.VendorSeverity !== undefined) return { ...value, CVSS: value.CVSS ?? {} };
  const { Severity: _, ...rest } = value;
  return rest;
}

function renamed(value: VulnerabilityValue, from: string, to: string): VulnerabilityValue {
  const { VendorSeverity, CVSS, ...rest } = value;
  const [severity, cvss] = [VendorSeverity?.[from], CVSS?.[from]];
  return {
    ...rest,
    ...(severity === undefined ? {} : { VendorSeverity: { [to]: severity } }),
    ...(cvss === undefined ? {} : { CVSS: { [to]: cvss } }),
  };
}

function highest(values: readonly VulnerabilityValue[]): SeverityNumber {
  return Math.max(0, ...values.flatMap(({ VendorSeverity }) => Object.values(VendorSeverity ?? {}))) as SeverityNumber;
}

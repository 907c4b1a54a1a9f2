// reports/quality.json: what the gate saw and why it let the database pass. Also the numbers that the next bundle is held against.
import { encodeCanonical, type Manifest, type Output } from "@stella-export/core";
import type { DatabaseNumbers } from "./numbers.js";
import type { ProbeAnswer } from "./probes.js";

export const REPORT_PATH = "reports/quality.json";
export const REPORT_SCHEMA = "https://stellaops.io/export-center/trivy-quality/v1";

export interface QualityReport {
  /**
   * `not-compared`, `empty`: neither a bundle before nor probes were given, and the database holds something or nothing. One that is refused is in
   * no bundle.
   */
  readonly verdict: "passed" | "not-compared" | "empty";
  readonly now: DatabaseNumbers;
  readonly before: DatabaseNumbers | null;
  readonly previous: Pick<Manifest, "exportId" | "contentDigest" | "sequence"> | null;
  readonly probes: readonly ProbeAnswer[];
}

/** Canonical JSON, not compressed: small, and read by people. */
export async function writeReport({ verdict, now, before, previous, probes }: QualityReport, output: Output): Promise<void> {
  const asked = probes.map(({ purl, vulnerabilityId, found, isAsExpected }) => ({
    purl,
    vulnerabilityId,
    found,
    asExpected: isAsExpected,
  }));
  const report = { schema: REPORT_SCHEMA, verdict, now, before, previous, probes: asked };
  await output.write(REPORT_PATH, encodeCanonical(report), { role: "report", mediaType: "application/json", compressible: false });
}

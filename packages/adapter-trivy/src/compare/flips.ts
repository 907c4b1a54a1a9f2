// Which components of SBOMs Trivy would report with the one database and not with the other, by our own comparers of versions.
import type { BoltBucket } from "../bolt/bolt-bucket.js";
import { reportedFor } from "../lookup/purl-lookup.js";
import type { Sbom } from "../lookup/sbom-components.js";
import { sbomTarget } from "../lookup/sbom-target.js";

/** `to`: what the newer database says. */
export interface Flip {
  readonly purl: string;
  readonly vuln: string;
  readonly to: "affected" | "not_affected";
}

/** In the order of the components, each purl once. Throws {@link BoltError} `damaged`. */
export function* flipsOf({ components, system }: Sbom, from: BoltBucket, to: BoltBucket): Generator<Flip, void, undefined> {
  const byPurl = Map.groupBy(components, ({ purl }) => purl);
  for (const [purl, same] of byPurl) {
    const targets = same.map((component) => sbomTarget(component, system)).filter((target) => target !== undefined);
    if (targets.length === 0) continue;
    const [before, after] = [from, to].map((root) => new Set(targets.flatMap((target) => reportedFor(root, target))));
    if (before === undefined || after === undefined) continue;
    for (const vuln of [...new Set([...before, ...after])].toSorted((a, b) => (a < b ? -1 : 1)))
      if (before.has(vuln) !== after.has(vuln)) yield { purl, vuln, to: after.has(vuln) ? "affected" : "not_affected" };
  }
}

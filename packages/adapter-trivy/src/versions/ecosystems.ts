// Which of Trivy's detectors orders versions by which scheme (trivy@v0.69.3 pkg/detector/library/driver.go and pkg/detector/ospkg).
import { apk } from "./apk.js";
import { bitnami } from "./bitnami.js";
import { dpkg } from "./dpkg.js";
import { gem } from "./gem.js";
import { generic } from "./generic.js";
import { maven } from "./maven.js";
import { npm } from "./npm.js";
import { pep440 } from "./pep440-ranges.js";
import { rpm } from "./rpm.js";
import type { RangeScheme, VersionScheme } from "./scheme.js";

const LANGUAGES: ReadonlyMap<string, RangeScheme> = new Map([
  ["npm", npm],
  ["pip", pep440],
  ["maven", maven],
  ["rubygems", gem],
  ["cocoapods", gem],
  ["bitnami", bitnami],
  ...["go", "cargo", "composer", "nuget", "pub", "erlang", "conan", "swift", "julia", "k8s"].map((each) => [each, generic] as const),
]);

/** By the first word of a bucket's name in lower case; `Amazon` is ordered by Debian's rules, as Trivy does it. */
const SYSTEMS: ReadonlyMap<string, VersionScheme> = new Map([
  ...["alpine", "wolfi", "chainguard", "minimos"].map((each) => [each, apk] as const),
  ...["debian", "ubuntu", "echo", "amazon"].map((each) => [each, dpkg] as const),
  ...["red", "alma", "rocky", "oracle", "suse", "opensuse", "photon", "azure", "cbl-mariner", "bottlerocket"].map(
    (each) => [each, rpm] as const,
  ),
]);

/** The scheme of a language ecosystem as Trivy names it: what stands before `::` in the bucket's name (`npm`, `pip`, `erlang`). */
export function schemeOfLanguage(ecosystem: string): RangeScheme | undefined {
  return LANGUAGES.get(ecosystem);
}

/** The scheme of an operating system's bucket (`alpine 3.18`, `Red Hat`, `SUSE Linux Enterprise 15.5`). */
export function schemeOfSystem(bucket: string): VersionScheme | undefined {
  return SYSTEMS.get(bucket.split(" ", 1)[0]?.toLowerCase() ?? "");
}

// Versions that a record lists beside its ranges, and that no fix is of: OSV calls them affected, and a detector of an operating system cannot be
// told. It knows no record.
import { surelyBelow } from "../versions/surely-below.js";
import { flavorOf } from "./oracle-flavor.js";
import { type Problem, singleVersions } from "./problem.js";
import type { FixTarget, SystemFix } from "./system-fix.js";
import { readSystemVersion } from "./version-text.js";

export function problemsOutside(versions: readonly string[], fixes: readonly SystemFix[], target: FixTarget): readonly Problem[] {
  if (versions.length === 0 || fixes.some(({ fixed, affectedFrom }) => fixed === "" && affectedFrom === "")) return [];
  const { scheme, hasFlavors } = target;
  const bounds = fixes.map(({ fixed, affectedFrom }) => ({
    flavor: hasFlavors ? flavorOf(fixed) : "",
    to: fixed === "" ? undefined : scheme.parseVersion(fixed),
    from: affectedFrom === "" ? undefined : scheme.parseVersion(affectedFrom),
  }));
  const isInside = (text: string): boolean => {
    const version = readSystemVersion(text, scheme);
    const own = hasFlavors ? flavorOf(text) : "";
    return (
      version !== undefined &&
      bounds.some(
        ({ flavor, to, from }) =>
          flavor === own &&
          (to === undefined || scheme.compare(version, to) < 0) &&
          (from === undefined || scheme.compare(version, from) >= 0),
      )
    );
  };
  const [first] = fixes;
  const isBelow = fixes.length === 1 && first?.affectedFrom === "" && !hasFlavors ? surelyBelow(first.fixed, scheme) : undefined;
  return versions.filter((text) => isBelow?.(text) !== true && !isInside(text)).map((text) => singleVersions(`=${text}`));
}

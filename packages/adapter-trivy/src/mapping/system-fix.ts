// Ranges of an OSV record as the one fixed version that a detector of an operating system compares with. What that cannot say is told as a
// problem: left out where it would hide something, wider where it would show too much. It knows one affected package, no ids.
import type { Version, VersionScheme } from "../versions/scheme.js";
import { flavorOf } from "./oracle-flavor.js";
import type { OsvAffected } from "./osv-record.js";
import { type Problem, singleVersions, unmappable, widened } from "./problem.js";
import type { SystemTarget } from "./target.js";
import { type Branch, branchesOf, isStart } from "./system-branches.js";
import { problemsOutside } from "./versions-outside.js";

export interface SystemFix {
  /** Empty: no version is fixed. */
  readonly fixed: string;
  /** Empty: every version before the fix is affected. */
  readonly affectedFrom: string;
}

/** A fixed version of each flavor, or none where nothing could be said. */
export interface SystemFixes {
  readonly fixes: readonly SystemFix[];
  readonly problems: readonly Problem[];
}

export type FixTarget = Pick<SystemTarget, "scheme" | "reportsUnfixed" | "hasLowerBound" | "hasFlavors">;

export function toSystemFixes(affected: OsvAffected, target: FixTarget): SystemFixes {
  const problems: Problem[] = [];
  const branches = branchesOf(affected, target, problems);
  if (branches.length === 0) {
    if (problems.length === 0) problems.push(nothing(affected));
    return { fixes: [], problems };
  }
  const groups = target.hasFlavors ? Map.groupBy(branches, ({ fixed }) => flavorOf(fixed)).values() : [branches];
  const fixes = Array.from(groups, (group) => joined(group, target, problems));
  return { fixes, problems: [...problems, ...problemsOutside(affected.versions, fixes, target)] };
}

function nothing({ versions }: OsvAffected): Problem {
  return versions.length === 0
    ? unmappable("NOTHING", "the record names neither a range of versions nor versions")
    : singleVersions(versions.length === 1 ? `=${versions[0]}` : "");
}

/** One fix for all branches: none where one is open, else the highest, so that no affected version is lost. */
function joined(branches: readonly Branch[], target: FixTarget, problems: Problem[]): SystemFix {
  const fixed = branches.some((branch) => branch.fixed === "") ? "" : highest(branches, target.scheme);
  const affectedFrom = target.hasLowerBound
    ? lowestFrom(
        branches.map(({ from }) => from),
        target.scheme,
      )
    : "";
  if (branches.length === 1 && affectedFrom !== "") return { fixed, affectedFrom };
  for (const branch of branches) {
    if (!isStart(branch.from))
      problems.push(
        widened(
          `>=${branch.from}${branch.fixed === "" ? "" : `, <${branch.fixed}`}`,
          affectedFrom === ""
            ? "Trivy's detector takes every version before the fix for affected"
            : "Trivy's detector knows one first affected version and one fix, and takes all between for affected",
        ),
      );
  }
  return { fixed, affectedFrom };
}

/** The lowest of first affected versions; empty where one is open below, or is no version. */
export function lowestFrom(froms: readonly string[], scheme: VersionScheme): string {
  let lowest: { readonly text: string; readonly version: Version } | undefined;
  for (const text of froms) {
    const version = isStart(text) ? undefined : scheme.parseVersion(text);
    if (version === undefined) return "";
    if (lowest === undefined || scheme.compare(version, lowest.version) < 0) lowest = { text, version };
  }
  return lowest?.text ?? "";
}

function highest(branches: readonly Branch[], scheme: VersionScheme): string {
  let best = "";
  for (const { fixed } of branches) best = higherFix(best, fixed, scheme);
  return best;
}

/** The higher of two fixed versions, the empty one being the lowest; of equal ones the first. */
export function higherFix(a: string, b: string, scheme: VersionScheme): string {
  if (a === "" || b === "") return a === "" ? b : a;
  return scheme.compare(scheme.parseVersion(b) as Version, scheme.parseVersion(a) as Version) > 0 ? b : a;
}

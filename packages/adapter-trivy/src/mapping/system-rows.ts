// Rows of one record about packages of one release of an operating system. It knows ids, names and statuses, not what a version is.
import { flavoredAdvisory, joinSystemAdvisories, type SystemAdvisory, systemAdvisory } from "./advisory-value.js";
import { binariesOf } from "./binaries.js";
import { systemKeys } from "./module-keys.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import type { RowSink } from "./osv-mapping.js";
import { isKey } from "./package-name.js";
import { unmappable, widened } from "./problem.js";
import { urgencyOf } from "./severity.js";
import { STATUS } from "./status.js";
import { toSystemFixes } from "./system-fix.js";
import type { SystemTarget } from "./target.js";
import { systemIds } from "./vulnerability-id.js";

/** Detectors that show an advisory's own status. */
const WITH_STATUS = new Set(["debian", "echo"]);

/** Gives the ids that there are rows for. */
export function systemRows(record: OsvRecord, target: SystemTarget, affected: readonly OsvAffected[], sink: RowSink): readonly string[] {
  const ids = systemIds(record, target.keepsErrataIds);
  if (ids === undefined) {
    sink.problem(unmappable("ERRATUM", "the erratum is of no vulnerability: it names no CVE and is not about security"), affected[0]);
    return [];
  }
  if (!ids.keys.every(isKey)) {
    sink.problem(unmappable("NAME", "an id of the record cannot be a key of the database"));
    return [];
  }
  // Shown for Debian only: its own announcements.
  const vendorIds = target.source.ID === "debian" ? ids.others.filter((id) => /^D[SL]A-/.test(id)) : [];
  const packages = new Map<string, SystemAdvisory[]>();
  const add = (key: string, value: SystemAdvisory): void => {
    const known = packages.get(key);
    if (known === undefined) packages.set(key, [value]);
    else known.push(value);
  };
  for (const each of affected) {
    const { keys, problem } = systemKeys(each, target.hasModules, record.summary);
    if (!keys.every(isKey)) sink.problem(unmappable("NAME", "the package's name cannot be a key of the database"), each);
    else {
      const value = keys.length === 0 ? undefined : valueOf(each, target, vendorIds, sink);
      if (problem !== undefined && (value !== undefined || keys.length === 0)) sink.problem(problem, each);
      if (value !== undefined) for (const key of keys) add(key, value);
    }
    if (target.hasBinaries) {
      const { binaries, problems } = binariesOf(each, target.scheme);
      for (const problem of problems) sink.problem(problem, each);
      for (const { name, fixed } of binaries) add(name, { FixedVersion: fixed });
    }
  }
  for (const [packageKey, values] of packages) {
    const value = values.length === 1 ? (values[0] as SystemAdvisory) : joinSystemAdvisories(values, target.scheme, target.hasFlavors);
    if (values.some(({ AffectedVersion: own }) => own !== undefined && own !== value.AffectedVersion)) {
      const message =
        "the record names the package more than once, and Trivy's detector takes all from the lowest first version to the fix for affected";
      sink.problem(
        widened(`>=${value.AffectedVersion ?? "0"}`, message),
        affected.find(({ name }) => name === packageKey),
      );
    }
    for (const id of ids.keys) sink.system({ bucket: target.bucket, packageKey, id, value });
  }
  return packages.size === 0 ? [] : ids.keys;
}

function valueOf(affected: OsvAffected, target: SystemTarget, vendorIds: readonly string[], sink: RowSink): SystemAdvisory | undefined {
  const { fixes, problems } = toSystemFixes(affected, target);
  for (const problem of problems) sink.problem(problem, affected);
  const [first] = fixes;
  if (first === undefined) return undefined;
  if (target.hasFlavors) return flavoredAdvisory(fixes.map(({ fixed }) => fixed));
  const { severity, isEnded } = urgencyOf(affected);
  return systemAdvisory({
    ...first,
    severity: WITH_STATUS.has(target.source.ID) ? severity : 0,
    status: WITH_STATUS.has(target.source.ID) ? (isEnded ? STATUS.endOfLife : STATUS.affected) : 0,
    vendorIds,
  });
}

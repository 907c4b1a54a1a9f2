// Rows of an OSV record about packages of Red Hat, whose ecosystem names the product as the end of a CPE (`Red Hat:enterprise_linux:9::appstream`).
import { systemKeys } from "./module-keys.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import type { RowSink } from "./osv-mapping.js";
import { isKey } from "./package-name.js";
import { unmappable, unreached } from "./problem.js";
import { repositoriesOf } from "./red-hat-repositories.js";
import type { RedHatEntry } from "./red-hat-value.js";
import { cvssOf, severityOf } from "./severity.js";
import { STATUS } from "./status.js";
import { toSystemFixes } from "./system-fix.js";
import { RED_HAT, systemBucket, type RedHatTarget } from "./target.js";
import { systemIds } from "./vulnerability-id.js";

/** Of each affected package the product that its ecosystem names. Gives the ids that are reported. */
export function redHatRows(
  record: OsvRecord,
  affected: readonly (readonly [RedHatTarget, OsvAffected])[],
  sink: RowSink,
): readonly string[] {
  const ids = systemIds(record, false);
  const [first] = affected;
  if (ids === undefined) {
    sink.problem(unmappable("ERRATUM", "the erratum is of no vulnerability: it names no CVE and is not about security"), first?.[1]);
    return [];
  }
  if (![record.id, ...ids.keys].every(isKey)) {
    sink.problem(unmappable("NAME", "an id of the record cannot be a key of the database"));
    return [];
  }
  const severity = severityOf(record, cvssOf(record));
  const packages = new Map<string, Omit<RedHatEntry, "cves">[]>();
  for (const [{ product }, each] of affected) {
    const entry = entryOf(product, each, sink);
    if (entry === undefined) continue;
    const { keys, problem } = systemKeys(each, true, record.summary);
    if (problem !== undefined) sink.problem(problem, each);
    if (!keys.every(isKey)) sink.problem(unmappable("NAME", "the package's name cannot be a key of the database"), each);
    else if (keys.length > 0) {
      for (const key of keys) {
        const known = packages.get(key);
        if (known === undefined) packages.set(key, [entry]);
        else known.push(entry);
      }
      if (entry.cpes.every((cpe) => repositoriesOf(cpe).length === 0)) sink.problem(unreached(), each);
    }
  }
  for (const [packageKey, entries] of packages) addRows(packageKey, record.id, ids.keys, entries, severity, sink);
  return packages.size === 0 ? [] : ids.keys;
}

function entryOf(product: string, affected: OsvAffected, sink: RowSink): Omit<RedHatEntry, "cves"> | undefined {
  const { fixes, problems } = toSystemFixes(affected, systemBucket(RED_HAT));
  for (const problem of problems) sink.problem(problem, affected);
  const [fix] = fixes;
  if (fix === undefined) return undefined;
  // OSV leaves out whether the product is an operating system or an application.
  const cpes = ["a", "o"].map((part) => `cpe:/${part}:redhat:${product}`);
  return { fixedVersion: fix.fixed, arches: [], status: fix.fixed === "" ? STATUS.affected : 0, cpes };
}

/** An erratum is the key of what it fixes; what nobody has fixed is found under each vulnerability's own id. */
function addRows(
  packageKey: string,
  erratum: string,
  cves: readonly string[],
  entries: readonly Omit<RedHatEntry, "cves">[],
  severity: number,
  sink: RowSink,
): void {
  const fixed = entries.filter(({ fixedVersion }) => fixedVersion !== "");
  const open = entries.filter(({ fixedVersion }) => fixedVersion === "");
  const named = cves.map((ID) => ({ ID, Severity: severity }));
  // Trivy takes a key that begins with CVE for the vulnerability, and any other for an erratum of those that it lists.
  if (fixed.length > 0 && !erratum.startsWith("CVE-"))
    sink.redHat({ packageKey, id: erratum, entries: fixed.map((entry) => ({ ...entry, cves: named })) });
  const own = erratum.startsWith("CVE-") ? entries : open;
  for (const id of own.length === 0 ? [] : cves)
    sink.redHat({
      packageKey,
      id,
      entries: own.map((entry) => ({ ...entry, cves: [{ ...(id.startsWith("CVE-") ? {} : { ID: id }), Severity: severity }] })),
    });
}

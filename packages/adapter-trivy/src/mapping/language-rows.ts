// Rows of one record about packages of one language. It knows ids, names and the joining of a package that a record names more than once.
import { languageAdvisory, unlessOpen } from "./advisory-value.js";
import type { DataSource } from "./data-source.js";
import { stillPatched, toLanguageRanges } from "./language-ranges.js";
import { objectsOf, textsOf } from "./json.js";
import type { OsvAffected, OsvRecord } from "./osv-record.js";
import type { RowSink } from "./osv-mapping.js";
import { isKey, isLookedFor, joiningKey, languageKeys } from "./package-name.js";
import { unmappable } from "./problem.js";
import type { LanguageTarget } from "./target.js";
import { languageIds } from "./vulnerability-id.js";

interface Collected {
  readonly spellings: Set<string>;
  readonly vulnerable: string[];
  readonly patched: string[];
  readonly systems: (readonly string[])[];
  readonly architectures: (readonly string[])[];
}

/** Gives the ids that there are rows for. */
export function languageRows(
  record: OsvRecord,
  target: LanguageTarget,
  source: DataSource,
  affected: readonly OsvAffected[],
  sink: RowSink,
): readonly string[] {
  const { keys, others } = languageIds(record);
  if (!keys.every(isKey)) {
    sink.problem(unmappable("NAME", "an id of the record cannot be a key of the database"));
    return [];
  }
  // Of Julia's other ids only its own are shown (trivy-db pkg/vulnsrc/julia/julia.go).
  const vendorIds = source.ID === "julia" ? others.filter((id) => id.startsWith("JLSEC")) : others;
  const packages = collected(target, source, affected, sink);
  for (const [packageKey, { spellings, vulnerable, patched, systems, architectures }] of packages) {
    const value = languageAdvisory({
      vulnerable: [...new Set(vulnerable)],
      patched: affected.length === 1 ? patched : stillPatched([...new Set(patched)], vulnerable, target.scheme),
      vendorIds,
      systems: unlessOpen(systems),
      architectures: unlessOpen(architectures),
    });
    const row = { ecosystem: target.ecosystem, source, packageKey, value, ...(spellings.size === 0 ? {} : { spellings: [...spellings] }) };
    for (const id of keys) sink.language({ ...row, id });
  }
  return packages.size === 0 ? [] : keys;
}

function collected(
  target: LanguageTarget,
  source: DataSource,
  affected: readonly OsvAffected[],
  sink: RowSink,
): ReadonlyMap<string, Collected> {
  const packages = new Map<string, Collected>();
  for (const each of affected) {
    const keys = languageKeys(target.ecosystem, each.name);
    if (!keys.every(isKey) || !isLookedFor(target.ecosystem, each.name)) {
      sink.problem(unmappable("NAME", "the package's name cannot be a key of the database, or Trivy looks for none of its form"), each);
      continue;
    }
    const { vulnerable, patched, problems } = toLanguageRanges(each, target);
    for (const problem of problems) sink.problem(problem, each);
    if (vulnerable.length === 0) {
      if (problems.length === 0) sink.problem(unmappable("NOTHING", "the record names neither a range of versions nor versions"), each);
      continue;
    }
    const imports = source.ID === "govulndb" ? objectsOf(each.ecosystemSpecific["imports"]) : [];
    const met = joiningKey(target.ecosystem, each.name);
    const known = packages.get(met) ?? { spellings: new Set(), vulnerable: [], patched: [], systems: [], architectures: [] };
    packages.set(met, known);
    for (const key of keys) if (key !== met) known.spellings.add(key);
    for (const text of vulnerable) known.vulnerable.push(text);
    for (const text of patched) known.patched.push(text);
    known.systems.push([...new Set(imports.flatMap((one) => textsOf(one["goos"])))]);
    known.architectures.push([...new Set(imports.flatMap((one) => textsOf(one["goarch"])))]);
  }
  return packages;
}

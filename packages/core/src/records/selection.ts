// Whether a record is one of those that a profile selects. A selector that does not apply to a record keeps it (contract: selectors).
// It knows what records speak of, not how that is found.
import type { ProfileSpec } from "../profile/schema.js";
import type { Facets } from "../seams/source.js";
import { parseInstant } from "../time.js";

export type Selectors = ProfileSpec["selectors"];

/** True where anything is selected at all, so that facets are worth finding. */
export function isSelective(selectors: Selectors): boolean {
  return Object.keys(selectors).length > 0;
}

/** Pure. `facets` are those of a record of the source; `undefined` is a source that no selector of sources is about. */
export function selects(selectors: Selectors, source: string | undefined, facets: Facets): boolean {
  const { tenants, products, subjects, ecosystems, sources, severities } = selectors;
  return (
    (sources === undefined || source === undefined || sources.includes(source)) &&
    (tenants === undefined || facets.tenant === undefined || tenants.includes(facets.tenant)) &&
    someOf(severities, facets.severities, (wanted, severity) => wanted === severity) &&
    someOf(ecosystems, facets.ecosystems, isEcosystem) &&
    someOf(products, facets.products, isProduct) &&
    someOf(subjects, facets.subjects, isProduct) &&
    isInWindow(selectors, facets)
  );
}

function someOf<T extends string>(
  wanted: readonly T[] | undefined,
  found: readonly T[] | undefined,
  matches: (wanted: T, found: T) => boolean,
): boolean {
  if (wanted === undefined || found === undefined || found.length === 0) return true;
  return found.some((value) => wanted.some((pattern) => matches(pattern, value)));
}

/** `Debian` selects `Debian:12`; `Debian:12` does not select `Debian:11`. No two ecosystems differ by case alone. */
function isEcosystem(wanted: string, found: string): boolean {
  const folded = wanted.toLowerCase();
  const other = found.toLowerCase();
  return other === folded || other.startsWith(`${folded}:`);
}

/**
 * A package URL without version, qualifiers and subpath selects all of them, and is of all of them where a record names it: an advisory about a package
 * is about its version 1 too. A scope of npm is found in either spelling.
 */
function isProduct(wanted: string, found: string): boolean {
  const canonical = wanted.startsWith("pkg:npm/@") ? `pkg:npm/%40${wanted.slice("pkg:npm/@".length)}` : wanted;
  return isPackage(wanted, found) || (canonical !== wanted && isPackage(canonical, found));
}

function isPackage(wanted: string, found: string): boolean {
  if (wanted.endsWith("*")) return found.startsWith(wanted.slice(0, -1));
  if (found.startsWith("pkg:") && wanted.startsWith(`${found}@`)) return true;
  if (!found.startsWith(wanted)) return false;
  const next = found.charAt(wanted.length);
  return next === "" || next === "@" || next === "?" || next === "#";
}

/** By the last change, else by the publication; a date that does not count selects nothing out. */
function isInWindow({ since, until }: Selectors, { dates }: Facets): boolean {
  if (since === undefined && until === undefined) return true;
  const date = parseInstant(dates?.modified ?? "") ?? parseInstant(dates?.published ?? "");
  if (date === undefined) return true;
  return !(date < (parseInstant(since ?? "") ?? date)) && date < (parseInstant(until ?? "") ?? date + 1);
}

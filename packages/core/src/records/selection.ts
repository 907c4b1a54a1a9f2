// Whether a record is one of those that a profile selects. A selector that does not apply to a record keeps it (contract: selectors), and so
// does one of which nobody can tell whether it does. It knows what records speak of, not how that is found.
import type { ProfileSpec } from "../profile/schema.js";
import type { Facets } from "../seams/source.js";
import { parseBound, parseInstant } from "../time.js";
import { PackagePatterns, parsePattern } from "./package-pattern.js";

export type Selectors = ProfileSpec["selectors"];

/** Asked once for each record; made once for each run, and whatever can be worked out beforehand is. */
export class Selection {
  /** True where anything is selected at all, so that facets are worth finding. */
  readonly isSelective: boolean;
  readonly #selectors: Selectors;
  readonly #ecosystems: readonly string[];
  readonly #products: PackagePatterns;
  readonly #subjects: PackagePatterns;
  readonly #names: readonly string[];
  readonly #since: number;
  readonly #until: number;

  constructor(selectors: Selectors) {
    const { ecosystems = [], products = [], subjects = [], since, until } = selectors;
    this.isSelective = Object.keys(selectors).length > 0;
    this.#selectors = selectors;
    this.#ecosystems = ecosystems.map((name) => name.toLowerCase());
    this.#products = patternsOf(products);
    this.#subjects = patternsOf(subjects);
    this.#names = subjects;
    this.#since = parseBound(since ?? "") ?? -Infinity;
    this.#until = parseBound(until ?? "") ?? Infinity;
  }

  /** `facets` are those of a record of the source; `undefined` is a source that no selector of sources is about. */
  selects(source: string | undefined, facets: Facets): boolean {
    const { severities, ecosystems, products, subjects } = this.#selectors;
    return (
      this.hears(source, facets) &&
      (severities === undefined || someOf(facets.severities, (found) => severities.includes(found))) &&
      (ecosystems === undefined || someOf(facets.ecosystems, (found) => this.#isEcosystem(found))) &&
      (products === undefined || someOf(facets.products, (found) => this.#products.mayInclude(found))) &&
      (subjects === undefined || someOf(facets.subjects, (found) => this.#isSubject(found))) &&
      this.#isInWindow(facets.dates)
    );
  }

  /** Whether it is selected who says it (source, tenant), whatever is said. */
  hears(source: string | undefined, { tenant }: Facets): boolean {
    const { sources, tenants } = this.#selectors;
    return (
      (sources === undefined || source === undefined || sources.includes(source)) &&
      (tenants === undefined || tenant === undefined || tenants.includes(tenant))
    );
  }

  /**
   * `Debian` selects `Debian:12`. What names no release may be of `Debian:12`; what names no repository is of the usual one, unless nobody
   * knows (`Packagist:`). No two ecosystems differ by case alone.
   */
  #isEcosystem(found: string): boolean {
    const folded = found.toLowerCase();
    return this.#ecosystems.some(
      (wanted) =>
        folded === wanted ||
        folded.startsWith(`${wanted}:`) ||
        (folded.endsWith(":") ? wanted.startsWith(folded) : wanted.startsWith(`${folded}:`) && !wanted.includes("://")),
    );
  }

  #isSubject(found: string): boolean {
    return this.#names.some((wanted) => isName(wanted, found)) || (/^pkg:/i.test(found) && this.#subjects.mayInclude(found));
  }

  /** By the last change, else by the publication; a date that does not count selects nothing out. */
  #isInWindow(dates: Facets["dates"]): boolean {
    const { since, until } = this.#selectors;
    if (since === undefined && until === undefined) return true;
    const date = parseInstant(dates?.modified ?? "") ?? parseInstant(dates?.published ?? "");
    return date === undefined || (date >= this.#since && date < this.#until);
  }
}

function someOf<T>(found: readonly T[] | undefined, matches: (found: T) => boolean): boolean {
  return found === undefined || found.length === 0 || found.some(matches);
}

function patternsOf(texts: readonly string[]): PackagePatterns {
  const patterns = new PackagePatterns();
  for (const text of texts) {
    const pattern = parsePattern(text);
    if (pattern !== undefined) patterns.add(pattern);
  }
  return patterns;
}

/** The name itself, or with what image names end in: `nginx` is also `nginx:1.25` and `nginx@sha256:…`. */
function isName(wanted: string, found: string): boolean {
  if (wanted.endsWith("*")) return found.startsWith(wanted.slice(0, -1));
  return found.startsWith(wanted) && ["", ":", "@", "?", "#"].includes(found.charAt(wanted.length));
}

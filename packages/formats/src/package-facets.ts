// What packages a document is about: their URLs and ecosystems. It knows bounds and spellings; formats know where packages stand.
import type { Facets } from "@stella-export/core";
import { ecosystemFamily, ecosystemOf, purlOfPackage } from "./ecosystems.js";
import { type JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { MemberSearch, type Wanted } from "./member-search.js";
import { formatPurl, parsePurl } from "./purl.js";

/** Most products of one record. With more, it says nothing of them: to keep a record that was not looked at whole is the safe mistake. */
const MAX_PRODUCTS = 100_000;

type Facet = Pick<Facets, "products" | "ecosystems">;

const PURL = '"pkg:';

/** A search for members of these names whose value is a package URL. */
export function purlSearch(...names: readonly [string, ...string[]]): MemberSearch {
  const [first, ...others] = names;
  return new MemberSearch([first, PURL], ...others.map((name): Wanted => [name, PURL]));
}

/** Of a document whose package URLs are what `search` finds, wherever they are. */
export function packageFacets(scan: JsonScan, search: MemberSearch): Facet {
  const purls = new LookupTexts("", MAX_PRODUCTS);
  for (let at = search.next(scan.bytes, 0); at !== NONE && !purls.isFull; at = search.next(scan.bytes, at)) purls.addAt(scan, at);
  const found = new Packages();
  for (const purl of purls.list) found.addPurl(purl);
  return found.facet;
}

/** Of a record that is about one package. */
export function packageFacet(purl: string): Facet {
  const found = new Packages();
  found.addPurl(purl);
  return found.facet;
}

export class Packages {
  readonly #products = new LookupTexts("", MAX_PRODUCTS);
  readonly #ecosystems = new Set<string>();

  get isFull(): boolean {
    return this.#products.isFull;
  }

  get facet(): Facet {
    return this.isFull ? {} : { products: this.#products.list, ecosystems: [...this.#ecosystems] };
  }

  /** Selectors compare texts, so a product is known as it is written and in canonical form, which most writers of `@scope` miss. */
  addPurl(text: string): void {
    this.#products.add(text);
    const purl = parsePurl(text);
    if (purl === undefined) return;
    this.#products.add(formatPurl(purl));
    const ecosystem = ecosystemOf(purl);
    if (ecosystem !== undefined) this.#ecosystems.add(ecosystem);
  }

  /** An OSV ecosystem as written; where that is a purl type in disguise, the ecosystem of the type too. */
  addEcosystem(ecosystem: string): void {
    this.#ecosystems.add(ecosystem);
    if (ecosystem.startsWith("purl-type:")) this.#ecosystems.add(ecosystemFamily(ecosystem));
  }

  /** The package URL that an OSV package would have. */
  addName(ecosystem: string, name: string): void {
    const purl = purlOfPackage(ecosystem, name);
    if (purl !== undefined) this.#products.add(purl);
  }
}

// What packages a document is about: their URLs and ecosystems. It knows bounds and spellings; formats know where packages stand.
import { type Facets, parsePurlLoosely } from "@stella-export/core";
import { ecosystemFamily, ecosystemOf, purlOfPackage } from "./ecosystems.js";
import type { JsonScan } from "./json-scan.js";
import { LookupTexts, MAX_TEXT_BYTES } from "./lookup-texts.js";
import type { PurlSearch } from "./purl-search.js";

/** Most products of one record. With more, it says nothing of them: to keep a record that was not looked at whole is the safe mistake. */
const MAX_PRODUCTS = 100_000;

type Facet = Pick<Facets, "products" | "ecosystems">;

/** A package that a document names in a form that nobody reads here. */
export const UNREAD = "";

/**
 * Of a document whose package URLs are what `search` finds, wherever they are, and `others`. Where one of them is {@link UNREAD} it may be
 * any package, and the document says nothing of products.
 */
export function packageFacets(scan: JsonScan, search: PurlSearch, others: Iterable<string> = []): Facet {
  const purls = new LookupTexts("", MAX_PRODUCTS);
  const isRead = search.every(scan, (at) => {
    purls.addAt(scan, at);
    return !purls.isFull;
  });
  if (!isRead) return {};
  for (const other of others) {
    if (other === UNREAD) return {};
    purls.add(other);
  }
  if (purls.isCut) return {};
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
  #isOfUnknownEcosystem = false;
  #isCut = false;

  get isFull(): boolean {
    return this.#products.isFull;
  }

  get facet(): Facet {
    if (this.isFull || this.#isCut || this.#products.isCut) return {};
    return { products: this.#products.list, ecosystems: this.#isOfUnknownEcosystem ? [] : [...this.#ecosystems] };
  }

  /** Of which ecosystem a package is whose URL nobody can read, nobody knows: then the document says nothing of ecosystems. */
  addPurl(text: string): void {
    this.#products.add(text);
    const purl = parsePurlLoosely(text);
    if (purl === undefined) {
      this.#isOfUnknownEcosystem = true;
      return;
    }
    const ecosystem = ecosystemOf(purl);
    if (ecosystem !== undefined) this.#ecosystems.add(`${ecosystem}:`);
  }

  /**
   * A package of OSV: its ecosystem as written, and where that is a purl type in disguise, the ecosystem of the type too. Without a package URL
   * it has the one that its ecosystem and name make.
   */
  addPackage(ecosystem: string | undefined, name: string | undefined, text: string | undefined): void {
    if ([ecosystem, name, text].some((part = "") => part.length > MAX_TEXT_BYTES)) {
      this.#isCut = true;
      return;
    }
    if (ecosystem !== undefined) this.#ecosystems.add(ecosystem);
    if (ecosystem?.startsWith("purl-type:") === true) this.#ecosystems.add(ecosystemFamily(ecosystem));
    const purl = text === undefined ? undefined : parsePurlLoosely(text);
    const made = purl === undefined && ecosystem !== undefined && name !== undefined ? purlOfPackage(ecosystem, name) : undefined;
    this.#products.add(purl === undefined ? (made ?? text) : text);
    if (ecosystem === undefined && text !== undefined && purl === undefined) this.#isOfUnknownEcosystem = true;
    // A family whose release is known already is not one of every release.
    const family = purl && ecosystemOf(purl);
    if (family !== undefined && (ecosystem === undefined || ecosystemFamily(ecosystem) !== family)) this.#ecosystems.add(`${family}:`);
  }
}

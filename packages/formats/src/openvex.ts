// What an OpenVEX 0.2 document says about itself (github.com/openvex/spec, OPENVEX-SPEC.md v0.2.0).
// One real `@id` stands on 30 different documents: it names, it does not identify.
import { type CanonicalDocument, type Description, type Facets, parseInstant, type Refusal } from "@stella-export/core";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { isSame, LookupTexts } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { packageFacets, UNREAD } from "./package-facets.js";
import { isPurlAt, PurlSearch } from "./purl-search.js";

const NAME = "openvex";
const CONTEXT = "https://openvex.dev/ns";
const VULNERABILITY = new MemberSearch(["vulnerability"]);

export const openvex: Format = {
  name: NAME,
  is: (document) => document.text("@context")?.startsWith(CONTEXT) === true,
  describe,
  facets,
};

function describe(document: CanonicalDocument): Description | Refusal {
  const version = (document.text("@context") as string).slice(CONTEXT.length);
  if (version !== "" && !/^\/v0\.2\.\d{1,9}$/.test(version)) return unread(NAME, "vex", version.replace(/^\/v?/, ""), "0.2");
  const id = document.has("@id") ? document.text("@id") : "";
  if (id === undefined) return invalid(NAME, "vex", "`@id` is not a string");
  if (!document.has("statements")) return invalid(NAME, "vex", "it has no `statements`");
  const scan = new JsonScan(document.bytes);
  // go-vex reads a context without a version as 0.0.1, where a vulnerability is a string; real documents without one have 0.2's form.
  if (version === "" && hasOldForm(scan)) return unread(NAME, "vex", "0.0.1", "0.2");
  return described(NAME, "vex", id, aliasesOf(scan, id), dateOf(document));
}

function hasOldForm(scan: JsonScan): boolean {
  for (let at = VULNERABILITY.next(scan.bytes, 0); at !== NONE; at = VULNERABILITY.next(scan.bytes, at)) {
    if (scan.isString(at)) return true;
  }
  return false;
}

/** Names and aliases of the vulnerabilities of all statements. */
function aliasesOf(scan: JsonScan, id: string): readonly string[] {
  const texts = new LookupTexts(id);
  let earlier = NONE;
  for (let at = VULNERABILITY.next(scan.bytes, 0); at !== NONE && !texts.isFull; at = VULNERABILITY.next(scan.bytes, at)) {
    // Most statements are about the same vulnerability as the one before: 13,180 of the 14,242 real ones.
    if (earlier !== NONE && isSame(scan.bytes, earlier, at, scan.valueEnd(at))) continue;
    earlier = at;
    texts.addAt(scan, at);
    texts.addAt(scan, scan.member(at, "name"));
    texts.addAllAt(scan, scan.member(at, "aliases"));
  }
  return texts.list;
}

/** `last_updated` where it is a date that counts, else `timestamp` (contract: Time). */
function dateOf(document: CanonicalDocument): string | undefined {
  const updated = document.text("last_updated");
  const issued = document.text("timestamp");
  return updated !== undefined && (issued === undefined || parseInstant(updated) !== undefined) ? updated : issued;
}

const PRODUCTS = new PurlSearch(["purl"], ["@id"]);

/** Products and subcomponents alike: a statement about a package in an image is about both. OpenVEX has no severities. */
function facets(document: CanonicalDocument): Facets {
  const published = document.text("timestamp");
  const scan = new JsonScan(document.bytes);
  return { ...packageFacets(scan, PRODUCTS, otherProducts(scan)), dates: published === undefined ? {} : { published } };
}

/** Products that {@link PRODUCTS} does not find: package URLs for an object, as 0.0.1 has them, and a mark for whatever has none. */
function* otherProducts(scan: JsonScan): Generator<string> {
  for (const statement of scan.elements(scan.at("statements"))) {
    const products = scan.member(statement, "products");
    if (scan.first(products) === NONE) yield UNREAD;
    for (const product of scan.elements(products)) {
      const parts = scan.member(product, "subcomponents");
      // What is said of a part is found by the part; of the whole there may be no more than a name.
      if (scan.first(parts) === NONE || hasPurl(scan, product)) yield* otherName(scan, product);
      else for (const part of scan.elements(parts)) yield* otherName(scan, part);
    }
  }
}

function* otherName(scan: JsonScan, product: number): Generator<string> {
  if (isPurlAt(scan, product)) yield scan.text(product) as string;
  else if (!hasPurl(scan, product)) yield UNREAD;
}

function hasPurl(scan: JsonScan, product: number): boolean {
  return isPurlAt(scan, scan.member(product, "@id")) || isPurlAt(scan, scan.member(scan.member(product, "identifiers"), "purl"));
}

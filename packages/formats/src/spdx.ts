// What an SPDX 2.2 or 2.3 JSON document says about itself (spdx.github.io/spdx-spec/v2.3, clauses 6, 7 and 11).
// SPDX 3 is JSON-LD of another shape: recognised, and refused by its name.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts, MAX_ALIASES } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { packageFacets } from "./package-facets.js";
import { PurlSearch } from "./purl-search.js";
import { subjectNames } from "./subject-names.js";

const NAME = "spdx";
const SPDX_3 = "https://spdx.org/rdf/3";
const LOCATORS = new PurlSearch([], ["referenceLocator"]);
/** § 11.1: relationships that say what the document is about. */
const DESCRIBES = new MemberSearch(["relationshipType", '"DESCRIBES"'], ["relationshipType", '"DESCRIBED_BY"']);
const ELEMENTS = new MemberSearch(["SPDXID", '"SPDXRef-']);

export const spdx: Format = {
  name: NAME,
  is: (document) => document.has("spdxVersion") || document.text("@context")?.startsWith(SPDX_3) === true,
  describe,
  facets,
};

function describe(document: CanonicalDocument): Description | Refusal {
  if (!document.has("spdxVersion"))
    return unread(NAME, "sbom", document.text("@context")?.slice("https://spdx.org/rdf/".length).split("/", 1)[0], "2.2 and 2.3");
  const version = document.text("spdxVersion");
  if (version !== "SPDX-2.2" && version !== "SPDX-2.3") return unread(NAME, "sbom", version?.replace(/^SPDX-/, ""), "2.2 and 2.3");
  const id = document.has("documentNamespace") ? document.text("documentNamespace") : "";
  if (id === undefined) return invalid(NAME, "sbom", "`documentNamespace` is not a string");
  const scan = new JsonScan(document.bytes);
  const texts = new LookupTexts(id);
  texts.add(document.text("name"));
  for (const element of describedPackages(scan).found) {
    addPurls(texts, scan, element);
    texts.addAt(scan, scan.member(element, "name"));
  }
  return described(NAME, "sbom", id, texts.list, scan.text(scan.at("creationInfo", "created")));
}

/** Where the packages are that the document describes; not whole where there are none, or one of them is no package that is there. */
function describedPackages(scan: JsonScan): { readonly found: readonly number[]; readonly isWhole: boolean } {
  const wanted = describedElements(scan);
  const found: number[] = [];
  if (wanted.size === 0) return { found, isWhole: false };
  const isWhole = wanted.size < MAX_ALIASES;
  const [only = ""] = wanted;
  // Nearly always it is one: then the search looks for it alone.
  const search = wanted.size === 1 ? new MemberSearch(["SPDXID", JSON.stringify(only)]) : ELEMENTS;
  for (let at = search.next(scan.bytes, 0); at !== NONE && wanted.size > 0; at = search.next(scan.bytes, at)) {
    // `SPDXID` is the first key of every element of the standard: all others begin with a small letter. The document itself, at 0, is no package.
    const element = at - '{"SPDXID":'.length;
    if (element > 0 && scan.isObject(element) && wanted.delete(scan.text(at) ?? "")) found.push(element);
  }
  if (wanted.size > 0)
    for (const element of scan.elements(scan.at("packages")))
      if (wanted.delete(scan.text(scan.member(element, "SPDXID")) ?? "")) found.push(element);
  return { found, isWhole: isWhole && wanted.size === 0 };
}

function addPurls(texts: LookupTexts, scan: JsonScan, element: number): void {
  for (const ref of scan.elements(scan.member(element, "externalRefs"))) {
    if (scan.text(scan.member(ref, "referenceType")) === "purl") texts.addAt(scan, scan.member(ref, "referenceLocator"));
  }
}

/** `documentDescribes`, and the same as relationships; most writers use one of them, some neither. */
function describedElements(scan: JsonScan): Set<string> {
  const ids = new LookupTexts("SPDXRef-DOCUMENT");
  ids.addAllAt(scan, scan.at("documentDescribes"));
  const { bytes } = scan;
  const key = '"relatedSpdxElement":'.length;
  for (let at = DESCRIBES.next(bytes, 0); at !== NONE && !ids.isFull; at = DESCRIBES.next(bytes, at)) {
    // In canonical order `relatedSpdxElement` is right before; an SPDX id holds no quote.
    const close = at - '"relationshipType":'.length - 2;
    const open = bytes.lastIndexOf(0x22, close - 1);
    if (scan.text(open - key) !== "relatedSpdxElement") continue;
    const ends = [scan.memberAfter(at, "spdxElementId"), open];
    const [from = NONE, to = NONE] = DESCRIBES.found === 0 ? ends : ends.reverse();
    if (scan.text(from) === "SPDXRef-DOCUMENT") ids.addAt(scan, to);
  }
  return new Set(ids.list);
}

function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  const subjects = subjectsOf(scan, document.text("name"));
  return { ...packageFacets(scan, LOCATORS), ...(subjects === undefined ? {} : { subjects }), dates: {} };
}

/** The described packages under all their names, and the document's own name; `undefined` where not all that is described is known. */
function subjectsOf(scan: JsonScan, name: string | undefined): readonly string[] | undefined {
  const { found, isWhole } = describedPackages(scan);
  const texts = new LookupTexts();
  for (const element of found) {
    addPurls(texts, scan, element);
    const [ofPackage, version] = ["name", "versionInfo"].map((member) => scan.text(scan.member(element, member)));
    for (const text of subjectNames(ofPackage, version)) texts.add(text);
  }
  texts.add(name);
  return isWhole && !texts.isCut && !texts.isFull ? texts.list : undefined;
}

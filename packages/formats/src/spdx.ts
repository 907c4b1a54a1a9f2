// What an SPDX 2.2 or 2.3 JSON document says about itself (spdx.github.io/spdx-spec/v2.3, clauses 6, 7 and 11).
// SPDX 3 is JSON-LD of another shape: recognised, and refused by its name.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { packageFacets, purlSearch } from "./package-facets.js";

const NAME = "spdx";
const SPDX_3 = "https://spdx.org/rdf/3";
const LOCATORS = purlSearch("referenceLocator");
/** § 11.1: relationships that say what the document is about. */
const DESCRIBES = new MemberSearch(["relationshipType", '"DESCRIBES"']);
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
  for (const text of subjectsOf(scan)) texts.add(text);
  return described(NAME, "sbom", id, texts.list, scan.text(scan.at("creationInfo", "created")));
}

/** Package URL and name of every package that the document describes. */
function subjectsOf(scan: JsonScan): readonly string[] {
  const wanted = describedElements(scan);
  const texts = new LookupTexts();
  let missing = wanted.size;
  if (missing === 0) return [];
  const [only = ""] = wanted;
  // Nearly always it is one: then the search looks for it alone.
  const search = missing === 1 ? new MemberSearch(["SPDXID", JSON.stringify(only)]) : ELEMENTS;
  for (let at = search.next(scan.bytes, 0); at !== NONE && missing > 0; at = search.next(scan.bytes, at)) {
    // `SPDXID` is the first key of every element: all others begin with a small letter. The document itself, at 0, is no package.
    const element = at - '{"SPDXID":'.length;
    if (element <= 0 || !scan.isObject(element) || !wanted.has(scan.text(at) ?? "")) continue;
    missing--;
    for (let ref = scan.first(scan.member(element, "externalRefs")); ref !== NONE; ref = scan.next(ref)) {
      if (scan.text(scan.member(ref, "referenceType")) === "purl") texts.addAt(scan, scan.member(ref, "referenceLocator"));
    }
    texts.addAt(scan, scan.member(element, "name"));
  }
  return texts.list;
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
    const from = scan.text(scan.memberAfter(at, "spdxElementId"));
    if (from === "SPDXRef-DOCUMENT" && scan.text(open - key) === "relatedSpdxElement") ids.addAt(scan, open);
  }
  return new Set(ids.list);
}

function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  const name = document.text("name");
  const subjects = new LookupTexts();
  for (const subject of subjectsOf(scan)) subjects.add(subject);
  subjects.add(name);
  return { ...packageFacets(scan, LOCATORS), subjects: subjects.list, dates: {} };
}

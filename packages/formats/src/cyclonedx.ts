// What a CycloneDX JSON document says about itself (cyclonedx.org/docs/1.2/json to 1.7/json). With `components` it is an SBOM, also when it
// holds vulnerabilities; without, it is VEX (contract: Kinds), also when it holds nothing but metadata.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts, MAX_TEXT_BYTES } from "./lookup-texts.js";
import { packageFacets, UNREAD } from "./package-facets.js";
import { isPurlAt, PurlSearch } from "./purl-search.js";
import { SeveritySet } from "./severity-facets.js";
import { subjectNames } from "./subject-names.js";

const NAME = "cyclonedx";
const PURLS = new PurlSearch(["purl"]);
/** A VEX document names what is affected by reference; many tools make the reference a package URL. */
const REFERENCES = new PurlSearch(["purl"], ["ref"]);

export const cyclonedx: Format = { name: NAME, is: (document) => document.text("bomFormat") === "CycloneDX", describe, facets };

function describe(document: CanonicalDocument): Description | Refusal {
  const kind = kindOf(document);
  const version = document.text("specVersion");
  if (version === undefined || !/^1\.[2-7]$/.test(version)) return unread(NAME, kind, version, "1.2 to 1.7");
  const id = document.has("serialNumber") ? document.text("serialNumber") : "";
  if (id === undefined) return invalid(NAME, kind, "`serialNumber` is not a string");
  const scan = new JsonScan(document.bytes);
  const texts = new LookupTexts(id);
  const metadata = document.has("metadata") ? scan.at("metadata") : NONE;
  for (const text of subjectOf(scan, metadata)) texts.add(text);
  if (document.has("vulnerabilities"))
    addVulnerabilities(texts, scan, metadata === NONE ? scan.at("vulnerabilities") : scan.memberAfter(metadata, "vulnerabilities"));
  return described(NAME, kind, id, texts.list, scan.text(scan.member(metadata, "timestamp")));
}

function kindOf(document: CanonicalDocument): "sbom" | "vex" {
  return document.has("components") ? "sbom" : "vex";
}

/** Ids, and the ids of the same vulnerability elsewhere. */
function addVulnerabilities(texts: LookupTexts, scan: JsonScan, vulnerabilities: number): void {
  if (vulnerabilities === NONE || !scan.isArray(vulnerabilities)) return;
  for (let at = scan.first(vulnerabilities); at !== NONE && !texts.isFull; at = scan.next(at)) {
    texts.addAt(scan, scan.member(at, "id"));
    const references = scan.member(at, "references");
    if (references === NONE) continue;
    for (let reference = scan.first(references); scan.isArray(references) && reference !== NONE; reference = scan.next(reference)) {
      texts.addAt(scan, scan.member(reference, "id"));
    }
  }
}

/** Package URL and name of what the BOM describes. */
function subjectOf(scan: JsonScan, metadata: number): string[] {
  const component = scan.member(metadata, "component");
  const texts = new LookupTexts();
  texts.addAt(scan, scan.member(component, "purl"));
  texts.addAt(scan, scan.member(component, "name"));
  return [...texts.list];
}

/** Package URLs of components and services at every depth, of what the BOM describes, and of the pedigree. */
function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  const isSbom = kindOf(document) === "sbom";
  const packages = isSbom ? packageFacets(scan, PURLS) : packageFacets(scan, REFERENCES, affected(scan));
  const sbom = isSbom ? { subjects: subjectsOf(scan) } : {};
  if (!document.has("vulnerabilities")) return { ...packages, ...sbom, dates: {} };
  return { ...packages, ...sbom, severities: severitiesOf(scan), dates: {} };
}

/** What the BOM describes, under all its names; none where one of them is too long to be looked at. */
function subjectsOf(scan: JsonScan): readonly string[] {
  const component = scan.at("metadata", "component");
  const [purl, ...names] = ["purl", "name", "version", "group"].map((name) => scan.text(scan.member(component, name)));
  const texts = new LookupTexts();
  texts.add(purl);
  for (const text of subjectNames(...(names as Parameters<typeof subjectNames>))) texts.add(text);
  return texts.isCut ? [] : texts.list;
}

/**
 * What the vulnerabilities of VEX affect and {@link REFERENCES} does not find: package URLs behind a BOM-Link (`urn:cdx:…#pkg:npm/a@1`), and a
 * mark for each of other references, and for vulnerabilities that name nothing.
 */
function* affected(scan: JsonScan): Generator<string> {
  const subject = scan.at("metadata", "component");
  const isSubjectRead = isPurlAt(scan, scan.member(subject, "purl"));
  const own = isSubjectRead ? scan.text(scan.member(subject, "bom-ref")) : undefined;
  for (const vulnerability of scan.elements(scan.at("vulnerabilities"))) {
    const affects = scan.member(vulnerability, "affects");
    if (scan.first(affects) === NONE) yield UNREAD;
    for (const one of scan.elements(affects)) {
      const at = scan.member(one, "ref");
      if (isPurlAt(scan, at)) continue;
      const ref = scan.text(at, MAX_TEXT_BYTES);
      if (ref === undefined || ref !== own) yield purlOfLink(ref ?? "");
    }
  }
}

function purlOfLink(ref: string): string {
  const [, fragment = ""] = /^urn:cdx:[^#]*#(.*)$/s.exec(ref) ?? [];
  const text = /^pkg:/i.test(fragment) ? fragment : decoded(fragment);
  return /^pkg:/i.test(text) ? text : UNREAD;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function severitiesOf(scan: JsonScan): Facets["severities"] & object {
  const severities = new SeveritySet();
  for (const vulnerability of scan.elements(scan.at("vulnerabilities"))) {
    if (!addRatings(severities, scan, scan.member(vulnerability, "ratings"))) severities.add(undefined);
  }
  return severities.list;
}

/** Of each rating the word, or else the score, or else the vector. False where none of a vulnerability's has any, or it has none. */
function addRatings(severities: SeveritySet, scan: JsonScan, ratings: number): boolean {
  let isRated = false;
  for (const rating of scan.elements(ratings)) {
    if (["severity", "score", "vector"].some((name) => severities.addAt(scan, scan.member(rating, name)))) isRated = true;
  }
  return isRated;
}

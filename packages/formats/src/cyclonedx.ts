// What a CycloneDX JSON document says about itself (cyclonedx.org/docs/1.2/json to 1.7/json). With `components` it is an SBOM, also when it
// holds vulnerabilities; without, it is VEX (contract: Kinds), also when it holds nothing but metadata.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { packageFacets, purlSearch } from "./package-facets.js";
import { SeveritySet } from "./severity-facets.js";

const NAME = "cyclonedx";
const PURLS = purlSearch("purl");
/** A VEX document names what is affected by reference; many tools make the reference a package URL. */
const REFERENCES = purlSearch("purl", "ref");

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
  const packages = packageFacets(scan, isSbom ? PURLS : REFERENCES);
  const sbom = isSbom ? { subjects: document.has("metadata") ? subjectOf(scan, scan.at("metadata")) : [] } : {};
  if (!document.has("vulnerabilities")) return { ...packages, ...sbom, dates: {} };
  return { ...packages, ...sbom, severities: severitiesOf(scan), dates: {} };
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

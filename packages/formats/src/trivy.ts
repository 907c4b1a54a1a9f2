// What a report of `trivy --format json` says about itself (github.com/aquasecurity/trivy, pkg/types/report.go, schema 2), and the bare array
// of results that Trivy wrote before 0.20. Reports of `trivy k8s` and of the Trivy operator have other roots and are not of this format.
import type { CanonicalDocument, Description, Facets, Refusal, Severity } from "@stella-export/core";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { packageFacets, UNREAD } from "./package-facets.js";
import { isPurlAt, PurlSearch } from "./purl-search.js";
import { numberAt, SeveritySet } from "./severity-facets.js";

const NAME = "trivy";
const VULNERABILITY_ID = new MemberSearch(["VulnerabilityID"]);
const PURLS = new PurlSearch(["PURL"]);
/** Lists of a result whose elements have a severity. */
const FINDINGS = ["Licenses", "Misconfigurations", "Secrets", "Vulnerabilities"];
const SCORES = ["V2Score", "V3Score", "V40Score"];
/** What a result of the old array has beside its `Target`. */
const RESULT_MEMBERS = ["Vulnerabilities", "Misconfigurations", "Type"];

export const trivy: Format = { name: NAME, is, describe, facets };

function is(document: CanonicalDocument): boolean {
  if (!document.isObject) return isOldArray(new JsonScan(document.bytes));
  return document.has("SchemaVersion") && (document.has("ArtifactName") || document.has("Results"));
}

/** Not empty, and every element a result: an object with a `Target` and results of a scan. */
function isOldArray(scan: JsonScan): boolean {
  let at = scan.isArray(0) ? scan.first(0) : NONE;
  if (at === NONE) return false;
  for (; at !== NONE; at = scan.next(at)) {
    if (scan.text(scan.member(at, "Target")) === undefined || !RESULT_MEMBERS.some((name) => scan.member(at, name) !== NONE)) return false;
  }
  return true;
}

function describe(document: CanonicalDocument): Description | Refusal {
  const scan = new JsonScan(document.bytes);
  if (!document.isObject) return described(NAME, "finding", "", oldAliases(scan));
  const version = numberAt(scan, scan.at("SchemaVersion"));
  if (version !== 2) return unread(NAME, "finding", version?.toString(), "2");
  const id = document.has("ReportID") ? document.text("ReportID") : "";
  if (id === undefined) return invalid(NAME, "finding", "`ReportID` is not a string");
  const artifact = document.has("ArtifactName") ? document.text("ArtifactName") : "";
  if (artifact === undefined) return invalid(NAME, "finding", "`ArtifactName` is not a string");
  const texts = new LookupTexts(id);
  texts.add(artifact);
  texts.add(document.text("ArtifactID"));
  return described(NAME, "finding", id, withVulnerabilities(texts, scan), document.text("CreatedAt"));
}

function oldAliases(scan: JsonScan): readonly string[] {
  const texts = new LookupTexts();
  for (let at = scan.first(0); at !== NONE; at = scan.next(at)) texts.addAt(scan, scan.member(at, "Target"));
  return withVulnerabilities(texts, scan);
}

function withVulnerabilities(texts: LookupTexts, scan: JsonScan): readonly string[] {
  for (let at = VULNERABILITY_ID.next(scan.bytes, 0); at !== NONE && !texts.isFull; at = VULNERABILITY_ID.next(scan.bytes, at))
    texts.addAt(scan, at);
  return texts.list;
}

/** Severities of vulnerabilities, misconfigurations, secrets and licences alike. The old array has no package URLs. */
function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  if (!document.isObject) return { severities: severitiesOf(scan, 0), dates: {} };
  const results = scan.at("Results");
  return { ...packageFacets(scan, PURLS, unnamed(scan, results)), severities: severitiesOf(scan, results), dates: {} };
}

/** A mark for each vulnerability of a package without a package URL. */
function* unnamed(scan: JsonScan, results: number): Generator<string> {
  for (const result of scan.elements(results)) {
    for (const found of scan.elements(scan.member(result, "Vulnerabilities")))
      if (!isPurlAt(scan, scan.member(scan.member(found, "PkgIdentifier"), "PURL"))) yield UNREAD;
  }
}

function severitiesOf(scan: JsonScan, results: number): readonly Severity[] {
  const severities = new SeveritySet();
  for (const result of scan.elements(results)) {
    for (const name of FINDINGS) for (const found of scan.elements(scan.member(result, name))) addFinding(severities, scan, found);
    for (const modified of scan.elements(scan.member(result, "ExperimentalModifiedFindings")))
      addFinding(severities, scan, scan.member(modified, "Finding"));
  }
  return severities.list;
}

/** Of a finding the word, or else the scores; without either it may be of any severity. */
function addFinding(severities: SeveritySet, scan: JsonScan, found: number): void {
  if (!severities.addAt(scan, scan.member(found, "Severity")) && !addCvss(severities, scan, scan.member(found, "CVSS")))
    severities.add(undefined);
}

/** The scores of every source; false where there is none. */
function addCvss(severities: SeveritySet, scan: JsonScan, sources: number): boolean {
  let isScored = false;
  for (let key = scan.isObject(sources) ? scan.first(sources) : NONE; key !== NONE; key = scan.next(scan.valueOf(key))) {
    for (const name of SCORES) if (severities.addAt(scan, scan.member(scan.valueOf(key), name))) isScored = true;
  }
  return isScored;
}

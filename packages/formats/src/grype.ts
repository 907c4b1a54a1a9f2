// What a report of `grype -o json` says about itself (github.com/anchore/grype, grype/presenter/models/document.go; 0.7 to 0.96 met), and of
// Xeol, which writes the same document with end-of-life cycles for vulnerabilities. `descriptor.version` is a tool's, and no schema's.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { packageFacets, UNREAD } from "./package-facets.js";
import { isPurlAt, PurlSearch } from "./purl-search.js";
import { SeveritySet } from "./severity-facets.js";

const NAME = "grype";
const VULNERABILITY = new MemberSearch(["vulnerability", "{"]);
/** The source of the document has a target; that of a CVSS rating is a string. */
const NAMED = new MemberSearch(["vulnerability", "{"], ["relatedVulnerabilities", "["], ["source", '{"target":']);
const PURLS = new PurlSearch(["purl"]);

export const grype: Format = { name: NAME, is, describe, facets };

function is(document: CanonicalDocument): boolean {
  if (!document.has("matches") || !document.has("descriptor")) return false;
  const scan = new JsonScan(document.bytes);
  return scan.isObject(scan.at("descriptor"));
}

/** A Grype document has no id of its own. */
function describe(document: CanonicalDocument): Description | Refusal {
  const scan = new JsonScan(document.bytes);
  const texts = new LookupTexts();
  const ids = new LookupTexts();
  for (let at = NAMED.next(scan.bytes, 0); at !== NONE; at = NAMED.next(scan.bytes, at)) {
    if (NAMED.found === 0) ids.addAt(scan, scan.member(at, "id"));
    else if (NAMED.found === 1) addRelated(ids, scan, at);
    else addTarget(texts, scan, scan.member(at, "target"));
  }
  for (const id of ids.list) texts.add(id);
  return described(NAME, "finding", "", texts.list, scan.text(scan.at("descriptor", "timestamp")));
}

function addRelated(texts: LookupTexts, scan: JsonScan, list: number): void {
  for (let related = scan.first(list); related !== NONE; related = scan.next(related)) texts.addAt(scan, scan.member(related, "id"));
}

/** An image is an object, a directory or file the string of its path. */
function addTarget(texts: LookupTexts, scan: JsonScan, target: number): void {
  texts.addAt(scan, target);
  texts.addAt(scan, scan.member(target, "userInput"));
  texts.addAt(scan, scan.member(target, "imageID"));
}

function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  const severities = new SeveritySet();
  for (let at = VULNERABILITY.next(scan.bytes, 0); at !== NONE; at = VULNERABILITY.next(scan.bytes, at)) {
    if (!severities.addAt(scan, scan.member(at, "severity")) && !addCvss(severities, scan, scan.member(at, "cvss")))
      severities.add(undefined);
  }
  return { ...packageFacets(scan, PURLS, unnamed(scan)), severities: severities.list, dates: {} };
}

/** A mark for each match of a package without a package URL. */
function* unnamed(scan: JsonScan): Generator<string> {
  for (const match of scan.elements(scan.at("matches")))
    if (!isPurlAt(scan, scan.member(scan.member(match, "artifact"), "purl"))) yield UNREAD;
}

/** Of a vulnerability that Grype has no word for: its scores, or else its vectors. False where it has none. */
function addCvss(severities: SeveritySet, scan: JsonScan, list: number): boolean {
  let isRated = false;
  for (let at = scan.first(list); scan.isArray(list) && at !== NONE; at = scan.next(at)) {
    const score = scan.member(scan.member(at, "metrics"), "baseScore");
    if (severities.addAt(scan, score) || severities.addAt(scan, scan.member(at, "vector"))) isRated = true;
  }
  return isRated;
}

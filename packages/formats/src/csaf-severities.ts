// What a CSAF document's vulnerabilities are rated by: scores, the impact among the threats, and the severity of the document. It knows which
// products of a vulnerability nobody rated (§ 6.2.3 asks for a score of each that is affected).
import type { Severity } from "@stella-export/core";
import { type JsonScan, NONE } from "./json-scan.js";
import { MAX_TEXT_BYTES } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { severityOfScore2, severityOfWord } from "./severity.js";
import { numberAt, SeveritySet } from "./severity-facets.js";

const BASE_SEVERITY = new MemberSearch(["baseSeverity"]);
const VERSIONS = ["cvss_v2", "cvss_v3", "cvss_v4"] as const;
const CVSS = new MemberSearch(["cvss_v2"], ["cvss_v3"], ["cvss_v4"]);
/** Groups of `product_status` whose products have the vulnerability, or may have it. */
const STATUSES = ["first_affected", "known_affected", "last_affected", "under_investigation"];
/** Most products of one vulnerability that are looked at; with more, it is as if one were not rated. */
const MAX_PRODUCTS = 100_000;

/** All severities that the document holds; none where a vulnerability, or a product that has it, has no score. */
export function csafSeverities(scan: JsonScan): readonly Severity[] {
  const severities = new SeveritySet();
  severities.addMembers(scan, BASE_SEVERITY);
  for (let at = CVSS.next(scan.bytes, 0); at !== NONE; at = CVSS.next(scan.bytes, at)) addScore(severities, scan, at, CVSS.found === 0);
  severities.addAt(scan, scan.at("document", "aggregate_severity", "text"));
  for (const vulnerability of scan.elements(scan.at("vulnerabilities"))) {
    for (const threat of scan.elements(scan.member(vulnerability, "threats"))) addImpact(severities, scan, threat);
    if (!isScored(scan, vulnerability)) severities.add(undefined);
  }
  return severities.list;
}

/** Of CVSS 2 the score, which has no word; of others the word that was added, or else the score. Of any, or else the vector. */
function addScore(severities: SeveritySet, scan: JsonScan, cvss: number, isCvss2: boolean): void {
  if (scan.isNull(cvss) || (!isCvss2 && severityOfWord(scan.text(scan.member(cvss, "baseSeverity"), MAX_TEXT_BYTES) ?? "") !== undefined))
    return;
  const score = scan.member(cvss, "baseScore");
  if (isCvss2 && score !== NONE) severities.add(severityOfScore2(numberAt(scan, score) ?? Number.NaN));
  else if (!severities.addAt(scan, score) && !severities.addAt(scan, scan.member(cvss, "vectorString"))) severities.add(undefined);
}

/** Many publishers say the severity there (`Critical`), others what happens (`Remote Code Execution`): of it only the words count. */
function addImpact(severities: SeveritySet, scan: JsonScan, threat: number): void {
  if (scan.text(scan.member(threat, "category"), 32) !== "impact") return;
  const severity = severityOfWord(scan.text(scan.member(threat, "details"), MAX_TEXT_BYTES) ?? "");
  if (severity !== undefined) severities.add(severity);
}

/** True where the vulnerability has a score, and so has each product that it affects. A score that names no products is of all. */
function isScored(scan: JsonScan, vulnerability: number): boolean {
  const scored = new Set<string>();
  let isAny = false;
  for (const score of scan.elements(scan.member(vulnerability, "scores"))) {
    if (!VERSIONS.some((version) => scan.isObject(scan.member(score, version)))) continue;
    const products = scan.member(score, "products");
    if (products === NONE) return true;
    isAny = true;
    for (const product of scan.elements(products)) {
      if (scored.size === MAX_PRODUCTS) return false;
      scored.add(scan.text(product, MAX_TEXT_BYTES) ?? "");
    }
  }
  return isAny && areScored(scan, scan.member(vulnerability, "product_status"), scored);
}

function areScored(scan: JsonScan, status: number, scored: ReadonlySet<string>): boolean {
  for (const name of STATUSES) {
    for (const product of scan.elements(scan.member(status, name))) {
      const id = scan.text(product, MAX_TEXT_BYTES);
      if (id === undefined || !scored.has(id)) return false;
    }
  }
  return true;
}

// How bad Red Hat says a vulnerability is for a product, and what it means to do about it: threats and remediations of CSAF, each of some products.
import { type CvssScore, isUnrated, scoreOfVector } from "@stella-export/formats";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./osv-record.js";
import type { RedHatTree } from "./red-hat-tree.js";
import { numberOf, type SeverityNumber, severityOfScore } from "./severity.js";

/** trivy-db pkg/types/status.go. */
const STATUS = { affected: 2, underInvestigation: 4, willNotFix: 5, fixDeferred: 6, endOfLife: 7 } as const;

/** The word of the threats that name the product, else of those that name none; of several the worst. Without a word the score says it. */
export function severityOf(vulnerability: JsonObject, id: string, tree: RedHatTree): SeverityNumber {
  let named: SeverityNumber | undefined;
  let general: SeverityNumber | undefined;
  for (const threat of objectsOf(vulnerability["threats"])) {
    const severity = threat["category"] === "impact" ? numberOf(textOf(threat["details"])) : undefined;
    const products = tree.productsOf(threat);
    if (severity === undefined || products?.has(id) === false) continue;
    if (products === undefined) general = worse(general ?? 0, severity);
    else named = worse(named ?? 0, severity);
  }
  return named ?? general ?? severityOfScore(scoreOf(vulnerability, (products) => products.has(id), tree)?.score ?? 0);
}

/** The highest score of those that are about what is asked for. */
export function scoreOf(
  vulnerability: JsonObject,
  isAbout: (products: ReadonlySet<string>) => boolean,
  tree: RedHatTree,
): CvssScore | undefined {
  let highest: CvssScore | undefined;
  for (const each of objectsOf(vulnerability["scores"])) {
    const products = tree.productsOf(each);
    if (products !== undefined && !isAbout(products)) continue;
    const score = scoreOfVector(textOf(objectOf(each["cvss_v3"])["vectorString"]));
    if (score !== undefined && (highest === undefined || score.score > highest.score)) highest = score;
  }
  return highest;
}

/** What stands where Red Hat's word does and is none that is known. */
export function unreadImpact(vulnerability: JsonObject): string | undefined {
  const impacts = objectsOf(vulnerability["threats"]).filter((threat) => threat["category"] === "impact");
  return impacts.map((threat) => textOf(threat["details"])).find((text) => numberOf(text) === undefined && !isUnrated(text));
}

export function worse(a: SeverityNumber, b: SeverityNumber): SeverityNumber {
  return a < b ? b : a;
}

/** What Red Hat means to do about a product that is open. A workaround says nothing about that. */
export function openStatusOf(vulnerability: JsonObject, id: string, tree: RedHatTree): number {
  const isLookedInto = textsOf(objectOf(vulnerability["product_status"])["under_investigation"]).includes(id);
  let status: number = isLookedInto ? STATUS.underInvestigation : STATUS.affected;
  for (const remediation of objectsOf(vulnerability["remediations"])) {
    const category = textOf(remediation["category"]);
    if (tree.productsOf(remediation)?.has(id) === false) continue;
    const details = textOf(remediation["details"]);
    if (category === "no_fix_planned") status = details === "Out of support scope" ? STATUS.endOfLife : STATUS.willNotFix;
    else if (category === "none_available") status = /^(?:fix )?deferred$/i.test(details) ? STATUS.fixDeferred : STATUS.affected;
  }
  return status;
}

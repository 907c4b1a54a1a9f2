// How bad Red Hat says a vulnerability is for a product, and what it means to do about it: threats and remediations of CSAF, each of some products.
import { severityOfWord } from "@stella-export/formats";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./osv-record.js";
import type { RedHatTree } from "./red-hat-tree.js";
import type { SeverityNumber } from "./severity.js";

const NUMBERS = { none: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
/** trivy-db pkg/types/status.go. */
const STATUS = { affected: 2, underInvestigation: 4, willNotFix: 5, fixDeferred: 6, endOfLife: 7 } as const;

/** The word of the threats that name the product, else of those that name none; of several the worst. */
export function severityOf(vulnerability: JsonObject, id: string, tree: RedHatTree): SeverityNumber {
  let named: SeverityNumber | undefined;
  let general: SeverityNumber = 0;
  for (const threat of objectsOf(vulnerability["threats"])) {
    const word = threat["category"] === "impact" ? severityOfWord(textOf(threat["details"])) : undefined;
    const products = tree.productsOf(threat);
    if (word === undefined || products?.has(id) === false) continue;
    const severity = NUMBERS[word];
    if (products === undefined) general = worse(general, severity);
    else named = worse(named ?? 0, severity);
  }
  return named ?? general;
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

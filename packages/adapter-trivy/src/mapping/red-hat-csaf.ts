// Rows of an advisory of Red Hat in CSAF 2.0: packages and products from its product tree, what is fixed or open from its vulnerabilities
// (redhatproductsecurity.github.io/security-data-guidelines/csaf-vex, and trivy-db pkg/vulnsrc/redhat-csaf). It knows CSAF's places only.
import { parsePurl, scoreOfVector, severityOfWord } from "@stella-export/formats";
import type { RowSink } from "./osv-mapping.js";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./osv-record.js";
import { isKey } from "./package-name.js";
import type { RedHatEntry } from "./red-hat-value.js";
import { canonicalReferences } from "./reference-url.js";
import { SEVERITY_NAMES, type SeverityNumber } from "./severity.js";
import type { VulnerabilityValue } from "./vulnerability-value.js";

interface RedHatProduct {
  /** `nodejs:12::npm` for a package of a module. */
  readonly packageKey: string;
  /** With epoch; empty where the product names none. */
  readonly version: string;
  readonly arch: string;
  readonly cpe: string;
}

const NUMBERS = { none: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
/** trivy-db pkg/types/status.go. */
const STATUS = { affected: 2, underInvestigation: 4, willNotFix: 5, fixDeferred: 6, endOfLife: 7 } as const;

/** Whether Trivy's detector of Red Hat can read what the document is about. */
export function isOfRedHat(document: JsonObject): boolean {
  return textOf(objectOf(objectOf(document["document"])["publisher"])["namespace"]).includes("redhat.com");
}

/** Gives the number of rows. */
export function mapRedHatCsaf(document: JsonObject, sink: RowSink): number {
  const products = productsOf(objectOf(document["product_tree"]));
  const erratum = textOf(objectOf(objectOf(document["document"])["tracking"])["id"]);
  const found = new Map<string, { packageKey: string; id: string; entries: RedHatEntry[] }>();
  const add = (product: RedHatProduct, id: string, entry: Omit<RedHatEntry, "arches" | "cpes">): void => {
    const key = `${product.packageKey}\0${id}`;
    const row = found.get(key) ?? { packageKey: product.packageKey, id, entries: [] };
    found.set(key, row);
    row.entries.push({ ...entry, arches: product.arch === "" ? [] : [product.arch], cpes: [product.cpe] });
  };
  for (const vulnerability of objectsOf(document["vulnerabilities"])) {
    const cve = textOf(vulnerability["cve"]);
    if (!isKey(cve) || !isKey(erratum)) continue;
    const severity = severityOf(vulnerability);
    const statuses = openStatuses(vulnerability);
    const fixed = listed(vulnerability, "fixed", products);
    const open = [...listed(vulnerability, "known_affected", products), ...listed(vulnerability, "under_investigation", products)];
    for (const [, product] of fixed)
      add(product, erratum, { fixedVersion: product.version, cves: [{ ID: cve, Severity: severity }], status: 0 });
    for (const [id, product] of open)
      add(product, cve, { fixedVersion: "", cves: [{ Severity: severity }], status: statuses.get(id) ?? STATUS.affected });
    if (fixed.length + open.length > 0) sink.vulnerability(cve, "redhat", valueOf(vulnerability, severity));
  }
  for (const { packageKey, id, entries } of found.values()) sink.redHat({ packageKey, id, entries: withAllCves(entries) });
  return found.size;
}

/** Entries of one erratum that differ in their CVE only are one entry with all of them. Several products may stand for one package. */
function withAllCves(entries: readonly RedHatEntry[]): RedHatEntry[] {
  const groups = new Map<string, RedHatEntry>();
  for (const entry of entries) {
    const key = JSON.stringify({ ...entry, cves: null });
    const known = groups.get(key);
    if (known === undefined) groups.set(key, entry);
    else if (!known.cves.some(({ ID }) => ID === entry.cves[0]?.ID))
      groups.set(key, { ...known, cves: [...known.cves, ...entry.cves].toSorted((a, b) => ((a.ID ?? "") < (b.ID ?? "") ? -1 : 1)) });
  }
  return [...groups.values()];
}

/** Binary packages of the products that a status lists. */
function listed(
  vulnerability: JsonObject,
  status: string,
  products: ReadonlyMap<string, RedHatProduct>,
): (readonly [string, RedHatProduct])[] {
  return textsOf(objectOf(vulnerability["product_status"])[status]).flatMap((id) => {
    const product = products.get(id);
    return product === undefined || (status === "fixed" && product.version === "") ? [] : [[id, product] as const];
  });
}

/** What Red Hat means to do about a product that is affected. */
function openStatuses(vulnerability: JsonObject): ReadonlyMap<string, number> {
  const statuses = new Map<string, number>();
  for (const id of textsOf(objectOf(vulnerability["product_status"])["under_investigation"])) statuses.set(id, STATUS.underInvestigation);
  for (const remediation of objectsOf(vulnerability["remediations"])) {
    const details = textOf(remediation["details"]);
    const isPlanned = textOf(remediation["category"]) !== "no_fix_planned";
    const status = isPlanned
      ? details === "Fix deferred"
        ? STATUS.fixDeferred
        : STATUS.affected
      : details === "Out of support scope"
        ? STATUS.endOfLife
        : STATUS.willNotFix;
    if (textOf(remediation["category"]) !== "vendor_fix") for (const id of textsOf(remediation["product_ids"])) statuses.set(id, status);
  }
  return statuses;
}

/** By id: every package that is a component of a product with a CPE. Source packages are not looked for. */
function productsOf(tree: JsonObject): ReadonlyMap<string, RedHatProduct> {
  const helpers = new Map<string, JsonObject>();
  const collect = (branches: readonly JsonObject[]): void => {
    for (const branch of branches) {
      const product = objectOf(branch["product"]);
      helpers.set(textOf(product["product_id"]), objectOf(product["product_identification_helper"]));
      collect(objectsOf(branch["branches"]));
    }
  };
  collect(objectsOf(tree["branches"]));
  const products = new Map<string, RedHatProduct>();
  for (const relationship of objectsOf(tree["relationships"])) {
    const id = textOf(objectOf(relationship["full_product_name"])["product_id"]);
    const product = productOf(
      textOf(helpers.get(textOf(relationship["product_reference"]))?.["purl"]),
      textOf(helpers.get(textOf(relationship["relates_to_product_reference"]))?.["cpe"]),
    );
    if (product !== undefined) products.set(id, product);
  }
  return products;
}

function productOf(purlText: string, cpe: string): RedHatProduct | undefined {
  const purl = parsePurl(purlText);
  if (purl === undefined || cpe === "" || (purl.type !== "rpm" && purl.type !== "rpmmod")) return undefined;
  const qualifiers = new Map(purl.qualifiers);
  const arch = qualifiers.get("arch") ?? "";
  if (arch === "src" || purl.type === "rpmmod") return undefined;
  const [module, stream] = (qualifiers.get("rpmmod") ?? "").split(":");
  const packageKey = stream === undefined ? purl.name : `${module}:${stream}::${purl.name}`;
  const epoch = qualifiers.get("epoch") ?? "0";
  if (!isKey(packageKey)) return undefined;
  return { packageKey, version: purl.version === "" ? "" : `${epoch}:${purl.version}`, arch, cpe };
}

function severityOf(vulnerability: JsonObject): SeverityNumber {
  for (const threat of objectsOf(vulnerability["threats"])) {
    const severity = threat["category"] === "impact" ? severityOfWord(textOf(threat["details"])) : undefined;
    if (severity !== undefined) return NUMBERS[severity];
  }
  return 0;
}

function valueOf(vulnerability: JsonObject, severity: SeverityNumber): VulnerabilityValue {
  const note = objectsOf(vulnerability["notes"]).find((each) => each["category"] === "description");
  const weakness = textOf(objectOf(vulnerability["cwe"])["id"]);
  const vector = objectsOf(vulnerability["scores"]).map((score) => textOf(objectOf(score["cvss_v3"])["vectorString"]))[0] ?? "";
  const score = scoreOfVector(vector);
  const references = canonicalReferences(objectsOf(vulnerability["references"]).map((reference) => textOf(reference["url"])));
  const title = textOf(vulnerability["title"]);
  const description = textOf(note?.["text"]);
  return {
    ...(title === "" ? {} : { Title: title }),
    ...(description === "" ? {} : { Description: description }),
    Severity: SEVERITY_NAMES[severity],
    ...(/^CWE-\d+$/.test(weakness) ? { CweIDs: [weakness] } : {}),
    ...(severity === 0 ? {} : { VendorSeverity: { redhat: severity } }),
    ...(score === undefined || score.score === 0 ? {} : { CVSS: { redhat: { V3Vector: score.vector, V3Score: score.score } } }),
    ...(references.length === 0 ? {} : { References: references }),
  };
}

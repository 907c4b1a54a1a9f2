// Rows of an advisory of Red Hat in CSAF 2.0: what is fixed or open from its vulnerabilities
// (redhatproductsecurity.github.io/security-data-guidelines/csaf-vex, and trivy-db pkg/vulnsrc/redhat-csaf). It knows CSAF's places only.
import type { RowSink } from "./osv-mapping.js";
import { type JsonObject, objectOf, objectsOf, textOf } from "./json.js";
import { isKey } from "./package-name.js";
import { unmappable, unreadSeverity } from "./problem.js";
import { RedHatAssessment } from "./red-hat-assessment.js";
import { RedHatLosses } from "./red-hat-losses.js";
import { type Stated, statedIn } from "./red-hat-statements.js";
import { type RedHatProduct, RedHatTree } from "./red-hat-tree.js";
import type { RedHatCve, RedHatEntry } from "./red-hat-value.js";
import { canonicalReferences } from "./reference-url.js";
import { SEVERITY_NAMES, type SeverityNumber } from "./severity.js";
import type { VulnerabilityValue } from "./vulnerability-value.js";

/** Whether Trivy's detector of Red Hat can read what the document is about. */
export function isOfRedHat(document: JsonObject): boolean {
  return textOf(objectOf(objectOf(document["document"])["publisher"])["namespace"]).includes("redhat.com");
}

export function mapRedHatCsaf(document: JsonObject, sink: RowSink): void {
  const erratum = textOf(objectOf(objectOf(document["document"])["tracking"])["id"]);
  if (!isKey(erratum)) return sink.problem(unmappable("NAME", "the document's tracking.id cannot be a key of the database"));
  const tree = new RedHatTree(objectOf(document["product_tree"]));
  const losses = new RedHatLosses();
  const found = new Map<string, { packageKey: string; id: string; entries: RedHatEntry[] }>();
  const add = ({ packageKey, arch, cpe }: RedHatProduct, id: string, entry: Omit<RedHatEntry, "arches" | "cpes">): void => {
    const key = `${packageKey}\0${id}`;
    const row = found.get(key) ?? { packageKey, id, entries: [] };
    found.set(key, row);
    row.entries.push({ ...entry, arches: arch === "" ? [] : [arch], cpes: [cpe] });
  };
  for (const vulnerability of objectsOf(document["vulnerabilities"])) {
    const id = idOf(vulnerability, erratum);
    if (!isKey(id)) {
      sink.problem(unmappable("NAME", "an id of the document cannot be a key of the database"));
      continue;
    }
    const { fixed, open } = statedIn(vulnerability, id, tree, losses);
    const assessment = new RedHatAssessment(vulnerability, tree);
    // Trivy takes a key that begins with CVE for the vulnerability, and any other for an erratum of those that it lists.
    const fixedKey = erratum.startsWith("CVE-") ? id : erratum;
    const cveOf = (key: string, { id: product }: Stated): RedHatCve => {
      const Severity = assessment.severityOf(product);
      return key.startsWith("CVE-") ? { Severity } : { ID: id, Severity };
    };
    for (const each of fixed) add(each.product, fixedKey, { fixedVersion: each.product.version, cves: [cveOf(fixedKey, each)], status: 0 });
    for (const each of open) add(each.product, id, { fixedVersion: "", cves: [cveOf(id, each)], status: assessment.openStatusOf(each.id) });
    const products = [...fixed, ...open].map((each) => each.id);
    if (products.length === 0) continue;
    if (assessment.unread !== undefined) sink.problem(unreadSeverity(assessment.unread, id));
    sink.vulnerability(id, "redhat", valueOf(vulnerability, products, assessment));
  }
  for (const { packageKey, id, entries } of found.values()) sink.redHat({ packageKey, id, entries: withAllCves(entries) });
  losses.tell(sink);
  if (found.size + losses.count === 0)
    sink.problem(unmappable("NOTHING", "the CSAF document names no binary package of a product with a CPE as fixed or affected"));
}

/** A vulnerability that has no CVE is known by the erratum that is about it. */
function idOf(vulnerability: JsonObject, erratum: string): string {
  const cve = textOf(vulnerability["cve"]);
  return cve === "" ? erratum : cve.replace(/^cve-/i, "CVE-");
}

/** Entries of one erratum that differ in their CVE only are one entry with all of them, each as severe as any product has it. */
function withAllCves(entries: readonly RedHatEntry[]): RedHatEntry[] {
  const groups = new Map<string, { readonly entry: RedHatEntry; readonly cves: Map<string, RedHatCve> }>();
  for (const entry of entries) {
    const key = JSON.stringify({ ...entry, cves: null });
    const group = groups.get(key) ?? { entry, cves: new Map() };
    groups.set(key, group);
    for (const cve of entry.cves) {
      const known = group.cves.get(cve.ID ?? "");
      if (known === undefined || known.Severity < cve.Severity) group.cves.set(cve.ID ?? "", cve);
    }
  }
  return [...groups.values()].map(({ entry, cves }) => {
    const sorted = [...cves].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cve]) => cve);
    return { ...entry, cves: sorted };
  });
}

function valueOf(vulnerability: JsonObject, products: readonly string[], assessment: RedHatAssessment): VulnerabilityValue {
  let severity: SeverityNumber = 0;
  for (const id of products) severity = Math.max(severity, assessment.severityOf(id)) as SeverityNumber;
  const note = objectsOf(vulnerability["notes"]).find((each) => each["category"] === "description");
  const weakness = textOf(objectOf(vulnerability["cwe"])["id"]);
  const score = assessment.scoreOf(products);
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

// How bad Red Hat says a vulnerability is for a product, and what it means to do about it: threats, scores and remediations of CSAF, each of some
// products or of all. They are gone through once, since a document may have as many of them as it has products.
import { type CvssScore, isUnrated, scoreOfVector } from "@stella-export/formats";
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./json.js";
import { namesIn, type RedHatTree } from "./red-hat-tree.js";
import { STATUS } from "./status.js";
import { numberOf, type SeverityNumber, severityOfScore } from "./severity.js";

export class RedHatAssessment {
  readonly #tree: RedHatTree;
  readonly #words = new Said<SeverityNumber>((a, b) => (a < b ? b : a));
  readonly #scores = new Said<CvssScore & { readonly at: number }>((a, b) =>
    (a.score === b.score ? a.at < b.at : a.score > b.score) ? a : b,
  );
  readonly #plans = new Said<{ readonly at: number; readonly status: number }>((a, b) => (a.at < b.at ? b : a));
  readonly #lookedInto: ReadonlySet<string>;
  /** What stands where Red Hat's word does and is none that is known. */
  readonly unread: string | undefined;

  constructor(vulnerability: JsonObject, tree: RedHatTree) {
    this.#tree = tree;
    const impacts = objectsOf(vulnerability["threats"]).filter((threat) => threat["category"] === "impact");
    for (const threat of impacts) this.#words.add(threat, numberOf(textOf(threat["details"])));
    for (const [at, each] of objectsOf(vulnerability["scores"]).entries()) {
      const score = scoreOfVector(textOf(objectOf(each["cvss_v3"])["vectorString"]));
      this.#scores.add(each, score && { ...score, at });
    }
    for (const [at, each] of objectsOf(vulnerability["remediations"]).entries()) {
      const status = statusOf(each);
      this.#plans.add(each, status === undefined ? undefined : { at, status });
    }
    this.#lookedInto = new Set(textsOf(objectOf(vulnerability["product_status"])["under_investigation"]));
    this.unread = impacts.map(({ details }) => textOf(details)).find((text) => numberOf(text) === undefined && !isUnrated(text));
  }

  /** The word of the threats that name the product, else of those that name none; of several the worst. Without a word the score says it. */
  severityOf(id: string): SeverityNumber {
    const names = this.#tree.namesOf(id);
    return this.#words.of(names) ?? this.#words.ofAll ?? severityOfScore(this.#scores.about(names)?.score ?? 0);
  }

  /** The highest score for any of the products, of equal ones that which comes first. */
  scoreOf(ids: readonly string[]): CvssScore | undefined {
    return this.#scores.about(ids.flatMap((id) => this.#tree.namesOf(id)));
  }

  /** What Red Hat says last that it means to do about a product that is open. */
  openStatusOf(id: string): number {
    const plan = this.#plans.about(this.#tree.namesOf(id));
    return plan?.status ?? (this.#lookedInto.has(id) ? STATUS.underInvestigation : STATUS.affected);
  }
}

/** A workaround or a fix says nothing about what is open. */
function statusOf(remediation: JsonObject): number | undefined {
  const details = textOf(remediation["details"]);
  if (remediation["category"] === "no_fix_planned") return details === "Out of support scope" ? STATUS.endOfLife : STATUS.willNotFix;
  if (remediation["category"] !== "none_available") return undefined;
  return /^(?:fix )?deferred$/i.test(details) ? STATUS.fixDeferred : STATUS.affected;
}

/** What elements of a document say of products, or of groups of these, joined where several speak of one. */
class Said<T> {
  readonly #join: (a: T, b: T) => T;
  readonly #byName = new Map<string, T>();
  /** By elements that name nothing. */
  ofAll: T | undefined;

  constructor(join: (a: T, b: T) => T) {
    this.#join = join;
  }

  add(element: JsonObject, value: T | undefined): void {
    const names = namesIn(element);
    if (names.length === 0) this.ofAll = this.#joined(this.ofAll, value);
    for (const name of value === undefined ? [] : names) this.#byName.set(name, this.#joined(this.#byName.get(name), value) as T);
  }

  of(names: readonly string[]): T | undefined {
    return names.reduce<T | undefined>((found, name) => this.#joined(found, this.#byName.get(name)), undefined);
  }

  about(names: readonly string[]): T | undefined {
    return this.#joined(this.of(names), this.ofAll);
  }

  #joined(a: T | undefined, b: T | undefined): T | undefined {
    return a === undefined || b === undefined ? (a ?? b) : this.#join(a, b);
  }
}

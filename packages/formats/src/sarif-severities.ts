// What the results of a SARIF log are rated by: `security-severity`, which is not SARIF's but GitHub's, and written by most scanners into the
// properties of a rule or of a result. `level` (error, warning, note) is how a tool reports, not how bad a vulnerability is.
import type { Severity } from "@stella-export/core";
import { type JsonScan, NONE } from "./json-scan.js";
import { MAX_TEXT_BYTES } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { severityOfScore } from "./severity.js";
import { isRating, numberAt, SeveritySet } from "./severity-facets.js";

const NAME = "security-severity";
/** A score of 0 to 10, as a string or a number. */
const SECURITY_SEVERITY = new MemberSearch([NAME]);
/** Most rules of one run that are looked at; with more, it is as if one were not rated. */
const MAX_RULES = 100_000;

/** All severities that the log holds; none where a result is rated neither by itself nor by its rule, or a rule of no result by nobody. */
export function sarifSeverities(scan: JsonScan): readonly Severity[] {
  const severities = new SeveritySet();
  for (let at = SECURITY_SEVERITY.next(scan.bytes, 0); at !== NONE; at = SECURITY_SEVERITY.next(scan.bytes, at)) {
    severities.add(severityOfScore(numberAt(scan, at) ?? Number.NaN));
  }
  if (severities.list.length === 0) return [];
  const runs = [...scan.elements(scan.at("runs"))];
  if (!runs.every((run) => isRatedRun(scan, run)) || hasOtherResults(scan)) severities.add(undefined);
  return severities.list;
}

/** True for external properties within the log (§ 4.3), whose results are of a run that is elsewhere. */
function hasOtherResults(scan: JsonScan): boolean {
  for (const properties of scan.elements(scan.at("inlineExternalProperties"))) {
    if (scan.first(scan.member(properties, "results")) !== NONE) return true;
  }
  return false;
}

function isRatedRun(scan: JsonScan, run: number): boolean {
  const rules = new Rules();
  const tool = scan.member(run, "tool");
  rules.addOf(scan, scan.member(tool, "driver"));
  const inDriver = rules.count;
  for (const extension of scan.elements(scan.member(tool, "extensions"))) rules.addOf(scan, extension);
  const results = scan.member(run, "results");
  if (scan.first(results) === NONE || rules.isCut) return rules.areRated;
  for (const result of scan.elements(results)) if (!isRated(scan, result) && !rules.rate(scan, result, inDriver)) return false;
  return true;
}

function isRated(scan: JsonScan, object: number): boolean {
  return isRating(scan, scan.member(scan.member(object, "properties"), NAME));
}

/** The rules of a run: those of its tool first, by place and by id. */
class Rules {
  readonly #rated: boolean[] = [];
  readonly #unrated = new Set<string>();
  readonly #ids = new Set<string>();

  get count(): number {
    return this.#rated.length;
  }

  get isCut(): boolean {
    return this.count >= MAX_RULES;
  }

  get areRated(): boolean {
    return !this.isCut && !this.#rated.includes(false);
  }

  addOf(scan: JsonScan, component: number): void {
    for (const rule of scan.elements(scan.member(component, "rules"))) {
      if (this.isCut) return;
      const isRatedRule = isRated(scan, rule);
      this.#rated.push(isRatedRule);
      const id = scan.text(scan.member(rule, "id"), MAX_TEXT_BYTES);
      if (id !== undefined) (isRatedRule ? this.#ids : this.#unrated).add(id);
    }
  }

  /** True where the rule of `result` is rated: by its id (§ 3.27.5: `CA1000/1` is of `CA1000`), else by its place among the tool's own. */
  rate(scan: JsonScan, result: number, inDriver: number): boolean {
    const rule = scan.member(result, "rule");
    const id = scan.text(scan.member(result, "ruleId"), MAX_TEXT_BYTES) ?? scan.text(scan.member(rule, "id"), MAX_TEXT_BYTES);
    if (id !== undefined) {
      const known = this.#isKnown(id) ? id : id.replace(/\/[^/]*$/, "");
      if (this.#isKnown(known)) return !this.#unrated.has(known);
    }
    const place = numberAt(scan, scan.member(result, "ruleIndex")) ?? numberAt(scan, scan.member(rule, "index")) ?? NONE;
    return place < inDriver && scan.member(rule, "toolComponent") === NONE && this.#rated[place] === true;
  }

  #isKnown(id: string): boolean {
    return this.#ids.has(id) || this.#unrated.has(id);
  }
}

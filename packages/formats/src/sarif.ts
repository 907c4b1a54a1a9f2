// What a SARIF 2.1.0 log says about itself (docs.oasis-open.org/sarif/sarif/v2.1.0). Its runs carry the rest; a log may hold runs of several tools.
import { type CanonicalDocument, type Description, type Facets, parseInstant, type Refusal } from "@stella-export/core";
import { described, type Format, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { sarifSeverities } from "./sarif-severities.js";

const NAME = "sarif";
/**
 * § 3.14.3 of a run; § 3.14.11 of a run, and of external properties (§ 4.3.1), which belong to one; § 3.27.5 of a result.
 */
const NAMED = new MemberSearch(["automationDetails", "{"], ["invocations", "["], ["ruleId", '"']);

export const sarif: Format = { name: NAME, is, describe, facets };

/** `runs`, and a version or schema that says SARIF: other logs have runs too. */
function is(document: CanonicalDocument): boolean {
  return (
    document.has("runs") &&
    (document.text("version")?.startsWith("2.1") === true || document.text("$schema")?.toLowerCase().includes("sarif") === true)
  );
}

function describe(document: CanonicalDocument): Description | Refusal {
  const version = document.text("version");
  if (version !== "2.1.0") return unread(NAME, "finding", version, "2.1.0");
  const scan = new JsonScan(document.bytes);
  const runs = new LookupTexts();
  const rules = new LookupTexts();
  const end = new NewestDate();
  for (let at = NAMED.next(scan.bytes, 0); at !== NONE; at = NAMED.next(scan.bytes, at)) {
    if (NAMED.found === 0) runs.addAt(scan, scan.member(at, "guid"));
    else if (NAMED.found === 1) addEnds(end, scan, at);
    else rules.addAt(scan, at);
  }
  const [id = "", ...others] = runs.list;
  const texts = new LookupTexts(id);
  for (const text of [...others, ...rules.list]) texts.add(text);
  return described(NAME, "finding", id, texts.list, end.text);
}

function addEnds(end: NewestDate, scan: JsonScan, invocations: number): void {
  for (let at = scan.first(invocations); at !== NONE; at = scan.next(at)) end.add(scan.text(scan.member(at, "endTimeUtc"), 64));
}

/** The newest date that counts (contract: Time), or the first that does not. */
class NewestDate {
  text: string | undefined;
  #instant = -Infinity;

  add(text: string | undefined): void {
    if (text === undefined) return;
    const instant = parseInstant(text) ?? -Infinity;
    if (this.text === undefined || instant > this.#instant) [this.text, this.#instant] = [text, instant];
  }
}

/** SARIF names no packages. */
function facets(document: CanonicalDocument): Facets {
  return { severities: sarifSeverities(new JsonScan(document.bytes)), dates: {} };
}

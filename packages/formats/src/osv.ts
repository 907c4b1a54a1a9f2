// What an OSV document says about itself (ossf.github.io/osv-schema, all versions met, 1.0 to 1.8.0).
// `schema_version` is not asked for: a seventh of the real documents has none.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format, invalid } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { MAX_ALIASES } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { Packages } from "./package-facets.js";
import { isRating, SeveritySet } from "./severity-facets.js";

const NAME = "osv";
/** Members of which a real OSV document has at least one besides `id` and `modified`, which the schema demands. */
const TELLING = [
  "affected",
  "schema_version",
  "published",
  "withdrawn",
  "aliases",
  "related",
  "upstream",
  "summary",
  "details",
  "severity",
  "references",
  "credits",
  "database_specific",
];
/** `affected[].package`; nothing else in the schema has the name. */
const PACKAGE = new MemberSearch(["package", "{"]);
/** Of the document, of `affected[]`, and a word in either's `database_specific` or `ecosystem_specific`. */
const SEVERITY = new MemberSearch(["severity"]);
/** A vector in the `database_specific` of RustSec. */
const CVSS = new MemberSearch(["cvss"]);

export const osv: Format = {
  name: NAME,
  is: (document) => document.has("id") && document.has("modified") && TELLING.some((member) => document.has(member)),
  describe,
  facets,
};

/** Id, aliases and the date that counts. `modified: 0001-01-01` (4,291 real Go advisories) is a date that does not count, not an error. */
function describe(document: CanonicalDocument): Description | Refusal {
  const id = document.text("id");
  const date = document.text("modified");
  if (id === undefined || id === "") return invalid(NAME, "advisory", "`id` is not a string with at least one character");
  if (date === undefined) return invalid(NAME, "advisory", "`modified` is not a string");
  const aliases = document.has("aliases") ? aliasesOf(document) : [];
  if (aliases === undefined) return invalid(NAME, "advisory", "`aliases` is not a list of strings");
  return described(NAME, "advisory", id, aliases, date);
}

/** The list as it stands, repeats and case included, up to the bound; `null` is none (2 real GHSA). */
function aliasesOf(document: CanonicalDocument): readonly string[] | undefined {
  const scan = new JsonScan(document.bytes);
  const list = scan.at("aliases");
  if (scan.isNull(list)) return [];
  if (!scan.isArray(list)) return undefined;
  const aliases: string[] = [];
  for (let at = scan.first(list); at !== NONE; at = scan.next(at)) {
    if (!scan.isString(at)) return undefined;
    if (aliases.length < MAX_ALIASES) aliases.push(scan.text(at) as string);
  }
  return aliases;
}

function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  const published = document.text("published");
  return { ...packagesOf(scan), severities: severitiesOf(scan), dates: published === undefined ? {} : { published } };
}

function packagesOf(scan: JsonScan): Pick<Facets, "products" | "ecosystems"> {
  const packages = new Packages();
  for (let at = PACKAGE.next(scan.bytes, 0); at !== NONE && !packages.isFull; at = PACKAGE.next(scan.bytes, at)) {
    const [ecosystem, name, purl] = ["ecosystem", "name", "purl"].map((member) => scan.text(scan.member(at, member)));
    packages.addPackage(ecosystem, name, purl);
  }
  return packages.facet;
}

function severitiesOf(scan: JsonScan): Facets["severities"] & object {
  const severities = new SeveritySet();
  severities.addMembers(scan, CVSS);
  for (let at = SEVERITY.next(scan.bytes, 0); at !== NONE; at = SEVERITY.next(scan.bytes, at)) {
    if (scan.isArray(at)) addScores(severities, scan, at);
    else severities.addAt(scan, at);
  }
  const affected = severities.list.length === 0 ? NONE : scan.at("affected");
  if (affected !== NONE && isRatedInPart(scan, affected)) severities.add(undefined);
  return severities.list;
}

/** True where only some of `affected[]` are rated, and the record as a whole is not. */
function isRatedInPart(scan: JsonScan, affected: number): boolean {
  for (const one of scan.elements(affected)) if (!isRated(scan, one)) return !isRated(scan, 0);
  return false;
}

/** True where the record, or one of its `affected[]`, is rated in a member of its own. */
function isRated(scan: JsonScan, object: number): boolean {
  const list = scan.member(object, "severity");
  for (const one of scan.elements(list)) if (isRating(scan, scan.member(one, "score"))) return true;
  if (!scan.isArray(list) && isRating(scan, list)) return true;
  const ofDatabase = scan.member(object, "database_specific");
  const others = [scan.member(ofDatabase, "severity"), scan.member(ofDatabase, "cvss")];
  return [...others, scan.member(scan.member(object, "ecosystem_specific"), "severity")].some((at) => isRating(scan, at));
}

/** Of `severity[]`, of which each has a score. */
function addScores(severities: SeveritySet, scan: JsonScan, list: number): void {
  for (let at = scan.first(list); at !== NONE; at = scan.next(at)) {
    const score = scan.member(at, "score");
    if (score === NONE) severities.add(undefined);
    else severities.addAt(scan, score);
  }
}

// What a CSAF 2.0 document says about itself (docs.oasis-open.org/csaf/csaf/v2.0, § 3.2). Its profile `csaf_vex` is VEX, in whatever case, every other
// is an advisory.
// Real documents have 23 MB, of which their identity is the first kilobyte.
import type { CanonicalDocument, Description, Facets, Kind, Refusal } from "@stella-export/core";
import { csafSeverities } from "./csaf-severities.js";
import { described, type Format, invalid, unread } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { MemberSearch } from "./member-search.js";
import { packageFacets } from "./package-facets.js";
import { PurlSearch } from "./purl-search.js";

const NAME = "csaf";
/** § 3.2.3.2: `cve` matches `^CVE-…`, and only vulnerabilities have it. */
const CVE = new MemberSearch(["cve", '"CVE-']);
/** A package URL may be one of the generic URIs too, in the namespace of its specification. */
const PURLS = new PurlSearch(["purl"], ["uri"]);

export const csaf: Format = { name: NAME, is, describe, facets };

/** `document` is an object with a `csaf_version`, or with a category and a tracking that the standard's profiles have. */
function is(document: CanonicalDocument): boolean {
  if (!document.has("document")) return false;
  const scan = new JsonScan(document.bytes);
  const meta = scan.at("document");
  if (scan.member(meta, "csaf_version") !== NONE) return true;
  return scan.text(scan.member(meta, "category"))?.startsWith("csaf_") === true && scan.isObject(scan.member(meta, "tracking"));
}

function describe(document: CanonicalDocument): Description | Refusal {
  const scan = new JsonScan(document.bytes);
  const meta = scan.at("document");
  const category = scan.text(scan.member(meta, "category"));
  const kind: Kind = category?.toLowerCase() === "csaf_vex" ? "vex" : "advisory";
  const version = scan.text(scan.member(meta, "csaf_version"));
  if (version !== "2.0") return unread(NAME, kind, version, "2.0");
  if (category === undefined) return invalid(NAME, kind, "`document.category` is not a string");
  const tracking = scan.member(meta, "tracking");
  const id = scan.text(scan.member(tracking, "id"));
  if (id === undefined || id === "") return invalid(NAME, kind, "`document.tracking.id` is not a string with at least one character");
  const texts = new LookupTexts(id);
  texts.addAllAt(scan, scan.member(tracking, "aliases"));
  for (let at = CVE.next(scan.bytes, meta); at !== NONE && !texts.isFull; at = CVE.next(scan.bytes, at)) texts.addAt(scan, at);
  return described(NAME, kind, id, texts.list, scan.text(scan.member(tracking, "current_release_date")));
}

function facets(document: CanonicalDocument): Facets {
  const scan = new JsonScan(document.bytes);
  const published = scan.text(scan.at("document", "tracking", "initial_release_date"));
  return { ...packageFacets(scan, PURLS), severities: csafSeverities(scan), dates: published === undefined ? {} : { published } };
}

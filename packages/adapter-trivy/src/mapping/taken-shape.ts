// Whether an affected package of an OSV record is as the schema has it. Ordinary records are read leniently; one that takes something out of
// the database is not: a misspelt member would make it mean more than it says. It knows no versions.
import { type JsonObject, objectsOf } from "./json.js";

/** Whether neither ranges nor versions are there at all, which means all versions. */
export function isAboutAll(affected: JsonObject): boolean {
  return !Object.hasOwn(affected, "ranges") && !Object.hasOwn(affected, "versions");
}

const MEMBERS_OF_ALL = new Set(["package", "severity", "ecosystem_specific", "database_specific"]);

/** What is wrong, for people; `undefined` for nothing. An empty list is not wrong. */
export function faultOf(affected: JsonObject): string | undefined {
  if (isAboutAll(affected)) {
    const unknown = Object.keys(affected).find((member) => !MEMBERS_OF_ALL.has(member));
    return unknown === undefined
      ? undefined
      : `the package has neither ranges nor versions, but ${JSON.stringify(unknown)}, which OSV does not know`;
  }
  const versions = affected["versions"] ?? [];
  if (!Array.isArray(versions) || !versions.every((each) => typeof each === "string")) return "`versions` is no list of texts";
  const ranges = affected["ranges"] ?? [];
  if (!isObjects(ranges)) return "`ranges` is no list of objects";
  return objectsOf(ranges)
    .map(rangeFault)
    .find((fault) => fault !== undefined);
}

const RANGE_TYPES: ReadonlySet<unknown> = new Set(["SEMVER", "ECOSYSTEM", "GIT"]);

function rangeFault({ type, events }: JsonObject): string | undefined {
  if (!RANGE_TYPES.has(type)) return "the `type` of a range is none of SEMVER, ECOSYSTEM and GIT";
  if (type === "GIT") return undefined;
  if (!isObjects(events)) return "`events` of a range is no list of objects";
  return objectsOf(events)
    .map(eventFault)
    .find((fault) => fault !== undefined);
}

const EVENTS = new Set(["introduced", "fixed", "last_affected", "limit"]);

function eventFault(event: JsonObject): string | undefined {
  const [first, ...more] = Object.entries(event);
  if (first === undefined || more.length > 0) return "an event has not exactly one member";
  const [what, version] = first;
  if (!EVENTS.has(what)) return `OSV has no event ${JSON.stringify(what)}`;
  return typeof version === "string" ? undefined : `the version of an event ${JSON.stringify(what)} is no text`;
}

function isObjects(value: unknown): boolean {
  return Array.isArray(value) && objectsOf(value).length === value.length;
}

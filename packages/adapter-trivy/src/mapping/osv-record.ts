// An OSV document as the mapping reads it (ossf.github.io/osv-schema 1.0 to 1.8). Lenient, as real documents are: what has another type than
// the schema says counts as absent, but among events and versions, where it becomes a text that is no version. It knows no ecosystem.
import { isObject, isText, type JsonObject, objectOf, objectsOf, textOf, textsOf } from "./json.js";
import { excerptOf } from "./problem.js";

export interface OsvEvent {
  readonly introduced: string;
  readonly fixed: string;
  readonly lastAffected: string;
  readonly limit: string;
}

export interface OsvSeverity {
  readonly type: string;
  readonly score: string;
}

export interface OsvAffected {
  readonly ecosystem: string;
  readonly name: string;
  readonly severities: readonly OsvSeverity[];
  /** The events of each range that is of versions: a range of commits is not here. */
  readonly ranges: readonly (readonly OsvEvent[])[];
  /** Whether a range of commits was passed over. */
  readonly hasCommits: boolean;
  readonly versions: readonly string[];
  readonly ecosystemSpecific: JsonObject;
  readonly databaseSpecific: JsonObject;
  /** As it stands in the document, for those who must not be lenient. */
  readonly written: JsonObject;
}

export interface OsvRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly upstream: readonly string[];
  readonly related: readonly string[];
  /** As it stands in the document: see `withdrawal.ts`. */
  readonly withdrawn: unknown;
  readonly summary: string;
  readonly details: string;
  readonly severities: readonly OsvSeverity[];
  readonly references: readonly string[];
  /** As written, or empty. */
  readonly published: string;
  readonly modified: string;
  readonly databaseSpecific: JsonObject;
  readonly affected: readonly OsvAffected[];
  /** Whether `affected` is, or holds, something that is no package. */
  readonly hasOddPackages: boolean;
}

/** Never throws. */
export function toOsvRecord(value: JsonObject): OsvRecord {
  const { affected } = value;
  const packages = objectsOf(affected);
  return {
    id: textOf(value["id"]).trim(),
    aliases: idsOf(value["aliases"]),
    upstream: idsOf(value["upstream"]),
    related: idsOf(value["related"]),
    withdrawn: value["withdrawn"],
    summary: textOf(value["summary"]),
    details: textOf(value["details"]),
    severities: objectsOf(value["severity"]).map(toSeverity),
    references: objectsOf(value["references"]).map((reference) => textOf(reference["url"])),
    published: textOf(value["published"]),
    modified: textOf(value["modified"]),
    databaseSpecific: objectOf(value["database_specific"]),
    affected: packages.map(toAffected),
    hasOddPackages: Array.isArray(affected) ? packages.length < affected.length : affected !== undefined && affected !== null,
  };
}

/** Real ids have blanks around them. */
function idsOf(value: unknown): readonly string[] {
  return textsOf(value).map((id) => id.trim());
}

function toAffected(value: JsonObject): OsvAffected {
  const { ecosystem, name } = objectOf(value["package"]);
  return {
    ecosystem: textOf(ecosystem),
    name: textOf(name).trim(),
    severities: objectsOf(value["severity"]).map(toSeverity),
    ranges: listOf(value["ranges"])
      .filter((range) => !isObject(range) || range["type"] !== "GIT")
      .map((range) => (isObject(range) ? listOf(range["events"]).map(toEvent) : [toEvent(range)])),
    hasCommits: objectsOf(value["ranges"]).some((range) => range["type"] === "GIT"),
    versions: versionsOf(value["versions"]),
    ecosystemSpecific: objectOf(value["ecosystem_specific"]),
    databaseSpecific: objectOf(value["database_specific"]),
    written: value,
  };
}

function toEvent(value: unknown): OsvEvent {
  const event = objectOf(value);
  const [introduced, fixed] = [versionOf(event["introduced"]), versionOf(event["fixed"])];
  const [lastAffected, limit] = [versionOf(event["last_affected"]), versionOf(event["limit"])];
  const isEvent = introduced !== "" || fixed !== "" || lastAffected !== "" || limit !== "";
  return { introduced: isEvent ? introduced : noVersion(value), fixed, lastAffected, limit };
}

const NO_VERSION = "no version: ";

/** Stands for a value that is none and must not be passed over in silence. */
function noVersion(value: unknown): string {
  return NO_VERSION + excerptOf(value);
}

/** Whether the text stands for what is no version whatever the comparer says (some read every text). */
export function isNoVersion(text: string): boolean {
  return text.startsWith(NO_VERSION);
}

function versionOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : noVersion(value);
}

function versionsOf(value: unknown): readonly string[] {
  const list = listOf(value);
  return list.every(isText) ? list : list.map((each) => (isText(each) ? each : noVersion(each)));
}

/** A single value is a list of itself, so that it is not passed over. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function toSeverity(value: JsonObject): OsvSeverity {
  const { score } = value;
  return { type: textOf(value["type"]), score: typeof score === "number" ? String(score) : textOf(score) };
}

// An OSV document as the mapping reads it (ossf.github.io/osv-schema 1.0 to 1.8). Lenient, as real documents are: what has another type than
// the schema says counts as absent. It knows no ecosystem.

/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface OsvEvent {
  readonly introduced: string;
  readonly fixed: string;
  readonly lastAffected: string;
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
  readonly isWithdrawn: boolean;
  readonly summary: string;
  readonly details: string;
  readonly severities: readonly OsvSeverity[];
  readonly references: readonly string[];
  /** As written, or empty. */
  readonly published: string;
  readonly modified: string;
  readonly databaseSpecific: JsonObject;
  readonly affected: readonly OsvAffected[];
}

/** Never throws. */
export function toOsvRecord(value: JsonObject): OsvRecord {
  return {
    id: textOf(value["id"]),
    aliases: textsOf(value["aliases"]),
    upstream: textsOf(value["upstream"]),
    related: textsOf(value["related"]),
    isWithdrawn: textOf(value["withdrawn"]) !== "",
    summary: textOf(value["summary"]),
    details: textOf(value["details"]),
    severities: objectsOf(value["severity"]).map(toSeverity),
    references: objectsOf(value["references"]).map((reference) => textOf(reference["url"])),
    published: textOf(value["published"]),
    modified: textOf(value["modified"]),
    databaseSpecific: objectOf(value["database_specific"]),
    affected: objectsOf(value["affected"]).map(toAffected),
  };
}

function toAffected(value: JsonObject): OsvAffected {
  const { ecosystem, name } = objectOf(value["package"]);
  return {
    ecosystem: textOf(ecosystem),
    name: textOf(name),
    severities: objectsOf(value["severity"]).map(toSeverity),
    ranges: objectsOf(value["ranges"])
      .filter((range) => range["type"] !== "GIT")
      .map((range) => objectsOf(range["events"]).map(toEvent)),
    hasCommits: objectsOf(value["ranges"]).some((range) => range["type"] === "GIT"),
    versions: textsOf(value["versions"]),
    ecosystemSpecific: objectOf(value["ecosystem_specific"]),
    databaseSpecific: objectOf(value["database_specific"]),
    written: value,
  };
}

function toEvent(value: JsonObject): OsvEvent {
  return { introduced: textOf(value["introduced"]), fixed: textOf(value["fixed"]), lastAffected: textOf(value["last_affected"]) };
}

function toSeverity(value: JsonObject): OsvSeverity {
  return { type: textOf(value["type"]), score: textOf(value["score"]) };
}

const NOTHING: JsonObject = {};

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

const NO_OBJECTS: readonly JsonObject[] = [];
const NO_TEXTS: readonly string[] = [];

/** The list itself where it holds nothing else, as it does in all but broken documents. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return NO_OBJECTS;
  return value.every(isObject) ? value : value.filter(isObject);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return NO_TEXTS;
  return value.every(isText) ? value : value.filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

// Values of JSON that nobody has looked at yet, read leniently: what is of another type counts as absent. It knows no format.

/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NOTHING: JsonObject = {};
const NO_OBJECTS: readonly JsonObject[] = [];
const NO_TEXTS: readonly string[] = [];

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string";
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : NOTHING;
}

/** The list itself where it holds nothing else, as it does in all but broken documents. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  if (!Array.isArray(value)) return NO_OBJECTS;
  return value.every(isObject) ? value : value.filter(isObject);
}

export function textOf(value: unknown): string {
  return isText(value) ? value : "";
}

export function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return NO_TEXTS;
  return value.every(isText) ? value : value.filter(isText);
}

// The words that schemas are written in: which fields a format has, and of which class each is. It knows no format.

/**
 * - `id`: what the record itself is known by. Only what is surely a secret is taken out of it; what else is found there counts, and stays,
 *   since two records must not become one.
 * - `identifier`: what joins evidence together, a purl, a version, a URL, a CPE, an id, a digest, a name, a path. Only what cannot be one of
 *   these is taken out of it.
 * - `reference`: what other fields refer to, or refer by. `name@version` stands there, of which nobody can tell whether it is an address
 *   (`lib@stable.net`): as part of one word it counts and stays, since two components must not become one. Else as `identifier`.
 * - `text`: prose and whatever people write. All rules apply.
 * - `term`, `date`, `number`: a word of a fixed list, a date, a number or truth value. Real ones hold nothing, so all rules apply.
 * - `open`: a field that its format leaves to others (properties, vendor metadata), with all there is below it. All rules apply, and the
 *   names of its own members say what is a secret.
 * - `trace`: how a decision was come to. `internal`: who ran a tool, where and with which environment. `opaque`: encoded bytes that nobody
 *   looks into. Where the kind is closed, each is taken out as a whole.
 */
export type FieldClass = "id" | "identifier" | "reference" | "text" | "term" | "date" | "number" | "open" | "trace" | "internal" | "opaque";

/**
 * Fields of an object by name. Arrays do not show: what is said of a field is said of every element. `"*"` is any other name, `""` the
 * class of a string where the field may be a string or an object.
 */
export interface Fields {
  readonly [name: string]: FieldClass | Fields;
}

/** The same class for many fields: `...each("identifier", "purl cpe version")`. */
export function each<T extends FieldClass | Fields>(value: T, names: string): Readonly<Record<string, T>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}

// What a format of evidence is to this package: how it is recognised, what a document of it says about itself, what it can be selected by.
import {
  type CanonicalDocument,
  decodeUtf8,
  type Description,
  encodeCanonical,
  type Facets,
  type Kind,
  type Refusal,
} from "@stella-export/core";
import { redactor } from "./redaction/redactor.js";

export interface Format {
  /** Name in `Description.format`, in the manifest's `tool.formats` and in reports. */
  readonly name: string;
  /** True where the document has this format's shape, in whatever version. Cheap: it is asked for documents of every other format. */
  is(document: CanonicalDocument): boolean;
  /** Called only where {@link is} was true. Never throws for a document's content. */
  describe(document: CanonicalDocument): Description | Refusal;
  /** Called only for documents that `describe` described. Facets that the format does not have are absent. */
  facets(document: CanonicalDocument): Facets;
}

/** A reader's version changes whenever a document could get another description. All are of version 1 but these. */
const FORMAT_VERSIONS: ReadonlyMap<string, string> = new Map([
  ["csaf", "2"],
  ["spdx", "2"],
]);

/** Longest id that a description may have, in UTF-16 units: it is repeated in every index line, report and key. */
export const MAX_ID_LENGTH = 4096;

export function described(format: string, kind: Kind, id: string, aliases: readonly string[], date?: string): Description | Refusal {
  if (id.length > MAX_ID_LENGTH) return invalid(format, kind, `the id has more than ${MAX_ID_LENGTH} characters`);
  const description = { kind, format, formatVersion: FORMAT_VERSIONS.get(format) ?? "1", id, aliases };
  return date === undefined ? description : { ...description, date };
}

/** A document of a known format whose identifying fields are wrong. */
export function invalid(format: string, kind: Kind, message: string): Refusal {
  return { refused: "ERR_EXPORT_FORMAT_INVALID", message: `${format}: ${message}`, kind };
}

/** A version that nobody has taught this reader. `version` is a stranger's text, or absent where it is no string. */
export function unread(format: string, kind: Kind, version: string | undefined, read: string): Refusal {
  return invalid(
    format,
    kind,
    version === undefined ? "its version is missing or of the wrong type" : `version ${quoted(version)} is not read here, only ${read}`,
  );
}

/**
 * A stranger's text as it may stand in a message, a list of rejects and on a terminal: without what redaction finds in it, at most 40
 * characters, everything outside printable ASCII escaped.
 */
export function quoted(text: string): string {
  const safe = withoutSecrets(text);
  const start = safe.length > 40 ? `${safe.slice(0, 40)}…` : safe;
  return `"${start.replace(/["\\]|[^ -~…]/g, (unit) => (unit === '"' || unit === "\\" ? `\\${unit}` : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`))}"`;
}

/** Whatever the redaction of its kind: a document that is refused is in no bundle, and nothing of it should be. */
function withoutSecrets(text: string): string {
  return JSON.parse(decodeUtf8(redactor.redact("advisory", "unknown", encodeCanonical(text), "edit").bytes)) as string;
}

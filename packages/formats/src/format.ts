// What a format of evidence is to this package: how it is recognised, what a document of it says about itself, what it can be selected by.
import type { CanonicalDocument, Description, Facets, Kind, Refusal } from "@stella-export/core";

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

/** All readers here are of version 1: it changes whenever a document could get another description. */
const FORMAT_VERSION = "1";

/** Longest id that a description may have, in UTF-16 units: it is repeated in every index line, report and key. */
export const MAX_ID_LENGTH = 4096;

export function described(format: string, kind: Kind, id: string, aliases: readonly string[], date?: string): Description | Refusal {
  if (id.length > MAX_ID_LENGTH) return invalid(format, kind, `the id has more than ${MAX_ID_LENGTH} characters`);
  const description = { kind, format, formatVersion: FORMAT_VERSION, id, aliases };
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

/** A stranger's text as it may stand in a message and on a terminal: at most 40 characters, everything outside printable ASCII escaped. */
export function quoted(text: string): string {
  const start = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return `"${start.replace(/["\\]|[^ -~…]/g, (unit) => (unit === '"' || unit === "\\" ? `\\${unit}` : `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`))}"`;
}

// Which format a document is of, told from its shape and never from its name. It knows the list of formats; each format knows itself.
import type { CanonicalDocument, Description, Refusal } from "@stella-export/core";
import { describeOsv, isOsv } from "./osv.js";

interface Format {
  readonly is: (document: CanonicalDocument) => boolean;
  readonly describe: (document: CanonicalDocument) => Description | Refusal;
}

/** Asked in order; the shapes do not overlap. */
const FORMATS: readonly Format[] = [{ is: isOsv, describe: describeOsv }];

/** What the document is, or SHAPE_UNKNOWN, or FORMAT_INVALID with the kind that it would have been. */
export function describeDocument(document: CanonicalDocument): Description | Refusal {
  if (!document.isObject) return { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message: "the document is not a JSON object" };
  const format = FORMATS.find(({ is }) => is(document));
  return format?.describe(document) ?? { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message: "the document has the shape of no known format" };
}

// From the bytes of an advisory to rows, whatever its format. It knows how formats are told apart, not what they say.
import { decodeUtf8 } from "@stella-export/core";
import { mapOsvRecord, type RecordOrigin, type RowSink } from "./osv-mapping.js";
import { type JsonObject, objectOf } from "./json.js";
import { toOsvRecord } from "./osv-record.js";
import { unmappable } from "./problem.js";
import { isOfRedHat, mapRedHatCsaf } from "./red-hat-csaf.js";

/** `body`: a canonical document of kind advisory, which is OSV or CSAF. */
export function mapRecord(body: Uint8Array, origin: RecordOrigin, sink: RowSink): void {
  mapDocument(JSON.parse(decodeUtf8(body)) as JsonObject, origin, sink);
}

/** The same of a document that is parsed. */
export function mapDocument(value: JsonObject, origin: RecordOrigin, sink: RowSink): void {
  if (!isCsaf(value)) mapOsvRecord(toOsvRecord(value), origin, sink);
  else if (!isOfRedHat(value))
    sink.problem(unmappable("ECOSYSTEM", "a CSAF document of a publisher for whose products Trivy has no detector"));
  else mapRedHatCsaf(value, sink);
}

/** Of the formats of kind advisory, the one that is not OSV. */
export function isCsaf(value: JsonObject): boolean {
  return Object.keys(objectOf(value["document"])).length > 0;
}

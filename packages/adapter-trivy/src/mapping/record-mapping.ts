// From the bytes of an advisory to rows, whatever its format. It knows how formats are told apart, not what they say.
import { decodeUtf8 } from "@stella-export/core";
import { mapOsvRecord, type RowSink } from "./osv-mapping.js";
import { type JsonObject, objectOf, toOsvRecord } from "./osv-record.js";
import { unmappable } from "./problem.js";
import type { Role } from "./role.js";
import { isOfRedHat, mapRedHatCsaf } from "./red-hat-csaf.js";

/** `body`: a canonical document of kind advisory, which is OSV or CSAF. `runSource`: name of the run's source that it came from. */
export function mapRecord(body: Uint8Array, runSource: string, sink: RowSink): void {
  mapDocument(JSON.parse(decodeUtf8(body)) as JsonObject, runSource, sink);
}

/** The same of a document that is parsed. `role`: that of its source. */
export function mapDocument(value: JsonObject, runSource: string, sink: RowSink, role: Role = "public"): void {
  if (!isCsaf(value)) mapOsvRecord(toOsvRecord(value), runSource, sink, role);
  else if (!isOfRedHat(value))
    sink.problem(unmappable("ECOSYSTEM", "a CSAF document of a publisher for whose products Trivy has no detector"));
  else if (mapRedHatCsaf(value, sink) === 0)
    sink.problem(unmappable("NOTHING", "the CSAF document names no binary package of a product with a CPE as fixed or affected"));
}

/** Of the formats of kind advisory, the one that is not OSV. */
export function isCsaf(value: JsonObject): boolean {
  return Object.keys(objectOf(value["document"])).length > 0;
}

// Which format a document is of, told from its shape and never from its name. It knows the list of formats; each format knows itself.
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { csaf } from "./csaf.js";
import { cyclonedx } from "./cyclonedx.js";
import type { Format } from "./format.js";
import { grype } from "./grype.js";
import { mavenArtifact } from "./maven-artifact.js";
import { openvex } from "./openvex.js";
import { osv } from "./osv.js";
import { policyEvaluation } from "./policy-evaluation.js";
import { sarif } from "./sarif.js";
import { spdx } from "./spdx.js";
import { trivy } from "./trivy.js";
import { vexConsensus } from "./vex-consensus.js";

/** Asked in order. The shapes of real documents do not overlap; a document made to have two is of the first. */
const FORMATS: readonly Format[] = [
  osv,
  cyclonedx,
  spdx,
  openvex,
  csaf,
  trivy,
  grype,
  sarif,
  vexConsensus,
  policyEvaluation,
  mavenArtifact,
];

/** What the document is, or SHAPE_UNKNOWN, or FORMAT_INVALID with the kind that it would have been. Never throws for a document's content. */
export function describeDocument(document: CanonicalDocument): Description | Refusal {
  const format = FORMATS.find((candidate) => candidate.is(document));
  if (format !== undefined) return format.describe(document);
  const message = document.isObject
    ? "the document has the shape of no known format"
    : "the document is neither a JSON object nor the array of an old Trivy report";
  return { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message };
}

/**
 * What the document can be selected by. `description` is what {@link describeDocument} said of it, or core's own for a document of unknown
 * shape, which has no facets. Costs more than a description: to be asked for only where there are selectors.
 */
export function facetsOf(document: CanonicalDocument, description: Description): Facets {
  const facets = FORMATS.find((candidate) => candidate.name === description.format)?.facets(document) ?? { dates: {} };
  return description.date === undefined ? facets : { ...facets, dates: { ...facets.dates, modified: description.date } };
}

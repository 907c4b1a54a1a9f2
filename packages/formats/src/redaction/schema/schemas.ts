// Which schema a record has. It knows the names of kinds and formats; the fields are in the files beside it.
import type { Kind } from "@stella-export/core";
import { CSAF } from "./csaf.js";
import { CYCLONEDX } from "./cyclonedx.js";
import { FieldMap } from "./field-map.js";
import { GRYPE } from "./grype.js";
import { OPENVEX } from "./openvex.js";
import { OSV } from "./osv.js";
import { MAVEN_ARTIFACT, POLICY_EVALUATION, VEX_CONSENSUS } from "./own.js";
import { SARIF } from "./sarif.js";
import { SPDX } from "./spdx.js";
import { TRIVY } from "./trivy.js";

/** Kinds of one format, whatever that is called. */
const BY_KIND: ReadonlyMap<Kind, FieldMap> = new Map<Kind, FieldMap>([
  ["policy-evaluation", new FieldMap(POLICY_EVALUATION)],
  ["maven-artifact", new FieldMap(MAVEN_ARTIFACT)],
  ["vex-consensus", new FieldMap(VEX_CONSENSUS)],
]);

const BY_FORMAT: ReadonlyMap<string, FieldMap> = new Map([
  ["csaf", new FieldMap(CSAF)],
  ["cyclonedx", new FieldMap(CYCLONEDX)],
  ["grype", new FieldMap(GRYPE)],
  ["openvex", new FieldMap(OPENVEX)],
  ["osv", new FieldMap(OSV)],
  ["sarif", new FieldMap(SARIF)],
  ["spdx", new FieldMap(SPDX)],
  ["trivy", new FieldMap(TRIVY)],
]);

/** A format that nobody described has no list to hold it to: all of it is open. */
const NO_SCHEMA = new FieldMap("open");

/** Never fails: a record of an unknown format has a schema in which everything is open. */
export function schemaOf(kind: Kind, format: string): FieldMap {
  return BY_KIND.get(kind) ?? BY_FORMAT.get(format) ?? NO_SCHEMA;
}

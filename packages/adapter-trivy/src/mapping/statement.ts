// What a VEX document or a policy decision says about packages: one form for all of their formats. A statement is here only where its product is
// the package itself; what is said of a package inside of something else is true there and nowhere else. It knows documents, not databases.
import { parseInstant } from "@stella-export/core";
import { cycloneDxStatements } from "./vex-cyclonedx.js";
import { csafStatements } from "./vex-csaf.js";
import { openVexStatements } from "./vex-openvex.js";
import { type JsonObject, textOf } from "./json.js";

export interface Statement {
  /** Names of the vulnerability. */
  readonly ids: readonly string[];
  readonly purl: string;
  /** `fixed`: the version of the package URL is mended. `affected` is also what nobody has looked into yet. */
  readonly status: "not_affected" | "fixed" | "affected";
  /** When it was said, as written; a later word counts. */
  readonly time: string;
  /** Said of less than the package URL is, as far as can be told: of one file of it, of one build, of something else of that name. */
  readonly isPart?: true;
}

/** `document`: of kind vex. */
export function vexStatements(document: JsonObject): readonly Statement[] {
  if (textOf(document["bomFormat"]) === "CycloneDX") return cycloneDxStatements(document);
  return Object.hasOwn(document, "document") ? csafStatements(document) : openVexStatements(document);
}

/** `document`: an evaluation. */
export function policyStatements(document: JsonObject): readonly Statement[] {
  const decision = textOf(document["decision"]);
  if (decision === "fixed") return [];
  const isQuiet = decision === "not_affected" || decision === "suppressed";
  const ids = [textOf(document["vulnerabilityId"])];
  return [{ ids, purl: textOf(document["purl"]), status: isQuiet ? "not_affected" : "affected", time: "" }];
}

/** Seconds; what is no date is older than every other. */
export function timeOf({ time }: Statement): number {
  return parseInstant(time) ?? 0;
}

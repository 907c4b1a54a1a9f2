// What a VEX document or a policy decision says about packages: one form for all of their formats. A statement is here only where its product is
// the package itself; what is said of a package inside of something else is true there and nowhere else. It knows documents, not databases.
import { type Kind, parseInstant } from "@stella-export/core";
import { cycloneDxObjections, cycloneDxStatements } from "./vex-cyclonedx.js";
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
  /** Nobody has released what it stands in. */
  readonly isDraft?: true;
}

/** What a document says. One of a kind that is not of statements takes nothing out, and objects all the same where it calls something affected. */
export function statementsOf(kind: Kind, document: JsonObject): readonly Statement[] {
  switch (kind) {
    case "vex":
      return vexStatements(document);
    case "policy-evaluation":
      return policyStatements(document);
    case "advisory":
      return isCsaf(document) ? csafStatements(document).filter(isAffected) : [];
    case "sbom":
      return isCycloneDx(document) ? cycloneDxObjections(document) : [];
    case "vex-consensus":
      return consensusStatements(document).filter(isAffected);
    default:
      return [];
  }
}

function vexStatements(document: JsonObject): readonly Statement[] {
  if (isCycloneDx(document)) return cycloneDxStatements(document);
  return isCsaf(document) ? csafStatements(document) : openVexStatements(document);
}

function isCycloneDx(document: JsonObject): boolean {
  return textOf(document["bomFormat"]) === "CycloneDX";
}

function isCsaf(document: JsonObject): boolean {
  return Object.hasOwn(document, "document");
}

function isAffected({ status }: Statement): boolean {
  return status === "affected";
}

function policyStatements(document: JsonObject): readonly Statement[] {
  const decision = textOf(document["decision"]);
  if (decision === "fixed") return [];
  return [evaluated(document, decision === "not_affected" || decision === "suppressed")];
}

function consensusStatements(document: JsonObject): readonly Statement[] {
  const state = textOf(document["consensus_state"]);
  return [evaluated(document, state === "not_affected" || state === "fixed")];
}

function evaluated(document: JsonObject, isQuiet: boolean): Statement {
  const ids = [textOf(document["vulnerabilityId"])];
  return { ids, purl: textOf(document["purl"]), status: isQuiet ? "not_affected" : "affected", time: "" };
}

/** Seconds; what is no date is older than every other. */
export function timeOf({ time }: Statement): number {
  return parseInstant(time) ?? 0;
}

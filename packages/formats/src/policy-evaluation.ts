// One evaluated finding of a policy snapshot (contract: Policy input): a line of `evaluations.jsonl`.
import { type CanonicalDocument, type Description, type Facets, isDigest, type Refusal } from "@stella-export/core";
import { described, type Format, invalid, quoted } from "./format.js";
import { JsonScan, NONE } from "./json-scan.js";
import { LookupTexts } from "./lookup-texts.js";
import { packageFacet } from "./package-facets.js";
import { severityOfWord } from "./severity.js";
import { SeveritySet } from "./severity-facets.js";
import { hasReadableTenant, tenantOf } from "./tenant.js";

const NAME = "policy-evaluation";
const DECISIONS = ["affected", "not_affected", "fixed", "suppressed"];

export const policyEvaluation: Format = {
  name: NAME,
  is: (document) => document.has("findingId") && document.has("decision"),
  describe,
  facets,
};

function describe(document: CanonicalDocument): Description | Refusal {
  for (const member of ["findingId", "vulnerabilityId", "purl", "decision", "ruleId"]) {
    const text = document.text(member);
    if (text === undefined || text === "") return invalid(NAME, NAME, `\`${member}\` is not a string with at least one character`);
  }
  const decision = document.text("decision") as string;
  if (!DECISIONS.includes(decision)) return invalid(NAME, NAME, `\`decision\` is ${quoted(decision)}, not one of ${DECISIONS.join(", ")}`);
  if (document.has("severity") && document.text("severity") === undefined) return invalid(NAME, NAME, "`severity` is not a string");
  if (!isListOfDigests(new JsonScan(document.bytes))) return invalid(NAME, NAME, "`evidence` is not a list of digests");
  if (!hasReadableTenant(document)) return invalid(NAME, NAME, "`tenant` is not a string");
  const id = document.text("findingId") as string;
  const texts = new LookupTexts(id);
  texts.add(document.text("vulnerabilityId"));
  texts.add(document.text("purl"));
  return described(NAME, NAME, id, texts.list);
}

function isListOfDigests(scan: JsonScan): boolean {
  const evidence = scan.at("evidence");
  if (!scan.isArray(evidence)) return false;
  for (let at = scan.first(evidence); at !== NONE; at = scan.next(at)) if (!isDigest(scan.text(at, 128) ?? "")) return false;
  return true;
}

function facets(document: CanonicalDocument): Facets {
  const severities = new SeveritySet();
  severities.add(severityOfWord(document.text("severity") ?? ""));
  return { ...packageFacet(document.text("purl") as string), severities: severities.list, ...tenantOf(document), dates: {} };
}

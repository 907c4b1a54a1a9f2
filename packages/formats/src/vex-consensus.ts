// One consensus of many VEX statements, as VEX Lens would hand it over: a line of JSONL. VEX Lens' answers are not public. The shape is ours,
// around the names that its notes give (reference/stella.md § 14.3: consensus_state, confidence, weights, issuers, rationale; by consensusId).
import type { CanonicalDocument, Description, Facets, Refusal } from "@stella-export/core";
import { described, type Format, invalid, quoted } from "./format.js";
import { LookupTexts } from "./lookup-texts.js";
import { packageFacet } from "./package-facets.js";
import { hasReadableTenant, tenantOf } from "./tenant.js";

const NAME = "vex-consensus";
const STATES = ["not_affected", "affected", "fixed", "under_investigation"];

export const vexConsensus: Format = {
  name: NAME,
  is: (document) => document.has("consensusId") && document.has("consensus_state"),
  describe,
  facets,
};

/** Demanded: `consensusId`, `consensus_state`, `vulnerabilityId`, `purl`. Everything else but `tenant` travels unread. */
function describe(document: CanonicalDocument): Description | Refusal {
  const id = document.text("consensusId");
  if (id === undefined || id === "") return invalid(NAME, NAME, "`consensusId` is not a string with at least one character");
  const state = document.text("consensus_state");
  if (state === undefined || !STATES.includes(state))
    return invalid(
      NAME,
      NAME,
      `\`consensus_state\` is ${state === undefined ? "not a string" : quoted(state)}, not one of ${STATES.join(", ")}`,
    );
  const texts = new LookupTexts(id);
  for (const member of ["vulnerabilityId", "purl"]) {
    const text = document.text(member);
    if (text === undefined || text === "") return invalid(NAME, NAME, `\`${member}\` is not a string with at least one character`);
    texts.add(text);
  }
  if (!hasReadableTenant(document)) return invalid(NAME, NAME, "`tenant` is not a string");
  return described(NAME, NAME, id, texts.list);
}

function facets(document: CanonicalDocument): Facets {
  return { ...packageFacet(document.text("purl") as string), ...tenantOf(document), dates: {} };
}

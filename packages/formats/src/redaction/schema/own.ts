// Fields of the shapes that Export Center's contract fixes itself: policy evaluations and Maven coordinates. Of the VEX consensus the other
// spellings in Stella's notes stand beside those that are demanded.
import { each, type Fields } from "./fields.js";

export const POLICY_EVALUATION: Fields = {
  findingId: "id",
  ...each("identifier", "vulnerabilityId purl ruleId evidence tenant"),
  ...each("term", "decision severity"),
  explain: "trace",
};

export const MAVEN_ARTIFACT: Fields = { ...each("id", "group_id artifact_id version"), sha1: "identifier" };

export const VEX_CONSENSUS: Fields = {
  consensusId: "id",
  ...each("identifier", "consensus_id vulnerabilityId vulnerability_id purl product productId tenant"),
  ...each("term", "consensus_state state status justification"),
  ...each("date", "timestamp asOf computedAt"),
  rationale: "text",
  issuers: "open",
  weights: "open",
};

// What canonical JSON offers to the rest of core.
export { canonicalizeBytes, encodeCanonical, isCanonical } from "./canonical.js";
export { Canonicalizer, type CanonicalizerOptions } from "./canonicalizer.js";
export type { NumberRule } from "./number-token.js";

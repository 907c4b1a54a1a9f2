// Verification for browsers: what checks a bundle there, and nothing else. On Node the same comes from the package and its node door.
export { fixedClock, systemClock } from "../clock.js";
export { ExportError } from "../errors/export-error.js";
export { readTar } from "../tar/tar-reader.js";
export { parseInstant } from "../time.js";
export type { BundleEntry, BundleReader } from "./bundle-reader.js";
export { verifyAttestation } from "./foreign/attestation.js";
export type { VerifyFailure, VerifyResult } from "./result.js";
export { openTimestamps } from "./trust/timestamps.js";
export { parsePublicKey, type PublicKey, type TrustTools } from "./trust/public-key.js";
export { parseTrustFile, type TrustFileTools } from "./trust/trust-file.js";
export { anyOf, type TrustedKey, type TrustPolicy } from "./trust/trust-policy.js";
export {
  encodeStateEntry,
  judgeEntries,
  parseStateEntry,
  type SeenBundle,
  type StateEntry,
  type StateRules,
  type TrustState,
} from "./trust/trust-state.js";
export { verifyBundle, type VerifyOptions } from "./verify-bundle.js";
export { webSha256 } from "./web/web-sha256.js";
export { webSignatures } from "./web/web-signatures.js";

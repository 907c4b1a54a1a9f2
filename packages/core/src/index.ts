// What runs anywhere: nouns, seams, canonical JSON, manifest and verification. Nothing here imports a `node:` module.
export { ByteBuffer, releaseBytes } from "./byte-buffer.js";
export { compareBytes, compareUtf16, compareUtf8, concatBytes, decodeUtf8, encodeUtf8, equalBytes } from "./bytes.js";
export {
  Canonicalizer,
  type CanonicalizerOptions,
  canonicalizeBytes,
  encodeCanonical,
  isCanonical,
  type NumberRule,
} from "./canonical/index.js";
export { type Clock, fixedClock, systemClock } from "./clock.js";
export { type Digest, type Hasher, hexOf, isDigest, type Sha256, toDigest, toHex } from "./digest.js";
export { type ErrorDetails, ExportError, type ErrorPlace } from "./errors/export-error.js";
export { type ErrorCode, type ErrorFamily, type ErrorMeaning, ERRORS, type ExitCode, meaningOf } from "./errors/table.js";
export { DEFAULT_LIMITS, type Limits } from "./limits.js";
export { type Manifest, type ManifestContent, type ManifestInput, ManifestSchema } from "./manifest/schema.js";
export { MemoryStore } from "./memory-store.js";
export type { Phase, Progress, ProgressHook } from "./progress.js";
export {
  inputsHashOf,
  type ParsedPolicySnapshot,
  parsePolicySnapshot,
  POLICY_SNAPSHOT_SCHEMA,
  type PolicySnapshot,
} from "./policy/snapshot.js";
export {
  builtinProfile,
  parseProfile,
  profileField,
  type ProfileOverrides,
  type ProfileParts,
  type ResolvedProfile,
  resolveProfile,
} from "./profile/resolve.js";
export { type ProfileDocument, ProfileSchema, type ProfileSpec } from "./profile/schema.js";
export type { CanonicalDocument } from "./records/canonical-document.js";
export type { Redacted, RedactionFinding, RedactionMode, Redactor } from "./seams/redactor.js";
export { type Facets, SEVERITIES, type Severity } from "./seams/source.js";
export { appendAliasesLength } from "./records/aliases-length.js";
export { folderOf, isKind, type Kind, KINDS } from "./records/kinds.js";
export { OTHER_NAMESPACES } from "./records/purl-namespaces.js";
export { formatPurl, parsePurl, parsePurlLoosely, type Purl } from "./records/purl.js";
export { RecordBatch } from "./records/record-batch.js";
export { encodeRecordKey, type RecordKey } from "./records/record-key.js";
export type {
  Adapter,
  AdapterOptions,
  Comparison,
  Content,
  ContentRole,
  Output,
  PolicySnapshotMode,
  PreviousBundle,
  Probes,
  RecordSet,
  ScratchFile,
  SortedEntries,
  Sorting,
  WriteOptions,
} from "./seams/adapter.js";
export type { Description, DocumentBatch, DocumentReject, Refusal, Source, SourceOptions, SourceState, Survey } from "./seams/source.js";
export type { Signable, Signature, Signer, SignOptions } from "./seams/signer.js";
export type { ByteRange, Descriptor, PutOptions, Store } from "./seams/store.js";
export { decodeBase64, encodeBase64 } from "./signing/base64.js";
export { keyHintOf, keyIdOf } from "./signing/key-id.js";
export { encodePae, signedBytesOf } from "./signing/pae.js";
export type { KeyMaterial, VerificationMaterial } from "./signing/sigstore-bundle.js";
export { readTar } from "./tar/tar-reader.js";
export { type TarFile, tarSizeBytes, writeTar } from "./tar/tar-writer.js";
export { formatInstant, parseDuration, parseInstant } from "./time.js";
export { TOOL_NAME, TOOL_VERSION } from "./version.js";
export type { BundleEntry, BundleReader, EntriesOptions } from "./verify/bundle-reader.js";
export type { Codec, DecodeBounds, DeepDecoder } from "./verify/deep.js";
export type { IndexEntry } from "./verify/index-entry.js";
export type { VerifyFailure, VerifyResult } from "./verify/result.js";
export { type Attestation, type AttestationRequest, openEnvelope, verifyAttestation } from "./verify/foreign/attestation.js";
export { encodeReceipt, isReceiptOf, openReceipt, type ReceiptPolicy, type ReceiptStatement } from "./verify/receipt/receipt.js";
export { type Demands, demandsOf, describePolicy, type ReceiptDemands } from "./verify/receipt/receipt-policy.js";
export type { CertifiedSigner, IdentityPolicy } from "./verify/trust/identity-policy.js";
export { parsePublicKey, openPublicKey, type PublicKey, type TrustTools } from "./verify/trust/public-key.js";
export type { KeyType, SignatureCrypto, SignatureVerifier } from "./verify/trust/signature-crypto.js";
export { parseTrustFile, type TimestampAuthority, type TrustFileTools, TrustFileSchema } from "./verify/trust/trust-file.js";
export { anyOf, revokedKeys, type TimestampVerifier, type TrustedKey, type TrustPolicy } from "./verify/trust/trust-policy.js";
export {
  type AcceptedBundle,
  countsAgainst,
  judgeEntries,
  type SeenBundle,
  type StateRules,
  type TrustState,
} from "./verify/trust/trust-state.js";
export { withSmallerS } from "./verify/trust/ecdsa-signature.js";
export { verifyBundle, type VerifyOptions } from "./verify/verify-bundle.js";

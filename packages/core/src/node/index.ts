// What needs Node: the run itself, the directory store, zstd and the reading of bundles from disk.
export { BundleContents, openContents, type RecordFilter, type TraceRow } from "./bundle-contents.js";
export { nodeDeepDecoder } from "./deep-decoder.js";
export { type OpenedBundle, openBundle, readBundleStream } from "./directory-bundle.js";
export { DirectoryStore } from "./directory-store.js";
export { type Files, nodeFiles, toFileError } from "./files.js";
export { type FolderStateOptions, openFolderState } from "./folder-state.js";
export { nodeSignatures } from "./node-signatures.js";
export type { Plan, PlanInput, PlanPart } from "./run/plan.js";
export { plan } from "./run/plan-export.js";
export { type ExportRequest, type PolicyInput, POLICY_SOURCE } from "./run/request.js";
export { run, type RunRequest, type RunResult } from "./run/run.js";
export { type ShardOptions, ShardWriter, writeShards } from "./shards/shard-writer.js";
export { manifestDigestOf, readReceipt, writeReceipt } from "./receipt-files.js";
export { nodeSha256 } from "./sha256.js";
export { openSigstore, type SigstoreCheck, type SigstoreRequest, type SigstoreSigner } from "./sigstore/sigstore-bundle-check.js";
export { type CertificateIdentity, readIdentityPolicy, readPublicKey, readTrustFile } from "./trust-files.js";
export { compressFrames, type CompressOptions } from "./zstd-frames.js";
export {
  generateKeyFiles,
  importKeyFile,
  type KeyFacts,
  openSigningKey,
  type ShownKey,
  showKeyFile,
  type SigningKey,
  type WrittenKey,
} from "./signing/key-files.js";
export type { PasswordSource } from "./signing/key-text.js";
export { KEY_TYPES, type KeyType } from "./signing/key-type.js";
export { keylessSigner, type KeylessOptions } from "./signing/keyless-signer.js";
export { localSigner } from "./signing/local-signer.js";
export { signBundle, type SignRequest, type SignResult } from "./signing/sign-bundle.js";
export { timestampingSigner, type TimestampOptions } from "./signing/timestamping-signer.js";

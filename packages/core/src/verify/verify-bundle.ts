// Checks a bundle in one pass: these bytes, nothing missing, nothing else, signed by whom the receiver trusts, for this tenant and profile,
// in time and no older than what was seen. It opens nothing, asks no network, and knows neither where the bundle lies nor any key.
import type { Clock } from "../clock.js";
import { type Digest, type Sha256, toDigest } from "../digest.js";
import { ExportError } from "../errors/export-error.js";
import { meaningOf } from "../errors/table.js";
import type { Manifest, ManifestContent } from "../manifest/schema.js";
import type { ProgressHook } from "../progress.js";
import { parseInstant } from "../time.js";
import type { BundleEntry, BundleReader } from "./bundle-reader.js";
import { DeepCheck } from "./deep-check.js";
import type { DeepDecoder } from "./deep.js";
import { MANIFEST_PATH, printablePath, PROVENANCE_PATH, unsafePathReason } from "./entry-path.js";
import { FailureList } from "./failure-list.js";
import { DEFAULT_MAX_MANIFEST_BYTES, readManifest } from "./manifest-check.js";
import { listingProblems } from "./record-listing.js";
import { provenanceProblems } from "./provenance-check.js";
import { throwIfInterrupted } from "./interruption.js";
import type { VerifyResult } from "./result.js";
import { checkSignatures, type SignaturePolicy } from "./signature-check.js";
import { SignatureFiles } from "./signature-files.js";
import { digestMismatch, readWhole, sizeMismatch, StoredBytes } from "./stored-bytes.js";
import type { TrustState } from "./trust/trust-state.js";

export interface VerifyOptions {
  readonly sha256: Sha256;
  /** `integrity-only`: signatures may be there and are not judged. `signed`: by keys that the policy trusts; `identity`: by a certified one. */
  readonly mode: { readonly kind: "integrity-only" } | SignaturePolicy;
  /** What was accepted before; without it an older bundle passes. Changed only by a good verdict. */
  readonly state?: TrustState;
  /** For `expires`. */
  readonly clock: Clock;
  /** Demand this tenant. */
  readonly tenant?: string;
  /** Demand this name of a profile. */
  readonly profile?: string;
  /** Also check what lies inside the codec. */
  readonly deep?: DeepDecoder;
  readonly progress?: ProgressHook;
  readonly signal?: AbortSignal;
  /** Bound on export.json and on provenance.json. Default 64 MiB. */
  readonly maxManifestBytes?: number;
}

/** Of all files in signatures/ together; a provenance of tens of thousands of shards is a tenth of this. */
const MAX_SIGNATURE_BYTES = 256 * 1024 * 1024;
/** Of what a file there holds besides what it signs: signatures, certificates, entries of logs, timestamps. */
const MAX_WITNESS_BYTES = 1024 * 1024;

/**
 * The verdict; everything wrong with the bundle is in it, sorted by path and code. Throws only NOT_FOUND, PERMISSION, IO and INTERRUPTED (or a
 * defect): then there is no verdict, and never a good one.
 */
export async function verifyBundle(reader: BundleReader, options: VerifyOptions): Promise<VerifyResult> {
  return new Verification(options).run(reader);
}

class Verification {
  readonly #options: VerifyOptions;
  readonly #failures = new FailureList();
  readonly #signatures = new SignatureFiles();
  readonly #deep: DeepCheck | undefined;
  /** What is expected, by path, and what of that was there. */
  readonly #contents = new Map<string, ManifestContent>();
  readonly #seen = new Set<string>();
  #manifest: Manifest | undefined;
  #manifestDigest: Digest | undefined;
  #manifestBytes: Uint8Array | undefined;
  #provenanceBytes: Uint8Array | undefined;
  #signers: VerifyResult["signers"] = [];
  #signatureBytes = 0;
  #filesChecked = 0;
  #bytesChecked = 0;
  #bytesExpected = 0;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#deep = options.deep === undefined ? undefined : new DeepCheck(options.deep, options.sha256);
  }

  async run(reader: BundleReader): Promise<VerifyResult> {
    if (await this.#readEntries(reader)) {
      this.#checkAbsent();
      await this.#checkSignatures();
    }
    await this.#checkState();
    return this.#result();
  }

  /** False where the bundle could not be read to its end, so that nothing can be said about what is absent. */
  async #readEntries(reader: BundleReader): Promise<boolean> {
    let first = true;
    try {
      for await (const entry of reader.entries(this.#deep === undefined ? { sizeToHash: this.#sizeToHash } : {})) {
        throwIfInterrupted(this.#options.signal);
        if (!first) await this.#checkEntry(entry);
        else if (!(await this.#openManifest(entry))) return false;
        first = false;
      }
    } catch (error) {
      // What the container itself refuses (a cut tar, a link in it) is a finding about the bundle; everything else is not.
      if (!(error instanceof ExportError) || meaningOf(error.code).family !== "content") throw error;
      this.#failures.add(error.code, error.place.path || MANIFEST_PATH, error.message);
      return false;
    }
    if (first) this.#failures.add("ERR_EXPORT_MANIFEST_INVALID", MANIFEST_PATH, "the bundle is empty");
    return !first;
  }

  async #openManifest(entry: BundleEntry): Promise<boolean> {
    if (entry.path !== MANIFEST_PATH || entry.kind !== "file") {
      if (entry.path === MANIFEST_PATH) await this.#checkEntry(entry);
      this.#failures.add("ERR_EXPORT_MANIFEST_INVALID", MANIFEST_PATH, "the bundle does not begin with the file export.json");
      return false;
    }
    const bytes = await this.#readSmall(entry);
    if (bytes === undefined) {
      this.#failures.add(
        "ERR_EXPORT_MANIFEST_INVALID",
        MANIFEST_PATH,
        "export.json is larger than the limit, or than it was announced to be",
      );
      return false;
    }
    this.#manifestDigest = toDigest(this.#options.sha256.hash(bytes));
    this.#manifestBytes = bytes;
    const { manifest, failures } = readManifest(bytes, this.#options.sha256);
    this.#failures.addAll(failures);
    if (manifest === undefined) return false;
    this.#manifest = manifest;
    this.#seen.add(MANIFEST_PATH);
    for (const content of manifest.contents) this.#contents.set(content.path, content);
    for (const content of this.#contents.values()) this.#bytesExpected += content.sizeBytes;
    this.#checkDemands(manifest);
    return true;
  }

  #checkDemands(manifest: Manifest): void {
    const { tenant, profile, clock } = this.#options;
    if (tenant !== undefined && tenant !== manifest.tenant) {
      this.#failures.add("ERR_EXPORT_TENANT_MISMATCH", MANIFEST_PATH, `the bundle is of tenant ${manifest.tenant}, not of ${tenant}`);
    }
    if (profile !== undefined && profile !== manifest.profile.name) {
      this.#failures.add(
        "ERR_EXPORT_PROFILE_MISMATCH",
        MANIFEST_PATH,
        `the bundle is of profile ${manifest.profile.name}, not of ${profile}`,
      );
    }
    const expires = manifest.expires === null ? undefined : parseInstant(manifest.expires);
    if (expires !== undefined && clock.now() > expires) {
      this.#failures.add("ERR_EXPORT_EXPIRED", MANIFEST_PATH, `the bundle expired at ${manifest.expires}`);
    }
  }

  async #checkEntry(entry: BundleEntry): Promise<void> {
    const path = printablePath(entry.path);
    const unsafe =
      entry.kind === "link" || entry.kind === "special"
        ? `a ${entry.kind === "link" ? "link" : "special file"}`
        : unsafePathReason(entry.path);
    const content = this.#contents.get(entry.path);
    const expected = content !== undefined || entry.path === MANIFEST_PATH || entry.path === PROVENANCE_PATH;
    const again = expected && this.#seen.has(entry.path);
    if (expected) this.#seen.add(entry.path);
    if (unsafe !== undefined) this.#failures.add("ERR_EXPORT_PATH_UNSAFE", path, `the bundle holds ${unsafe}`);
    else if (entry.kind === "directory" && expected)
      this.#failures.add("ERR_EXPORT_PATH_UNSAFE", path, "a directory stands where a file should be");
    else if (entry.kind === "directory") this.#failures.add("ERR_EXPORT_FILE_EXTRA", path, "the bundle holds an empty directory");
    else if (again) this.#failures.add("ERR_EXPORT_FILE_DUPLICATE", path, "the bundle holds the file twice");
    else if (content !== undefined) await this.#checkContent(entry, content);
    else if (entry.path === PROVENANCE_PATH) await this.#checkProvenance(entry);
    else if (!expected) await this.#keepSignature(entry, path);
  }

  async #keepSignature(entry: BundleEntry, path: string): Promise<void> {
    const place = this.#signatures.judge(entry.path);
    if (place === "extra") this.#failures.add("ERR_EXPORT_FILE_EXTRA", path, "the manifest does not name the file");
    else if (place === "again") this.#failures.add("ERR_EXPORT_FILE_DUPLICATE", path, "the bundle holds the file twice");
    else if (this.#options.mode.kind === "integrity-only") this.#signatures.add(entry.path, null);
    else {
      this.#filesChecked++;
      // The provenance stands there in base64, once; it came before.
      const most = MAX_WITNESS_BYTES + 2 * (this.#provenanceBytes?.length ?? 0);
      const bytes = await readWhole(entry, Math.min(most, MAX_SIGNATURE_BYTES - this.#signatureBytes), this.#onBytes);
      if (bytes === undefined)
        this.#failures.add("ERR_EXPORT_SIGNATURE_INVALID", path, "the file is larger than the limit, or than it was announced to be");
      this.#signatures.add(entry.path, bytes ?? null);
      this.#signatureBytes += bytes?.length ?? 0;
    }
  }

  async #checkSignatures(): Promise<void> {
    const { mode, sha256 } = this.#options;
    const [manifest, provenance] = [this.#manifestBytes, this.#provenanceBytes];
    if (mode.kind === "integrity-only") this.#failures.addAll(this.#signatures.missing());
    else if (this.#manifest !== undefined && manifest !== undefined && provenance !== undefined) {
      const signed = { manifest, provenance };
      const judgement = await checkSignatures(this.#signatures, this.#manifest, signed, mode, sha256);
      this.#signers = judgement.signers;
      this.#failures.addAll(judgement.failures);
    }
  }

  /** Last, because only what is good in every other way may change what is remembered. */
  async #checkState(): Promise<void> {
    const [manifest, manifestDigest] = [this.#manifest, this.#manifestDigest];
    if (this.#options.state === undefined || manifest === undefined || manifestDigest === undefined) return;
    const seen = { manifest, manifestDigest, signers: this.#signers.map(({ keyId }) => keyId) };
    this.#failures.addAll(await this.#options.state.judge(seen));
    if (this.#failures.isEmpty) this.#failures.addAll(await this.#options.state.remember(seen));
  }

  async #checkContent(entry: BundleEntry, content: ManifestContent): Promise<void> {
    this.#filesChecked++;
    if (entry.sizeBytes !== content.sizeBytes) {
      this.#failures.addAll([sizeMismatch(content.path, content.sizeBytes)]);
      this.#deep?.forget(content);
      return;
    }
    if (entry.digest !== undefined) {
      this.#onBytes(entry.sizeBytes);
      const failure = digestMismatch(content, entry.digest);
      if (failure !== undefined) this.#failures.addAll([failure]);
      return;
    }
    const stored = new StoredBytes(entry, content, this.#options.sha256, this.#onBytes);
    try {
      const inside = (await this.#deep?.check(stored, content)) ?? [];
      await stored.drain();
      const failure = stored.failure();
      // Where the stored bytes are wrong, what they decode to says nothing more.
      const failures = failure === undefined ? inside : [failure];
      if (failures.length > 0) this.#deep?.forget(content);
      this.#failures.addAll(failures);
    } finally {
      await stored.close();
    }
  }

  readonly #sizeToHash = (path: string): number | undefined => this.#contents.get(path)?.sizeBytes;

  async #checkProvenance(entry: BundleEntry): Promise<void> {
    const bytes = await this.#readSmall(entry);
    this.#provenanceBytes = bytes;
    const { sha256 } = this.#options;
    const problems =
      bytes === undefined || this.#manifest === undefined || this.#manifestDigest === undefined
        ? ["provenance.json is larger than the limit, or than it was announced to be"]
        : provenanceProblems(bytes, this.#manifest, this.#manifestDigest, sha256);
    for (const problem of problems) this.#failures.add("ERR_EXPORT_PROVENANCE_MISMATCH", PROVENANCE_PATH, problem);
  }

  #readSmall(entry: BundleEntry): Promise<Uint8Array | undefined> {
    this.#filesChecked++;
    return readWhole(entry, this.#options.maxManifestBytes ?? DEFAULT_MAX_MANIFEST_BYTES, this.#onBytes);
  }

  #checkAbsent(): void {
    for (const [path, content] of this.#contents) {
      if (this.#seen.has(path)) continue;
      this.#failures.add("ERR_EXPORT_FILE_MISSING", printablePath(path), "the manifest names the file, but it is not there");
      this.#deep?.forget(content);
    }
    if (!this.#seen.has(PROVENANCE_PATH))
      this.#failures.add("ERR_EXPORT_FILE_MISSING", PROVENANCE_PATH, "every bundle has this file, but it is not there");
    this.#failures.addAll(this.#deep?.disagreements() ?? []);
    // Of a bundle in which something is damaged or absent they would only be echoes.
    if (this.#deep !== undefined && this.#manifest !== undefined && this.#failures.isEmpty)
      this.#failures.addAll(listingProblems(this.#manifest));
  }

  readonly #onBytes = (sizeBytes: number): void => {
    throwIfInterrupted(this.#options.signal);
    this.#bytesChecked += sizeBytes;
    const total = Math.max(this.#bytesExpected, this.#bytesChecked);
    this.#options.progress?.({ phase: "verify", done: this.#bytesChecked, total, unit: "bytes" });
  };

  #result(): VerifyResult {
    const manifest = this.#manifest;
    const good = this.#options.mode.kind === "integrity-only" ? "integrity-only" : "verified";
    return {
      verdict: manifest !== undefined && this.#failures.isEmpty ? good : "failed",
      exportId: manifest?.exportId ?? null,
      contentDigest: (manifest?.contentDigest as Digest | undefined) ?? null,
      manifestDigest: this.#manifestDigest ?? null,
      tenant: manifest?.tenant ?? null,
      profile: manifest?.profile ?? null,
      asOf: manifest?.asOf ?? null,
      sequence: manifest?.sequence ?? null,
      expires: manifest?.expires ?? null,
      signers: this.#signers,
      filesChecked: this.#filesChecked,
      bytesChecked: this.#bytesChecked,
      failures: this.#failures.sorted(),
    };
  }
}

// Signs a bundle that was made elsewhere: held against other signers, checked whole, then its signature put in place in one step. It knows
// directories and tars of bundles; how a signature is made, the signer knows.
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fixedClock } from "../../clock.js";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import type { Manifest } from "../../manifest/schema.js";
import type { ProgressHook } from "../../progress.js";
import type { Signer } from "../../seams/signer.js";
import type { TarFile } from "../../tar/tar-writer.js";
import { SIGNATURES_FOLDER } from "../../verify/entry-path.js";
import type { VerifyResult } from "../../verify/result.js";
import { verifyBundle } from "../../verify/verify-bundle.js";
import { nodeDeepDecoder } from "../deep-decoder.js";
import { type OpenedBundle, openBundle } from "../directory-bundle.js";
import { type Files, nodeFiles, toFileError } from "../files.js";
import { selfCheck, tarHead, writeTarFile, writeWhole } from "../run/lay-bundle.js";
import { nameBundle } from "../run/publish.js";
import { Staging } from "../run/staging.js";
import { nodeSha256 } from "../sha256.js";
import { openStoredFiles, type StoredFiles } from "../stored-files.js";
import { addSignature, keeping, type SignedFolder, type SigningState, toSigningState } from "./signature-folder.js";

export interface SignRequest {
  /** A directory or a tar. A link is followed. */
  readonly bundle: string;
  /** May still be opening while the bundle is checked. */
  readonly signer: Signer | Promise<Signer>;
  readonly progress?: ProgressHook | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For tests: what the disk does. */
  readonly files?: Files | undefined;
}

export interface SignResult {
  readonly exportId: string;
  readonly contentDigest: Digest;
  readonly manifestDigest: Digest;
  readonly path: string;
  readonly keyId: Digest;
  /** Where in the bundle the signature lies. */
  readonly folder: string;
  /** A valid signature by this key was there, and nothing was written. */
  readonly kept: boolean;
}

/** A bundle that was checked and what its signer adds. */
interface Checked {
  readonly kind: OpenedBundle["kind"];
  readonly path: string;
  readonly manifest: Manifest;
  readonly manifestDigest: Digest;
  readonly state: SigningState;
}

/**
 * Signs a bundle, or keeps the valid signature that this key has made before. Whatever happens, the bundle is as it was or has one whole
 * signature more. Throws the code of what is wrong with the bundle (5), SIGNATURE_INVALID for a signature in it that cannot be read,
 * NOT_FOUND, PERMISSION, IO, DISK_FULL, OUTPUT_BUSY where another process is signing it, what the signer throws, and the signal's reason.
 */
export async function signBundle(request: SignRequest): Promise<SignResult> {
  const files = request.files ?? nodeFiles;
  if (request.signer instanceof Promise) request.signer.catch(() => {}); // heard below, after the check
  const path = realPath(request.bundle);
  // Before anything is read: what another signer puts there meanwhile would be written over.
  const lock = takeLock(files, path);
  try {
    const checked = await check(await openBundle(path, { signal: request.signal }), path, request);
    const signed = await addSignature(await request.signer, checked.state, request.signal);
    if (signed.made.size > 0) await place(files, lock, checked, signed, request);
    lock.staging?.release();
    return toResult(request, checked, signed);
  } catch (error) {
    lock.staging?.abandon();
    throw error;
  }
}

/** Without a staging folder nothing may be written beside the bundle; it can still be checked, and a signature in it kept. */
type Lock = { readonly staging: Staging } | { readonly staging: undefined; readonly refusal: ExportError };

function takeLock(files: Files, path: string): Lock {
  try {
    // A name of its own: what a killed run left beside its output stays for the next run.
    return { staging: Staging.take(files, `${path}.signing`, undefined) };
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    if (error.code === "ERR_EXPORT_PERMISSION") return { staging: undefined, refusal: error };
    if (error.code !== "ERR_EXPORT_OUTPUT_BUSY") throw error;
    throw busy(path, error);
  }
}

function busy(path: string, cause: ExportError): ExportError {
  const hint = "Wait for it to end, and sign again.";
  return new ExportError("ERR_EXPORT_OUTPUT_BUSY", "another process is signing the bundle", { path, cause, hint });
}

async function place(files: Files, lock: Lock, checked: Checked, signed: SignedFolder, request: SignRequest): Promise<void> {
  if (lock.staging === undefined) throw lock.refusal;
  lock.staging.goOn();
  if (checked.kind === "directory") placeInDirectory(files, lock.staging, checked, signed);
  else await placeInTar(files, lock.staging, checked, signed, request);
}

function toResult({ bundle }: SignRequest, { manifest, manifestDigest }: Checked, { keyId, folder, made }: SignedFolder): SignResult {
  return {
    exportId: manifest.exportId,
    contentDigest: manifest.contentDigest as Digest,
    manifestDigest,
    path: bundle,
    keyId,
    folder,
    kept: made.size === 0,
  };
}

/** Reads the bundle once, down to its records, and keeps what is about to be signed from that very reading. */
async function check(bundle: OpenedBundle, path: string, { progress, signal }: SignRequest): Promise<Checked> {
  const kept = keeping(bundle);
  const result = await verifyBundle(kept.reader, {
    sha256: nodeSha256,
    mode: { kind: "integrity-only" },
    clock: fixedClock(0), // an expired bundle may still be signed
    deep: nodeDeepDecoder,
    ...(progress === undefined ? {} : { progress }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (result.failures.length > 0) throw refusal(result);
  const state = toSigningState(kept.files);
  if (state === undefined || result.manifestDigest === null)
    throw new TypeError("a bundle without failures has a manifest and a provenance");
  return {
    kind: bundle.kind,
    path,
    manifest: JSON.parse(Buffer.from(state.signed.manifest).toString("utf8")) as Manifest,
    manifestDigest: result.manifestDigest,
    state,
  };
}

function refusal({ failures }: VerifyResult): ExportError {
  const parts = failures.map(({ code, path, message }) => new ExportError(code, message, { path }));
  const [first] = parts as [ExportError];
  const others = parts.length === 1 ? "" : ` (and ${parts.length - 1} more)`;
  return new ExportError(first.code, `a broken bundle is not signed: ${first.message}${others}`, {
    ...first.place,
    cause: new AggregateError(parts),
  });
}

/** A first signer's folder, and a further signer's, appear by one rename. What does not verify is replaced file by file: it was broken before. */
function placeInDirectory(files: Files, staging: Staging, { path: bundle, state }: Checked, { made, folder }: SignedFolder): void {
  files.makeFolder(staging.tree);
  for (const [path, bytes] of made) writeWhole(files, join(staging.tree, basename(path)), bytes);
  files.syncFolder(staging.tree);
  const target = join(bundle, folder);
  const wasThere = [...state.signatures.keys()].some((path) => dirname(path) === folder);
  if (!wasThere) nameNew(files, staging.tree, target, bundle);
  else for (const path of made.keys()) files.rename(join(staging.tree, basename(path)), join(bundle, path));
  files.syncFolder(target);
  files.syncFolder(folder === SIGNATURES_FOLDER ? bundle : join(bundle, SIGNATURES_FOLDER));
}

/** From another machine that shares the disk another signer may have come: the lock holds the processes of one. */
function nameNew(files: Files, from: string, to: string, bundle: string): void {
  try {
    files.renameNew(from, to);
  } catch (error) {
    throw error instanceof ExportError && error.code === "ERR_EXPORT_OUTPUT_EXISTS" ? busy(bundle, error) : error;
  }
}

async function placeInTar(files: Files, staging: Staging, checked: Checked, signed: SignedFolder, request: SignRequest): Promise<void> {
  const { path, manifest, manifestDigest, state } = checked;
  const stored = openStoredFiles(path);
  try {
    const head = { manifestBytes: state.signed.manifest, provenanceBytes: state.signed.provenance, signatures: signed.files };
    await writeTarFile(staging.tree, tarFiles(head, manifest, stored), { files, signal: request.signal });
  } finally {
    stored.close();
  }
  files.likeFile(staging.tree, path);
  await selfCheck(staging.tree, { manifestDigest }, { progress: request.progress, signal: request.signal });
  request.signal?.throwIfAborted();
  nameBundle(files, staging.tree, path, staging.replaced);
}

function* tarFiles(head: Parameters<typeof tarHead>[0], manifest: Manifest, stored: StoredFiles): Generator<TarFile, void> {
  yield* tarHead(head);
  for (const { path, sizeBytes } of manifest.contents) {
    const bytes = stored.read(path);
    if (bytes === undefined) throw new ExportError("ERR_EXPORT_FILE_MISSING", "the file is gone since the bundle was checked", { path });
    yield { path, sizeBytes, chunks: () => bytes };
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
}

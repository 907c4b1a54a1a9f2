// The one orchestrator: read, or go on with what was read → render → seal → publish. It knows the order of events and nothing of formats.
import { dirname, resolve } from "node:path";
import type { Digest } from "../../digest.js";
import { FIXED_FILES } from "../../manifest/fixed-files.js";
import type { Manifest } from "../../manifest/schema.js";
import type { Signer } from "../../seams/signer.js";
import { DirectoryStore } from "../directory-store.js";
import { BundleOutput } from "./bundle-output.js";
import { chooseAsOf } from "./label.js";
import { layContents, layHead, type LayOptions, layTar, selfCheck } from "./lay-bundle.js";
import { assertFree, assertOutsideBundles, isTarPath, nameBundle, type Replacing } from "./publish.js";
import { Scratch } from "./scratch.js";
import { type CheckedRequest, checkRequest, type ExportRequest } from "./request.js";
import { writeRejects } from "./rejects.js";
import { Resumption } from "./resume.js";
import { POLICY_PATH, seal, type SealedBundle } from "./seal.js";
import { isSignedAsAsked, stoppedBySigner, withSignatures } from "./sign-run.js";
import type { Snapshot } from "./snapshot.js";
import { Staging } from "./staging.js";
import { assertRoomForBundle, assertRoomForSpool, type SourcesSurvey, surveySources } from "./survey.js";
import { takeSnapshot } from "./take-snapshot.js";

export interface RunRequest extends ExportRequest, Replacing {
  /** A path ending in `.tar` makes a tar, any other a directory. Must be absent or an empty directory unless `force`. */
  readonly out: string;
  /** Folder for the spool; default beside `out`. */
  readonly scratch?: string | undefined;
  /** Signs the bundle; it may still be opening. Without one the bundle is not signed. */
  readonly signer?: Signer | Promise<Signer> | undefined;
}

/** What was made (contract: run, result). */
export interface RunResult {
  readonly exportId: string;
  readonly contentDigest: Digest;
  readonly manifestDigest: Digest;
  readonly path: string;
  readonly signed: boolean;
  readonly asOf: string;
  readonly sequence: number;
  readonly files: number;
  readonly sizeBytes: number;
  readonly ignored: readonly { readonly source: string; readonly count: number }[];
  readonly inputs: readonly Omit<Manifest["inputs"][number], "asOf" | "snapshotDigest">[];
  readonly redactions: readonly { readonly kind: string; readonly rule: string; readonly count: number }[];
}

/**
 * Makes one bundle. Nothing appears at `out` before it is whole, read back and verified; on any failure nothing is left behind. Where a run
 * with the same request was killed after it had read everything, it goes on with what that one had read (contract: run).
 * Throws ExportError: USAGE, PROFILE_*, OUTPUT_*, SOURCE_*, AS_OF_*, DISK_FULL, PERMISSION, IO, the codes of rejected documents, what the
 * signer throws, and the signal's reason.
 */
export async function run(given: RunRequest): Promise<RunResult> {
  const request = stoppedBySigner({ ...given, out: resolve(given.out) });
  const checked = checkRequest(request);
  const { files } = checked;
  const { out } = request;
  assertOutsideBundles(out);
  // Where a killed run left something, what stands at the output may have come from it.
  if (request.force === true || !Staging.isThere(files, out)) assertFree(files, out, request);
  files.makeFolder(dirname(out));
  const staging = Staging.take(files, out, request.scratch);
  const survey = await surveySources(checked, request.signal).catch((error: unknown) => {
    staging.leave();
    throw error;
  });
  try {
    const resumption = new Resumption(request, checked, staging, survey);
    const left = await resumption.findResult<RunResult>(out);
    const isDone = left !== undefined && (await isSignedAsAsked(request, left));
    const result = isDone ? left : await make(request, checked, survey, staging, resumption);
    staging.release();
    return result;
  } catch (error) {
    staging.abandon();
    throw error;
  }
}

async function make(
  request: RunRequest,
  checked: CheckedRequest,
  survey: SourcesSurvey,
  staging: Staging,
  resumption: Resumption,
): Promise<RunResult> {
  const { files } = checked;
  const { out, progress, signal } = request;
  assertFree(files, out, request);
  const found = await resumption.findSnapshot();
  const snapshot = found ?? (await read(request, checked, survey, staging));
  const store = new DirectoryStore(staging.store, files, { scratch: true });
  const sealed = await closing(snapshot, async () => {
    if (found === undefined) await resumption.keepSnapshot(snapshot);
    else assertRoomForBundle(files, survey, out);
    return render(request, checked, snapshot, store, staging);
  });
  progress?.({ phase: "publish", done: 0, total: null, unit: "files" });
  const bundle = await lay(request, sealed, staging.tree, { files, store, workers: checked.workers, progress, signal });
  signal?.throwIfAborted();
  const result = toResult(bundle, snapshot, out);
  resumption.keepResult(result);
  if (request.force === true) assertFree(files, out, request); // something else may be there by now
  nameBundle(files, staging.tree, out, request.force === true ? staging.replaced : undefined);
  return result;
}

async function read(request: RunRequest, checked: CheckedRequest, survey: SourcesSurvey, staging: Staging): Promise<Snapshot> {
  const { files } = checked;
  staging.startOver();
  assertRoomForSpool(files, survey, staging.spool);
  assertRoomForBundle(files, survey, request.out);
  return takeSnapshot(request, checked, staging.spool, survey);
}

async function render(
  request: ExportRequest,
  checked: CheckedRequest,
  snapshot: Snapshot,
  store: DirectoryStore,
  staging: Staging,
): Promise<SealedBundle> {
  const { workers, files } = checked;
  const { signal } = request;
  const { spec, adapter } = checked.profile;
  // Decided before the long work, so that a missing or future date costs nobody an hour.
  const asOf = chooseAsOf(request.asOf, snapshot.tally.asOf, checked.clock.now());
  const scratch = new Scratch(files, staging.spool);
  const output = new BundleOutput({ store, compression: spec.compression, workers, asOf, scratch, signal });
  try {
    await adapter.render(snapshot.records, spec.options, output, checked.comparison);
  } catch (error) {
    store.stop(); // an adapter may have more than one write under way
    throw error;
  } finally {
    scratch.close();
  }
  if (snapshot.rejects !== undefined) await writeRejects(snapshot.rejects, output);
  if (checked.policy !== undefined)
    await output.write(POLICY_PATH, checked.policy.bytes, { role: "payload", mediaType: "application/json", compressible: false });
  for (const { path, mediaType, bytes } of FIXED_FILES) await output.write(path, bytes, { role: "doc", mediaType, compressible: false });
  const inputs = await snapshot.inputs();
  return seal({
    request,
    checked,
    asOf,
    formats: snapshot.tally.formats,
    inputs,
    redactions: snapshot.tally.redactions,
    contents: output.contents,
  });
}

/** The bundle, signed where that is asked for, whole and checked at `path`. */
async function lay(request: RunRequest, sealed: SealedBundle, path: string, options: LayOptions): Promise<SealedBundle> {
  const isTar = isTarPath(request.out);
  if (!isTar) layContents(sealed, path, options);
  const bundle = await withSignatures(request, sealed);
  if (isTar) await layTar(bundle, path, options);
  else layHead(bundle, path, options);
  await selfCheck(path, bundle, options);
  return bundle;
}

async function closing<T>(snapshot: Snapshot, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    snapshot.close();
  }
}

function toResult(bundle: SealedBundle, snapshot: Snapshot, path: string): RunResult {
  const { manifest, manifestBytes, manifestDigest, provenanceBytes, signatures } = bundle;
  const stored = manifest.contents.reduce((sum, content) => sum + content.sizeBytes, 0);
  const signed = [...signatures.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  return {
    exportId: manifest.exportId,
    contentDigest: manifest.contentDigest as Digest,
    manifestDigest,
    path,
    signed: signatures.size > 0,
    asOf: manifest.asOf,
    sequence: manifest.sequence,
    files: manifest.contents.length + 2 + signatures.size,
    sizeBytes: stored + signed + manifestBytes.length + provenanceBytes.length,
    ignored: [...snapshot.tally.ignored].map(([source, count]) => ({ source, count })),
    inputs: manifest.inputs.map(({ asOf: _, snapshotDigest: __, ...counts }) => counts),
    redactions: manifest.redactions.map(({ records: _, ...row }) => row),
  };
}

// The one orchestrator: read → render → seal → publish. It knows the order of events and nothing of formats.
import { dirname, resolve } from "node:path";
import type { Digest } from "../../digest.js";
import { FIXED_FILES } from "../../manifest/fixed-files.js";
import type { Manifest } from "../../manifest/schema.js";
import { DirectoryStore } from "../directory-store.js";
import { BundleOutput } from "./bundle-output.js";
import { chooseAsOf } from "./label.js";
import { type LayOptions, layDirectory, layTar, selfCheck } from "./lay-bundle.js";
import { assertFree, isTarPath, nameBundle } from "./publish.js";
import { Scratch } from "./scratch.js";
import { type CheckedRequest, checkRequest, type ExportRequest } from "./request.js";
import { POLICY_PATH, seal, type SealedBundle } from "./seal.js";
import { writeRejects } from "./rejects.js";
import type { Snapshot } from "./snapshot.js";
import { Staging } from "./staging.js";
import { assertRoom, surveySources } from "./survey.js";
import { takeSnapshot } from "./take-snapshot.js";

export interface RunRequest extends ExportRequest {
  /** A path ending in `.tar` makes a tar, any other a directory. Must be absent or an empty directory unless `force`. */
  readonly out: string;
  readonly force?: boolean | undefined;
  /** Folder for the spool; default beside `out`. */
  readonly scratch?: string | undefined;
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
 * Makes one bundle. Nothing appears at `out` before it is whole, read back and verified; on any failure nothing is left behind.
 * Throws ExportError: USAGE, PROFILE_*, OUTPUT_*, SOURCE_*, AS_OF_*, DISK_FULL, PERMISSION, IO, the codes of rejected documents, and the
 * signal's reason.
 */
export async function run(request: RunRequest): Promise<RunResult> {
  const checked = checkRequest(request);
  const { files } = checked;
  const out = resolve(request.out);
  assertFree(files, out, request.force === true);
  files.makeFolder(dirname(out));
  const staging = Staging.take(files, out, request.scratch);
  try {
    // Again: taking the folder may have put back a bundle that a killed run with --force had moved aside.
    assertFree(files, out, request.force === true);
    const survey = await surveySources(checked, request.signal);
    assertRoom(files, survey, staging.spool, out);
    const snapshot = await takeSnapshot(request, checked, staging.spool, survey.documents);
    const store = new DirectoryStore(staging.store, files);
    const bundle = await closing(snapshot, () => render(request, checked, snapshot, store, staging));
    request.progress?.({ phase: "publish", done: 0, total: null, unit: "files" });
    await publish(request, checked, bundle, store, staging, out);
    staging.release();
    return toResult(bundle, snapshot, out);
  } catch (error) {
    staging.abandon();
    throw error;
  }
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
    await adapter.render(snapshot.records, spec.options, output);
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

async function publish(
  request: RunRequest,
  checked: CheckedRequest,
  bundle: SealedBundle,
  store: DirectoryStore,
  staging: Staging,
  out: string,
): Promise<void> {
  const { files } = checked;
  const { progress, signal } = request;
  const options: LayOptions = { files, store, progress, signal };
  if (isTarPath(out)) await layTar(bundle, staging.tree, options);
  else layDirectory(bundle, staging.tree, options);
  await selfCheck(staging.tree, bundle, options);
  signal?.throwIfAborted();
  nameBundle(files, staging.tree, out, staging.replaced);
}

async function closing<T>(snapshot: Snapshot, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    snapshot.close();
  }
}

function toResult(bundle: SealedBundle, snapshot: Snapshot, path: string): RunResult {
  const { manifest, manifestBytes, manifestDigest, provenanceBytes } = bundle;
  const stored = manifest.contents.reduce((sum, content) => sum + content.sizeBytes, 0);
  return {
    exportId: manifest.exportId,
    contentDigest: manifest.contentDigest as Digest,
    manifestDigest,
    path,
    signed: false,
    asOf: manifest.asOf,
    sequence: manifest.sequence,
    files: manifest.contents.length + 2,
    sizeBytes: stored + manifestBytes.length + provenanceBytes.length,
    ignored: [...snapshot.tally.ignored].map(([source, count]) => ({ source, count })),
    inputs: manifest.inputs.map(({ asOf: _, snapshotDigest: __, ...counts }) => counts),
    redactions: manifest.redactions.map(({ records: _, ...row }) => row),
  };
}

// Reads all sources into a spool. It knows which files that makes, and nothing of what becomes of them.
import { join } from "node:path";
import type { Files } from "../files.js";
import { nodeSha256 } from "../sha256.js";
import { BlockFile } from "../spool/block-file.js";
import { snapshotDigests } from "../spool/document-log.js";
import { Sorter } from "../spool/sorter.js";
import { HelperThreads } from "./helper-threads.js";
import { ingest } from "./ingest.js";
import { type LaneInventory, LaneSpool } from "./lane-spool.js";
import { checkPolicyInputs } from "./policy-check.js";
import { failOnRejects, type Rejects, reportRejects } from "./rejects.js";
import type { CheckedRequest, ExportRequest } from "./request.js";
import { Snapshot } from "./snapshot.js";
import { REJECTS_FILE, SpoolFiles } from "./spool-files.js";
import type { SourcesSurvey } from "./survey.js";
import type { Tally } from "./tally.js";

/** Entries held in memory before a run of them is sorted and written. */
const REJECT_BUFFER_BYTES = 2 << 20;

/** Reads all sources into a spool in `folder`. Throws what sources throw, and the first reject where the profile says so. */
export async function takeSnapshot(
  request: ExportRequest,
  checked: CheckedRequest,
  folder: string,
  survey: SourcesSurvey,
): Promise<Snapshot> {
  const { tally, runs } = await readSources(request, checked, folder, survey);
  const spool = new SpoolFiles(checked.files, folder, runs);
  try {
    if (checked.policy !== undefined) checkPolicyInputs(checked.policy.snapshot, spool.part("policy"));
    return new Snapshot(request, { tally, digests: snapshotDigests(spool.part("documents"), nodeSha256), spool });
  } catch (error) {
    spool.close();
    throw error;
  }
}

interface Read {
  readonly tally: Tally;
  readonly runs: LaneInventory;
}

async function readSources(request: ExportRequest, checked: CheckedRequest, folder: string, survey: SourcesSurvey): Promise<Read> {
  const { files, kinds, heard, policy, sources } = checked;
  const { spec } = checked.profile;
  const { progress, redactor, signal } = request;
  const opened: { close(): void }[] = [];
  const helpers = HelperThreads.plan(request, checked, folder, survey);
  try {
    const policyKinds = policy?.snapshot.inputs.map(({ kind }) => kind);
    const own = new LaneSpool({ files, folder, lane: 0, lanes: 1 + (helpers?.count ?? 0), policyKinds });
    opened.push(own);
    const { rejects, sorter } = openRejects(spec.quality.rejects, files, folder, opened);
    const lane = own.lane({ sources: sources.map(({ name }) => name), spec, kinds, heard, redactor });
    const { onReject } = rejects;
    await ingest({ sources, limits: spec.limits, lane, helpers, onReject, totalDocuments: survey.documents, progress, signal });
    rejects.finish();
    const runs = { ...own.finish(), ...(sorter === undefined ? {} : { [REJECTS_FILE]: sorter.runs }) };
    for (const result of helpers?.results ?? []) {
      Object.assign(runs, result.inventory);
      lane.tally.add(result.tally);
    }
    return { tally: lane.tally, runs };
  } catch (error) {
    await helpers?.stop();
    throw error;
  } finally {
    for (const each of opened) each.close();
  }
}

function openRejects(
  mode: "fail" | "report",
  files: Files,
  folder: string,
  opened: { close(): void }[],
): { readonly rejects: Rejects; readonly sorter?: Sorter } {
  if (mode === "fail") return { rejects: failOnRejects() };
  const file = new BlockFile(files, join(folder, REJECTS_FILE));
  opened.push(file);
  const sorter = new Sorter(file, { bufferBytes: REJECT_BUFFER_BYTES });
  return { rejects: reportRejects(sorter), sorter };
}

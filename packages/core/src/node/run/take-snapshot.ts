// Reads all sources into a spool. It knows which files that makes, and nothing of what becomes of them.
import { join } from "node:path";
import { nodeSha256 } from "../sha256.js";
import { BlockFile } from "../spool/block-file.js";
import { DocumentLog } from "../spool/document-log.js";
import { Sorter } from "../spool/sorter.js";
import { ingest } from "./ingest.js";
import { failOnRejects, reportRejects } from "./rejects.js";
import { PolicyCheck } from "./policy-check.js";
import { type CheckedRequest, type ExportRequest, POLICY_SOURCE } from "./request.js";
import { RECORDS_FILE, REJECTS_FILE, Snapshot, toRecordSpool } from "./snapshot.js";

/** Entries held in memory before a run of them is sorted and written. */
const RECORD_BUFFER_BYTES = 32 << 20;
const DOCUMENT_BUFFER_BYTES = 8 << 20;
const POLICY_BUFFER_BYTES = 4 << 20;
const REJECT_BUFFER_BYTES = 2 << 20;

/** Reads all sources into a spool in `folder`. Throws what sources throw, and the first reject where the profile says so. */
export async function takeSnapshot(
  request: ExportRequest,
  checked: CheckedRequest,
  folder: string,
  totalDocuments: number | null,
): Promise<Snapshot> {
  const opened: BlockFile[] = [];
  const sorter = (name: string, bufferBytes: number, partitionOf?: (bytes: Uint8Array, keyStart: number) => number): Sorter => {
    const file = new BlockFile(checked.files, join(folder, name));
    opened.push(file);
    return new Sorter(file, { bufferBytes, ...(partitionOf === undefined ? {} : { partitionOf }) });
  };
  try {
    const { progress, signal } = request;
    const records = sorter(RECORDS_FILE, RECORD_BUFFER_BYTES, (bytes, keyStart) => bytes[keyStart] as number);
    const documents = new DocumentLog(sorter("documents", DOCUMENT_BUFFER_BYTES));
    const listed = checked.profile.spec.quality.rejects === "report" ? sorter(REJECTS_FILE, REJECT_BUFFER_BYTES) : undefined;
    const rejects = listed === undefined ? failOnRejects() : reportRejects(listed);
    const policy = checked.policy && new PolicyCheck(checked.policy.snapshot, sorter("policy", POLICY_BUFFER_BYTES));
    const tally = await ingest({
      sources: checked.sources,
      spec: checked.profile.spec,
      kinds: checked.kinds,
      redactor: request.redactor,
      records,
      onDocument: (group, sourceDigest, path) => documents.add(group, sourceDigest, path),
      onReject: rejects.onReject,
      onRecord: policy && ((kind, digest, source) => source !== POLICY_SOURCE && policy.add(kind, digest)),
      totalDocuments,
      progress,
      signal,
    });
    rejects.finish();
    policy?.finish();
    records.finish();
    return new Snapshot({
      tally,
      records: toRecordSpool(request, records, tally),
      rejects: listed,
      digests: documents.finish(nodeSha256),
      runs: { [RECORDS_FILE]: records.runs, ...(listed === undefined ? {} : { [REJECTS_FILE]: listed.runs }) },
      files: opened,
    });
  } catch (error) {
    for (const file of opened) file.close();
    throw error;
  }
}

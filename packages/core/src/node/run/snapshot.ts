// The sorted spool of a run: everything that was read, as an adapter and the manifest need it.
import { join } from "node:path";
import type { Digest } from "../../digest.js";
import type { ManifestInput } from "../../manifest/schema.js";
import { KINDS } from "../../records/kinds.js";
import { formatInstant } from "../../time.js";
import { nodeSha256 } from "../sha256.js";
import { BlockFile } from "../spool/block-file.js";
import { DocumentLog } from "../spool/document-log.js";
import { RecordSpool } from "../spool/record-spool.js";
import { Sorter } from "../spool/sorter.js";
import { ingest } from "./ingest.js";
import { failOnRejects, type Rejects, reportRejects } from "./rejects.js";
import { PolicyCheck } from "./policy-check.js";
import { type CheckedRequest, type ExportRequest, POLICY_SOURCE } from "./request.js";
import type { Tally } from "./tally.js";

/** Entries held in memory before a run of them is sorted and written. */
const RECORD_BUFFER_BYTES = 32 << 20;
const DOCUMENT_BUFFER_BYTES = 8 << 20;
const POLICY_BUFFER_BYTES = 4 << 20;
const REJECT_BUFFER_BYTES = 2 << 20;

export class Snapshot {
  readonly tally: Tally;
  readonly records: RecordSpool;
  readonly rejects: Rejects;
  readonly #digests: ReadonlyMap<number, Digest>;
  readonly #files: readonly BlockFile[];

  constructor(tally: Tally, records: RecordSpool, rejects: Rejects, digests: ReadonlyMap<number, Digest>, files: readonly BlockFile[]) {
    this.tally = tally;
    this.records = records;
    this.rejects = rejects;
    this.#digests = digests;
    this.#files = files;
  }

  /** The manifest's inputs[], sorted by source and kind. */
  async inputs(): Promise<ManifestInput[]> {
    const duplicates = await this.records.duplicates();
    return this.tally.groups.map(([group, { source, kind, read, kept, rejected, excluded, asOf }]) => {
      const repeated = duplicates.get(`${source}\0${kind}`) ?? 0;
      return {
        source,
        kind,
        asOf: asOf === undefined ? null : formatInstant(asOf),
        read,
        records: kept - repeated,
        duplicates: repeated,
        rejected,
        excluded,
        snapshotDigest: this.#digests.get(group) as Digest,
      };
    });
  }

  close(): void {
    for (const file of this.#files) file.close();
  }
}

/** Reads all sources into a spool in `folder`. Throws what sources throw, and the first reject where the profile says so. */
export async function takeSnapshot(
  request: ExportRequest,
  checked: CheckedRequest,
  folder: string,
  totalDocuments: number | null,
): Promise<Snapshot> {
  const opened: BlockFile[] = [];
  const open = (name: string): BlockFile => {
    const file = new BlockFile(checked.files, join(folder, name));
    opened.push(file);
    return file;
  };
  try {
    const { progress, signal } = request;
    const records = new Sorter(open("records"), {
      bufferBytes: RECORD_BUFFER_BYTES,
      partitionOf: (bytes, keyStart) => bytes[keyStart] as number,
    });
    const documents = new DocumentLog(new Sorter(open("documents"), { bufferBytes: DOCUMENT_BUFFER_BYTES }));
    const { rejects: onReject } = checked.profile.spec.quality;
    const rejects =
      onReject === "fail" ? failOnRejects() : reportRejects(new Sorter(open("rejects"), { bufferBytes: REJECT_BUFFER_BYTES }));
    const policy =
      checked.policy === undefined
        ? undefined
        : new PolicyCheck(checked.policy.snapshot, new Sorter(open("policy"), { bufferBytes: POLICY_BUFFER_BYTES }));
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
    return new Snapshot(tally, recordSpool(request, records, tally), rejects, documents.finish(nodeSha256), opened);
  } catch (error) {
    for (const file of opened) file.close();
    throw error;
  }
}

function recordSpool({ progress, signal }: ExportRequest, records: Sorter, tally: Tally): RecordSpool {
  const kept = tally.groups.filter(([, counts]) => counts.kept > 0);
  const total = kept.reduce((sum, [, counts]) => sum + counts.kept, 0);
  let done = 0;
  return new RecordSpool(
    records,
    KINDS.filter((kind) => kept.some(([, counts]) => counts.kind === kind)),
    {
      signal,
      onRecords(count) {
        done += count;
        progress?.({ phase: "render", done: Math.min(done, total), total, unit: "records" });
      },
    },
  );
}

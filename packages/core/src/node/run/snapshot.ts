// The sorted spool of a run: everything that was read, as an adapter and the manifest need it, whoever wrote it.
import { join } from "node:path";
import type { Digest } from "../../digest.js";
import type { ManifestInput } from "../../manifest/schema.js";
import { KINDS } from "../../records/kinds.js";
import { formatInstant } from "../../time.js";
import { BlockFile } from "../spool/block-file.js";
import { RecordSpool } from "../spool/record-spool.js";
import type { Run } from "../spool/run-writer.js";
import { type Sorted, SortedRuns } from "../spool/sorted-runs.js";
import type { CheckedRequest, ExportRequest } from "./request.js";
import { Tally, type TallyState } from "./tally.js";

/** Names of the files in a spool folder that a snapshot consists of. */
export const RECORDS_FILE = "records";
export const REJECTS_FILE = "rejects";

/** A snapshot as plain JSON: with it, the files of its spool can be opened again by another process. */
export interface SnapshotState {
  readonly tally: TallyState;
  readonly digests: readonly (readonly [group: number, digest: Digest])[];
  /** The runs in each file of the spool that is still needed. */
  readonly runs: Readonly<Record<string, readonly Run[]>>;
}

export interface SnapshotParts {
  readonly tally: Tally;
  readonly records: RecordSpool;
  /** Documents that are no records, where the profile has them listed. */
  readonly rejects: Sorted | undefined;
  readonly digests: ReadonlyMap<number, Digest>;
  readonly runs: SnapshotState["runs"];
  readonly files: readonly BlockFile[];
}

export class Snapshot {
  readonly tally: Tally;
  readonly records: RecordSpool;
  readonly rejects: Sorted | undefined;
  readonly #digests: ReadonlyMap<number, Digest>;
  readonly #runs: SnapshotState["runs"];
  readonly #files: readonly BlockFile[];

  constructor(parts: SnapshotParts) {
    this.tally = parts.tally;
    this.records = parts.records;
    this.rejects = parts.rejects;
    this.#digests = parts.digests;
    this.#runs = parts.runs;
    this.#files = parts.files;
  }

  get state(): SnapshotState {
    return { tally: this.tally.state, digests: [...this.#digests], runs: this.#runs };
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

/** Opens what another process wrote. It is believed: who asks has looked at every block. Throws what opening a file throws. */
export function reopenSnapshot(request: ExportRequest, checked: CheckedRequest, folder: string, state: SnapshotState): Snapshot {
  const opened: BlockFile[] = [];
  const open = (name: string): SortedRuns | undefined => {
    const runs = state.runs[name];
    if (runs === undefined) return undefined;
    const file = new BlockFile(checked.files, join(folder, name), { existing: true });
    opened.push(file);
    return new SortedRuns(file, runs);
  };
  try {
    const sources = checked.sources.map((source) => source.name);
    const tally = Tally.of(sources, state.tally);
    const records = open(RECORDS_FILE);
    if (records === undefined) throw new TypeError("a snapshot without records");
    return new Snapshot({
      tally,
      records: toRecordSpool(request, records, tally),
      rejects: open(REJECTS_FILE),
      digests: new Map(state.digests),
      runs: state.runs,
      files: opened,
    });
  } catch (error) {
    for (const file of opened) file.close();
    throw error;
  }
}

/** The records of a snapshot as an adapter reads them, with the progress of that. */
export function toRecordSpool({ progress, signal }: ExportRequest, records: Sorted, tally: Tally): RecordSpool {
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

// The sorted spool of a run: everything that was read, as an adapter and the manifest need it, whoever wrote it.
import type { Digest } from "../../digest.js";
import type { ManifestInput } from "../../manifest/schema.js";
import { KINDS } from "../../records/kinds.js";
import { formatInstant } from "../../time.js";
import { RecordSpool } from "../spool/record-spool.js";
import type { Run } from "../spool/run-writer.js";
import type { Sorted } from "../spool/sorted-runs.js";
import { type CheckedRequest, type ExportRequest, POLICY_SOURCE } from "./request.js";
import { SpoolFiles } from "./spool-files.js";
import { Tally, type TallyState } from "./tally.js";

/** A snapshot as plain JSON: with it, the files of its spool can be opened again by another process. */
export interface SnapshotState {
  readonly tally: TallyState;
  readonly digests: readonly (readonly [group: number, digest: Digest])[];
  /** The runs in each file of the spool that is still needed. */
  readonly runs: Readonly<Record<string, readonly Run[]>>;
}

export interface SnapshotParts {
  readonly tally: Tally;
  readonly digests: ReadonlyMap<number, Digest>;
  readonly spool: SpoolFiles;
}

export class Snapshot {
  readonly tally: Tally;
  readonly records: RecordSpool;
  /** Documents that are no records, where the profile has them listed. */
  readonly rejects: Sorted | undefined;
  readonly #digests: ReadonlyMap<number, Digest>;
  readonly #spool: SpoolFiles;

  /** Throws what opening a file throws. */
  constructor(request: ExportRequest, { tally, digests, spool }: SnapshotParts) {
    this.tally = tally;
    this.records = toRecordSpool(request, spool.part("records"), tally);
    this.rejects = spool.rejects();
    this.#digests = digests;
    this.#spool = spool;
  }

  get state(): SnapshotState {
    return { tally: this.tally.state, digests: [...this.#digests], runs: this.#spool.lasting };
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
    this.#spool.close();
  }
}

/** Opens what another process wrote. It is believed: who asks has looked at every block. Throws what opening a file throws. */
export function reopenSnapshot(request: ExportRequest, checked: CheckedRequest, folder: string, state: SnapshotState): Snapshot {
  const tally = Tally.of(
    checked.sources.map(({ name }) => name),
    state.tally,
  );
  const spool = new SpoolFiles(checked.files, folder, state.runs);
  try {
    return new Snapshot(request, { tally, digests: new Map(state.digests), spool });
  } catch (error) {
    spool.close();
    throw error;
  }
}

/** The records of a snapshot as an adapter reads them, with the progress of that. */
function toRecordSpool({ policy, progress, signal }: ExportRequest, records: Sorted, tally: Tally): RecordSpool {
  const kept = tally.groups.filter(([, counts]) => counts.kept > 0);
  const total = kept.reduce((sum, [, counts]) => sum + counts.kept, 0);
  let done = 0;
  return new RecordSpool(
    records,
    KINDS.filter((kind) => kept.some(([, counts]) => counts.kind === kind)),
    {
      signal,
      policySource: policy && POLICY_SOURCE,
      onRecords(count) {
        done += count;
        progress?.({ phase: "render", done: Math.min(done, total), total, unit: "records" });
      },
    },
  );
}

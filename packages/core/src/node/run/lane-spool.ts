// What one lane keeps on disk: its records, the log of what it read, and digests for a policy. It knows files and buffers, neither documents
// nor other lanes.
import { join } from "node:path";
import type { Kind } from "../../records/kinds.js";
import type { Files } from "../files.js";
import { BlockFile } from "../spool/block-file.js";
import { DocumentLog } from "../spool/document-log.js";
import type { Run } from "../spool/run-writer.js";
import { Sorter } from "../spool/sorter.js";
import { Lane, type LaneParts } from "./lane.js";
import { PolicyLog } from "./policy-check.js";
import { POLICY_SOURCE } from "./request.js";

/** Entries held in memory, over all lanes, before a run of them is sorted and written. */
const BUFFER_BYTES = { records: 32 << 20, documents: 8 << 20, policy: 4 << 20 };
/** Below this a run is not worth its file. */
const MIN_BUFFER_BYTES = 1 << 20;
/** Runs, over all lanes, that are merged at once. */
const MAX_RUNS = 512;

export interface LaneSpoolOptions {
  readonly files: Files;
  readonly folder: string;
  /** Number of the lane, 0 that of the main thread, and of how many. */
  readonly lane: number;
  readonly lanes: number;
  /** Kinds whose digests a policy wants; `undefined` without a policy. */
  readonly policyKinds: readonly Kind[] | undefined;
}

/** What a lane keeps; its files are named `PART-LANE`. */
export type SpoolPart = keyof typeof BUFFER_BYTES;

/** The runs in each file of a finished lane, as plain JSON. */
export type LaneInventory = Readonly<Record<string, readonly Run[]>>;

export class LaneSpool {
  readonly records: Sorter;
  readonly documents: DocumentLog;
  readonly policy: PolicyLog | undefined;
  readonly #options: LaneSpoolOptions;
  readonly #sorters = new Map<SpoolPart, Sorter>();
  readonly #files: BlockFile[] = [];

  constructor(options: LaneSpoolOptions) {
    this.#options = options;
    try {
      this.records = this.#open("records");
      this.documents = new DocumentLog(this.#open("documents"));
      this.policy = options.policyKinds && new PolicyLog(options.policyKinds, this.#open("policy"));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The lane that writes here. */
  lane(parts: Pick<LaneParts, "sources" | "spec" | "kinds" | "heard" | "redactor">): Lane {
    const { documents, policy } = this;
    const policySource = policy && POLICY_SOURCE;
    return new Lane({
      sources: parts.sources,
      spec: parts.spec,
      kinds: parts.kinds,
      heard: parts.heard,
      redactor: parts.redactor,
      policySource,
      records: this.records,
      onDocument: (group, sourceDigest, path) => documents.add(group, sourceDigest, path),
      onRecord: policy && ((kind, digest, source) => source !== policySource && policy.add(kind, digest)),
    });
  }

  /** Writes what is left. Afterwards nothing may be added, and the files are closed. */
  finish(): LaneInventory {
    for (const sorter of this.#sorters.values()) sorter.finish();
    this.close();
    return Object.fromEntries([...this.#sorters].map(([part, sorter]) => [this.#name(part), sorter.runs]));
  }

  close(): void {
    for (const file of this.#files.splice(0)) file.close();
  }

  #open(part: SpoolPart): Sorter {
    const { files, folder, lanes } = this.#options;
    const file = new BlockFile(files, join(folder, this.#name(part)));
    this.#files.push(file);
    const sorter = new Sorter(file, {
      bufferBytes: Math.max(MIN_BUFFER_BYTES, Math.floor(BUFFER_BYTES[part] / lanes)),
      maxRuns: Math.max(2, Math.floor(MAX_RUNS / lanes)),
      // Each kind of record can be read by itself.
      ...(part === "records" ? { partitionOf: (bytes: Uint8Array, keyStart: number) => bytes[keyStart] as number } : {}),
    });
    this.#sorters.set(part, sorter);
    return sorter;
  }

  #name(part: SpoolPart): string {
    return `${part}-${this.#options.lane}`;
  }
}

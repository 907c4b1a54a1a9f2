// One pass over all sources: their batches go through lanes, one in this thread and, for large input, others in threads of their own.
// It knows no format, writes no bundle, and what comes out does not depend on which lane took what.
import { setImmediate as turn } from "node:timers/promises";
import { ExportError } from "../../errors/export-error.js";
import type { Limits } from "../../limits.js";
import type { ProgressHook } from "../../progress.js";
import type { DocumentBatch, Source } from "../../seams/source.js";
import type { HelperThreads } from "./helper-threads.js";
import type { Lane, Reject } from "./lane.js";

export interface IngestRequest {
  /** Sorted by name. */
  readonly sources: readonly Source[];
  readonly limits: Limits;
  /** The lane of this thread; afterwards it holds its own share only. */
  readonly lane: Lane;
  /** Take what they have room for. */
  readonly helpers?: HelperThreads | undefined;
  /** Called in the order of reading. */
  readonly onReject: (reject: Reject) => void;
  readonly totalDocuments: number | null;
  readonly progress: ProgressHook | undefined;
  readonly signal: AbortSignal | undefined;
}

/** After so many batches, which are about 1 MiB each, others get a turn: signals, and threads that die. */
const TURN_BATCHES = 4;

/** Reads every source to its end. Throws SOURCE_EMPTY, and what the sources and `onReject` throw. */
export async function ingest(request: IngestRequest): Promise<void> {
  const { sources, limits, signal } = request;
  const batches = new Batches(request);
  for (const [number, source] of sources.entries()) {
    const before = batches.documents;
    for await (const batch of source.read({ limits, signal })) {
      signal?.throwIfAborted();
      await batches.take(number, source, batch);
    }
    signal?.throwIfAborted();
    if (batches.documents === before) {
      throw new ExportError("ERR_EXPORT_SOURCE_EMPTY", `source ${source.name} holds no document`, { source: source.name });
    }
  }
  await batches.end();
}

/** Hands batches out and takes their rejects back in order. */
class Batches {
  documents = 0;
  readonly #request: IngestRequest;
  #count = 0;
  /** Rejects of batches that were done before an earlier one. */
  readonly #early = new Map<number, readonly Reject[]>();
  #next = 0;

  constructor(request: IngestRequest) {
    this.#request = request;
  }

  async take(number: number, source: Source, batch: DocumentBatch): Promise<void> {
    const { lane, helpers, progress, totalDocuments, signal } = this.#request;
    const ordinal = this.#count++;
    this.documents += batch.count + batch.rejects.length;
    for (const done of helpers?.collect() ?? []) this.#done(done.ordinal, done.rejects);
    if (helpers?.take(number, batch, ordinal) !== true) this.#done(ordinal, lane.read(number, source, batch));
    progress?.({ phase: "read", done: this.documents, total: totalDocuments, unit: "documents" });
    if (this.#count % TURN_BATCHES !== 0) return;
    await turn();
    signal?.throwIfAborted();
  }

  async end(): Promise<void> {
    const { helpers, signal } = this.#request;
    for (const done of (await helpers?.drain(signal)) ?? []) this.#done(done.ordinal, done.rejects);
  }

  #done(ordinal: number, rejects: readonly Reject[]): void {
    this.#early.set(ordinal, rejects);
    for (let ready = this.#early.get(this.#next); ready !== undefined; ready = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++);
      for (const reject of ready) this.#request.onReject(reject);
    }
  }
}

// Hashes the first files of a bundle in a thread while this one is busy with a large manifest, before anybody knows what is expected of them.
// It knows no files; what comes of it is a result that may be wanted or not.
import type { HashJob, HashResult } from "./file-hasher.js";
import { type HashWorker, startHashWorker } from "./hash-worker.js";

export interface EarlyLimits {
  /** Of so many bytes of manifest, which name hundreds of files, a thread will be wanted. */
  readonly threadBytes: number;
  /** Bytes of manifest that are checked in the time in which a thread starts. */
  readonly startBytes: number;
  /** Bytes of manifest that are checked in the time in which it hashes one small file. */
  readonly fileBytes: number;
}

const MEASURED: EarlyLimits = { threadBytes: 200_000, startBytes: 3_300_000, fileBytes: 1000 };

export class EarlyHashes<B extends HashJob> {
  readonly #worker: HashWorker;
  readonly #jobs: (readonly [B, Promise<HashResult>])[];
  #lent = false;

  private constructor(worker: HashWorker, batches: Iterable<B>) {
    this.#worker = worker;
    // A thread that dies has hashed nothing: its files are then read in the ordinary way.
    this.#jobs = Array.from(batches, (batch) => [batch, worker.hash(batch).catch((): HashResult => [])] as const);
  }

  /** A thread, and for it as many files as will be done when the manifest is, perhaps none; `undefined` where the manifest names few. */
  static start<B extends HashJob>(
    manifestBytes: number,
    firstBatches: (count: number) => Iterable<B>,
    { threadBytes, startBytes, fileBytes }: EarlyLimits = MEASURED,
  ): EarlyHashes<B> | undefined {
    const worker = manifestBytes < threadBytes ? undefined : startHashWorker();
    const count = Math.floor((manifestBytes - startBytes) / fileBytes);
    return worker && new EarlyHashes(worker, count > 0 ? firstBatches(count) : []);
  }

  async *batches(): AsyncGenerator<readonly [B, HashResult], void, undefined> {
    for (const [batch, result] of this.#jobs) yield [batch, await result];
  }

  /** The thread, for other work after this; once. */
  worker(): HashWorker | undefined {
    if (this.#lent) return undefined;
    this.#lent = true;
    return this.#worker;
  }

  stop(): Promise<void> {
    return this.#worker.stop();
  }
}

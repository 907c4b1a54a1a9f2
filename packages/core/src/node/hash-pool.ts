// Hashes batches of files on several cores and gives them back in the order in which they came. The calling thread is one of the lanes: it
// hashes whatever nobody has taken while it waits. It knows nothing of bundles.
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { createFileHasher, type HashJob, type HashResult } from "./file-hasher.js";
import { type HashWorker, startHashWorker } from "./hash-worker.js";

/** One batch, with what its files cost in bytes (see {@link FILE_COST_BYTES}). */
export interface HashBatch extends HashJob {
  readonly costBytes: number;
}

export interface HashPoolOptions {
  /** Batches hashed at the same time, the calling thread's one included. */
  readonly lanes: number;
  /** Threads are started when so much lies ahead: below, they would start later than the work is done. Default 32 MiB. */
  readonly startBytes?: number;
  readonly startWorker?: () => HashWorker | undefined;
}

/** To open, look at and close a file takes as long as to hash so many bytes. */
export const FILE_COST_BYTES = 16 * 1024;
const START_BYTES = 32 * 1024 * 1024;
const AHEAD_BYTES = 64 * 1024 * 1024;
/** Batches in a worker's hands: it must not wait while this thread is busy with a batch of its own. */
const HELD = 2;

interface Waiting<B> {
  readonly batch: B;
  state: "free" | "taken" | "done";
  result: HashResult;
}

/** Ends when the batches end; a consumer that leaves early stops the threads too. */
export async function* hashInOrder<B extends HashBatch>(
  batches: Iterable<B>,
  options: HashPoolOptions,
): AsyncGenerator<readonly [B, HashResult], void, undefined> {
  const pool = new Pool<B>(batches[Symbol.iterator](), options);
  try {
    for (let next = await pool.take(); next !== undefined; next = await pool.take()) yield [next.batch, next.result];
  } finally {
    await pool.stop();
  }
}

class Pool<B extends HashBatch> {
  readonly #source: Iterator<B>;
  readonly #options: HashPoolOptions;
  readonly #hashHere = createFileHasher(fs, crypto);
  /** In order; the first is the next one to be given. */
  readonly #ahead: Waiting<B>[] = [];
  #aheadBytes = 0;
  #ended = false;
  #workers: HashWorker[] | undefined;
  /** Workers, each as often as it may be given another batch. */
  readonly #hands: HashWorker[] = [];
  #wake: () => void = () => undefined;

  constructor(source: Iterator<B>, options: HashPoolOptions) {
    this.#source = source;
    this.#options = options;
  }

  async take(): Promise<Waiting<B> | undefined> {
    for (;;) {
      this.#fill();
      this.#handOut();
      const [first] = this.#ahead;
      if (first === undefined) return undefined;
      if (first.state === "done") {
        this.#ahead.shift();
        this.#aheadBytes -= first.batch.costBytes;
        return first;
      }
      const free = this.#ahead.find(({ state }) => state === "free");
      if (free === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else {
        free.result = this.#hashHere(free.batch);
        free.state = "done";
        if (this.#workers !== undefined) await setImmediate(); // hear what the others have done
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all((this.#workers ?? []).map((worker) => worker.stop()));
  }

  /** Looks as far ahead as memory and fairness allow, and starts threads when there is enough for them. */
  #fill(): void {
    while (!this.#ended && this.#aheadBytes < AHEAD_BYTES) {
      const { done, value } = this.#source.next();
      if (done === true) {
        this.#ended = true;
        break;
      }
      this.#ahead.push({ batch: value, state: "free", result: [] });
      this.#aheadBytes += value.costBytes;
      const { lanes, startBytes = START_BYTES } = this.#options;
      if (this.#workers === undefined && lanes > 1 && this.#aheadBytes >= startBytes) this.#start(lanes - 1);
    }
  }

  #start(count: number): void {
    const { startWorker = startHashWorker } = this.#options;
    this.#workers = [];
    for (let i = 0; i < count; i++) {
      const worker = startWorker();
      if (worker === undefined) return;
      this.#workers.push(worker);
      for (let held = 0; held < HELD; held++) this.#hands.push(worker);
    }
  }

  /** Gives the first batches that are free to hands that are. */
  #handOut(): void {
    for (const waiting of this.#ahead) {
      if (this.#hands.length === 0) return;
      if (waiting.state === "free") void this.#hashThere(waiting, this.#hands.shift() as HashWorker);
    }
  }

  async #hashThere(waiting: Waiting<B>, worker: HashWorker): Promise<void> {
    waiting.state = "taken";
    try {
      waiting.result = await worker.hash(waiting.batch);
      waiting.state = "done";
      this.#hands.push(worker);
      this.#handOut();
    } catch {
      waiting.state = "free"; // that thread is gone: the others do its work, this one at the latest
    }
    this.#wake();
  }
}

// Threads that take batches off the reading thread's hands. It knows messages and who has room; what becomes of a document, a lane knows.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { ExportError } from "../../errors/export-error.js";
import type { DocumentBatch, Survey } from "../../seams/source.js";
import { nodeFiles } from "../files.js";
import type { FromThread, ThreadBatch, ThreadOrder } from "./ingest-thread.js";
import type { Reject } from "./lane.js";
import type { LaneInventory } from "./lane-spool.js";
import type { CheckedRequest, ExportRequest } from "./request.js";
import type { TallyState } from "./tally.js";

/** A thread costs a tenth of a second and some memory; input smaller than this is read before it is of use. */
const WORTH_BYTES = 12 << 20;
/** One being worked on, and so many waiting that none is missed while this thread sorts. */
const MAX_OUTSTANDING = 4;
/** A larger batch is not copied, but done where it is. */
const MAX_BATCH_BYTES = 4 << 20;
/** Three times the 8 MiB of a half of the young generation: what is made for a moment only must not add up. */
const YOUNG = { maxYoungGenerationSizeMb: 24 };
/** More would wait for the reading thread, and each takes memory. */
const MAX_THREADS = 3;

export interface BatchDone {
  readonly ordinal: number;
  readonly rejects: readonly Reject[];
}

export interface LaneResult {
  readonly inventory: LaneInventory;
  readonly tally: TallyState;
}

export class HelperThreads {
  readonly count: number;
  /** Of the threads that were used, after {@link drain}. */
  readonly results: LaneResult[] = [];
  readonly #module: URL;
  readonly #order: Omit<ThreadOrder, "lane">;
  readonly #threads: HelperThread[] = [];
  #bytes = 0;

  private constructor(module: URL, count: number, order: Omit<ThreadOrder, "lane">) {
    this.#module = module;
    this.count = count;
    this.#order = order;
  }

  /** Threads for this run, started with the first batch that they can take; `undefined` where they would not pay or cannot do the work. */
  static plan(request: ExportRequest, checked: CheckedRequest, folder: string, survey: Survey): HelperThreads | undefined {
    const { workers, sources, profile, kinds, heard, policy, files } = checked;
    const count = Math.min(workers - 1, MAX_THREADS);
    const { redactor } = request;
    const module = threadModule();
    if (count < 1 || module === undefined || (survey.bytes !== null && survey.bytes < WORTH_BYTES)) return undefined;
    // What a caller handed in as an object cannot be sent to another thread; what it names can be loaded there.
    if (files !== nodeFiles || (redactor !== undefined && redactor.module === undefined)) return undefined;
    const describers = sources.map(({ describer }) => describer);
    if (describers.every((each) => each === undefined)) return undefined;
    const helpers = new HelperThreads(module, count, {
      sources: sources.map(({ name }) => name),
      describers,
      redactor: redactor?.module,
      spec: profile.spec,
      kinds,
      heard,
      folder,
      lanes: count + 1,
      policyKinds: policy?.snapshot.inputs.map(({ kind }) => kind),
    });
    // What is known to be large need not be read into first.
    if (survey.bytes !== null) helpers.#bytes = WORTH_BYTES;
    return helpers;
  }

  /** Copies the batch to a thread that has room; false where none has. */
  take(source: number, batch: DocumentBatch, ordinal: number): boolean {
    const range = rangeOf(batch);
    const size = range[1] - range[0];
    // A thread that could not take the work would only take memory beside it.
    if (this.#order.describers[source] === undefined || size > MAX_BATCH_BYTES) return false;
    this.#bytes += size;
    if (this.#threads.length === 0 && this.#bytes < WORTH_BYTES) return false;
    const thread = this.#roomiest();
    if (thread === undefined) return false;
    thread.send(toMessage(source, batch, ordinal, range, thread.spareSlab(size)));
    return true;
  }

  /** What threads are done with since the last call. Throws what one of them failed with. */
  collect(): BatchDone[] {
    return this.#threads.flatMap((thread) => thread.collect());
  }

  /** Waits for all that was taken. Afterwards nothing may be. Throws what a thread failed with, and the signal's reason. */
  async drain(signal: AbortSignal | undefined): Promise<BatchDone[]> {
    for (const thread of this.#threads) thread.finish();
    for (const thread of this.#threads) this.results.push(await thread.result(signal));
    return this.collect();
  }

  /** Ends the threads, whatever they are doing; no file is written afterwards. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #roomiest(): HelperThread | undefined {
    while (this.#threads.length < this.count) this.#start();
    const [best] = this.#threads.toSorted((a, b) => a.outstanding - b.outstanding);
    return best !== undefined && best.outstanding < MAX_OUTSTANDING ? best : undefined;
  }

  #start(): void {
    this.#threads.push(new HelperThread(this.#module, { ...this.#order, lane: this.#threads.length + 1 }));
  }
}

class HelperThread {
  outstanding = 0;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #slabs: ArrayBuffer[] = [];
  readonly #ended: Promise<void>;
  #done: BatchDone[] = [];
  #failure: Error | undefined;
  #result: LaneResult | undefined;
  #wake: () => void = () => {};

  constructor(module: URL, order: ThreadOrder) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(module, {
      workerData: { ...order, port: port2 },
      transferList: [port2],
      name: "stella-ingest",
      resourceLimits: YOUNG,
    });
    this.#worker.on("error", (error: Error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        this.#receive(); // its last words may still be on the way
        this.#fail(new Error("a thread of the run ended before its work"));
        resolve();
      });
    });
  }

  spareSlab(sizeBytes: number): ArrayBuffer {
    const slab = this.#slabs.pop();
    return slab !== undefined && slab.byteLength >= sizeBytes ? slab : new ArrayBuffer(Math.max(sizeBytes, 1 << 20));
  }

  send(batch: ThreadBatch): void {
    this.outstanding++;
    this.#port.postMessage(batch, [batch.slab]);
  }

  /** What is done since the last call. Needs no turn of the event loop, which the reading thread rarely takes. */
  collect(): readonly BatchDone[] {
    this.#receive();
    if (this.#failure !== undefined) throw this.#failure;
    const done = this.#done;
    this.#done = [];
    return done;
  }

  finish(): void {
    this.#port.postMessage("finish");
  }

  async result(signal: AbortSignal | undefined): Promise<LaneResult> {
    const wake = (): void => this.#wake();
    signal?.addEventListener("abort", wake);
    this.#port.on("message", (message: FromThread) => this.#take(message));
    try {
      for (;;) {
        signal?.throwIfAborted();
        if (this.#result !== undefined) break;
        if (this.#failure !== undefined) throw this.#failure;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener("abort", wake);
      this.#port.close();
    }
    await this.#ended; // so that its memory is there for what comes next
    return this.#result;
  }

  async stop(): Promise<void> {
    this.#port.close();
    await this.#worker.terminate();
  }

  #receive(): void {
    for (let next = receiveMessageOnPort(this.#port); next !== undefined; next = receiveMessageOnPort(this.#port)) {
      this.#take(next.message as FromThread);
    }
  }

  #take(message: FromThread): void {
    if (message.kind === "finished") this.#result = message;
    else if (message.kind === "failed") {
      const { code, text, place, hint } = message;
      this.#fail(new ExportError(code, text, { ...place, hint }));
    } else {
      this.outstanding--;
      this.#slabs.push(message.slab);
      this.#done.push(message);
    }
    this.#wake();
  }

  #fail(error: Error): void {
    if (this.#result === undefined) this.#failure ??= error;
    this.#wake();
  }
}

/** `undefined` where the module is not beside this one, as in a bundle of one file. */
function threadModule(): URL | undefined {
  try {
    const url = new URL(import.meta.resolve("@stella-export/core/ingest-thread"));
    return existsSync(fileURLToPath(url)) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The smallest range of the slab that holds all documents, which may lie in any order; an empty one where there are none. */
function rangeOf({ count, starts, ends }: DocumentBatch): readonly [start: number, end: number] {
  if (count === 0) return [0, 0];
  let start = Number.POSITIVE_INFINITY;
  let end = 0;
  for (let i = 0; i < count; i++) {
    start = Math.min(start, starts[i] as number);
    end = Math.max(end, ends[i] as number);
  }
  return [start, end];
}

function toMessage(
  source: number,
  batch: DocumentBatch,
  ordinal: number,
  [start, end]: readonly [number, number],
  slab: ArrayBuffer,
): ThreadBatch {
  const { count, paths, lines, rejects, ignored, sourceDigests } = batch;
  new Uint8Array(slab).set(batch.slab.subarray(start, end));
  const [path = ""] = paths;
  return {
    source,
    ordinal,
    slab,
    count,
    starts: batch.starts.slice(0, count).map((at) => at - start),
    ends: batch.ends.slice(0, count).map((at) => at - start),
    lines: lines.slice(0, count),
    // The lines of one file share their path.
    paths: paths.every((each) => each === path) ? path : paths,
    rejects,
    ignored,
    sourceDigests,
    mayOverwrite: true,
  };
}

// Ascending runs that lie on disk already, as one ascending sequence. It writes nothing.
import type { BlockFile } from "./block-file.js";
import { Merge } from "./merge.js";
import { RunCursor } from "./run-cursor.js";
import type { Run } from "./run-writer.js";

/** Entries that come out in order, all of them or those of one partition, any number of times. */
export interface Sorted {
  merge(partition?: number): Merge;
}

export class SortedRuns implements Sorted {
  readonly #file: BlockFile;
  readonly #runs: readonly Run[];

  constructor(file: BlockFile, runs: readonly Run[]) {
    this.#file = file;
    this.#runs = runs;
  }

  merge(partition?: number): Merge {
    return new Merge(this.#runs.map((run) => new RunCursor(this.#file, run, partition)));
  }
}

// Ascending runs that lie on disk already, as one ascending sequence. It writes nothing.
import type { BlockFile } from "./block-file.js";
import { Merge } from "./merge.js";
import { RunCursor } from "./run-cursor.js";
import type { Run } from "./run-writer.js";

/** Entries that come out in order, all of them or those of one partition, any number of times. */
export interface Sorted {
  merge(partition?: number): Merge;
}

/** Runs that lie in one file. */
export interface RunsOfFile {
  readonly file: BlockFile;
  readonly runs: readonly Run[];
}

export class SortedRuns implements Sorted {
  readonly #parts: readonly RunsOfFile[];

  constructor(parts: readonly RunsOfFile[]) {
    this.#parts = parts;
  }

  merge(partition?: number): Merge {
    return new Merge(this.#parts.flatMap(({ file, runs }) => runs.map((run) => new RunCursor(file, run, partition))));
  }
}

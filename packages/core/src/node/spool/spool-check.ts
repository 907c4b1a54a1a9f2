// Whether the files of a spool still hold what was written into them: reads every block that is named. It knows nothing of entries.
import { setImmediate } from "node:timers/promises";
import type { Files } from "../files.js";
import { BlockFile, type BlockRef } from "./block-file.js";
import { blocksOf } from "./block-list.js";
import type { Run } from "./run-writer.js";

/** Blocks between two turns of the event loop, in which a signal is heard. */
const BLOCKS_A_TURN = 256;

export interface SpoolCheckOptions {
  readonly signal: AbortSignal | undefined;
  /** Hears how many bytes were looked at, of how many. */
  readonly onBytes: (done: number, total: number) => void;
}

/** Throws SPOOL_CORRUPT for a file with another block in it or without one, and what opening and reading throw. */
export async function checkSpoolFile(files: Files, path: string, runs: readonly Run[], options: SpoolCheckOptions): Promise<void> {
  let total = 0;
  let largest = 0;
  for (const { length } of blocksOfRuns(runs)) {
    total += length;
    largest = Math.max(largest, length);
  }
  const buffer = new Uint8Array(largest);
  const file = new BlockFile(files, path, { existing: true });
  try {
    let done = 0;
    let i = 0;
    for (const block of blocksOfRuns(runs)) {
      file.read(block, buffer);
      done += block.length;
      if (i++ % BLOCKS_A_TURN !== 0) continue;
      options.onBytes(done, total);
      await setImmediate();
      options.signal?.throwIfAborted();
    }
  } finally {
    file.close();
  }
}

function* blocksOfRuns(runs: readonly Run[]): Generator<BlockRef, void> {
  for (const { blocks, largeValues } of runs) {
    yield* blocksOf(blocks);
    yield* blocksOf(largeValues);
  }
}

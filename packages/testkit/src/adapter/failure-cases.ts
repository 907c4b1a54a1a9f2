// Cases about how a render ends when it cannot go on: with the failure itself, at once, and with nothing left running.
import { equal } from "node:assert/strict";
import { ExportError, type RecordSet } from "@stella-export/core";
import { type ContractCase, failureOf } from "../contract-case.js";
import { MemoryOutput } from "../doubles/memory-output.js";
import { memoryRecords } from "../doubles/memory-records.js";
import type { AdapterContractOptions } from "./adapter-contract.js";
import { documentsFor, render, renderInto } from "./rendering.js";

/** Writes that are made to fail one after the other; an adapter that writes more gets the first and the last of them. */
const FAILING_WRITES = 20;

export function failureCases(suite: AdapterContractOptions): ContractCase[] {
  const documents = documentsFor(suite);
  return [
    {
      name: "a write that fails ends the render with that failure",
      async run() {
        const writes = (await render(suite, documents)).size;
        for (const failing of someOf(writes)) {
          // While the others are still under way, and when they are long done.
          await assertFailsWith(suite, failing, (write) => (write === failing ? 0 : 6));
          await assertFailsWith(suite, failing, (write) => (write === failing ? 6 : 0));
        }
      },
    },
    {
      name: "a read that fails ends the render with that failure",
      async run() {
        const failure = new ExportError("ERR_EXPORT_SPOOL_CORRUPT", "played by the contract suite");
        for (const after of [0, 1, 2]) {
          const broken = breaking(memoryRecords(documents, { batchSize: 2 }), after, failure);
          const met = await failureOf(`render, when batch ${after} cannot be read`, renderInto(suite, broken, new MemoryOutput()));
          equal(met, failure, "another failure than that of the read");
        }
      },
    },
    {
      name: "a signal ends the render with its reason",
      async run() {
        const reason = new Error("stopped by the contract suite");
        const stopped = render(suite, documents, { signal: AbortSignal.abort(reason) });
        equal(await failureOf("render, stopped before it began", stopped), reason);
        const writes = (await render(suite, documents)).size;
        for (const stop of someOf(writes)) {
          const controller = new AbortController();
          const output = new MemoryOutput({
            signal: controller.signal,
            delay(write) {
              if (write === stop) controller.abort(reason);
              return 1;
            },
          });
          equal(await failureOf(`render, stopped at write ${stop}`, renderInto(suite, memoryRecords(documents), output)), reason);
        }
      },
    },
  ];
}

function someOf(writes: number): number[] {
  const all = Array.from({ length: writes }, (_, i) => i);
  return writes <= FAILING_WRITES ? all : [...all.slice(0, FAILING_WRITES - 1), writes - 1];
}

async function assertFailsWith(suite: AdapterContractOptions, failing: number, delay: (write: number) => number): Promise<void> {
  const failure = new ExportError("ERR_EXPORT_DISK_FULL", "played by the contract suite");
  const fail = (write: number): Error | undefined => (write === failing ? failure : undefined);
  const work = render(suite, documentsFor(suite), { fail, delay });
  equal(await failureOf(`render, when write ${failing} fails`, work), failure, `another failure than that of write ${failing}`);
}

/** The records until `after` batches have been read, over all kinds; then the failure. */
function breaking(records: RecordSet, after: number, failure: Error): RecordSet {
  let left = after;
  return {
    ...records,
    async *batches(kind) {
      for await (const batch of records.batches(kind)) {
        if (left-- === 0) throw failure;
        yield batch;
      }
    },
  };
}

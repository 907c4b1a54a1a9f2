// Cases about how reading ends: at the end, early, by a signal; and that nothing stays open whichever way it was.
import { equal, ok } from "node:assert/strict";
import { DEFAULT_LIMITS, type DocumentBatch } from "@stella-export/core";
import { type ContractCase, failureOf, turns, within } from "../contract-case.js";
import { assertClosesAll } from "../open-handles.js";
import type { SourceContractOptions } from "./source-contract.js";
import { readAll } from "./source-reading.js";

/** How soon a source notices a signal that comes while it waits. */
const PROMPT_MS = 2000;

export function endingCases({ open, openHandles, waiting }: SourceContractOptions): ContractCase[] {
  const cases: ContractCase[] = [
    {
      name: "a signal that is aborted already ends read with its reason",
      async run() {
        const reason = new Error("stopped before read");
        const failure = await failureOf("read with an aborted signal", readAll(await open(), { signal: AbortSignal.abort(reason) }));
        equal(failure, reason);
      },
    },
    {
      name: "a signal that is aborted between batches ends read with its reason",
      run: async () => await abortAfterFirstBatch(await open()),
    },
    {
      name: "read closes what it opened when it ends",
      async run() {
        const source = await open();
        await assertClosesAll(async () => void (await readAll(source)), openHandles);
      },
    },
    {
      name: "read closes what it opened when it is left early",
      async run() {
        const source = await open();
        await assertClosesAll(async () => {
          await within("leaving read after the first batch", leaveEarly(source.read({ limits: DEFAULT_LIMITS })));
        }, openHandles);
      },
    },
    {
      name: "read closes what it opened when a signal ends it",
      async run() {
        const source = await open();
        await assertClosesAll(async () => await abortAfterFirstBatch(source), openHandles);
      },
    },
    {
      name: "survey leaves nothing open, nor does a read that nobody starts",
      async run() {
        const source = await open();
        await assertClosesAll(async () => {
          await source.survey({ limits: DEFAULT_LIMITS });
          source.read({ limits: DEFAULT_LIMITS });
        }, openHandles);
      },
    },
  ];
  if (waiting !== undefined) cases.push(waitingCase(waiting));
  return cases;
}

function waitingCase(waiting: NonNullable<SourceContractOptions["waiting"]>): ContractCase {
  return {
    name: "a signal ends a read that waits for documents, with its reason",
    async run() {
      const controller = new AbortController();
      const reason = new Error("stopped while waiting");
      const reading = readAll(await waiting(), { signal: controller.signal });
      await turns(5);
      controller.abort(reason);
      equal(await failureOf("read after its signal was aborted", reading, PROMPT_MS), reason);
    },
  };
}

async function leaveEarly(batches: AsyncIterable<DocumentBatch>): Promise<void> {
  for await (const _ of batches) break;
}

async function abortAfterFirstBatch(source: Awaited<ReturnType<SourceContractOptions["open"]>>): Promise<void> {
  const controller = new AbortController();
  const reason = new Error("stopped after the first batch");
  let batches = 0;
  const work = readAll(source, {
    signal: controller.signal,
    async onBatch() {
      batches++;
      controller.abort(reason);
    },
  });
  const [settled] = await within("read after its signal was aborted", Promise.allSettled([work]));
  // A source that had nothing left to do may say so.
  if (settled.status === "rejected") equal(settled.reason, reason);
  ok(batches <= 1, `${batches - 1} more batches came after the signal was aborted`);
}

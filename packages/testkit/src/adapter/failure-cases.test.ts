// Each promise of failure-cases.ts that an adapter breaks is caught by the case that names it.
import type { KINDS } from "@stella-export/core";
import { expect, test } from "vitest";
import { type AdapterMutant, healthy, LF, PAYLOAD, failing } from "./lines-adapter-fixture.js";

const MUTANTS: readonly AdapterMutant[] = [
  [
    "a write whose failure is lost",
    "a write that fails ends the render with that failure",
    {
      async render(records, _, output) {
        const writes = records.kinds.map((kind) => output.write(`data/${kind}`, LF, PAYLOAD));
        for (const write of writes.toReversed()) await write;
      },
    },
  ],
  [
    "a write whose failure is swallowed",
    "a write that fails ends the render with that failure",
    { render: async (_records, _options, output) => void (await output.write("data/a", LF, PAYLOAD).catch(() => {})) },
  ],
  [
    "a failure of its own",
    "a write that fails ends the render with that failure",
    {
      async render(_records, _options, output) {
        try {
          await output.write("data/a", LF, PAYLOAD);
        } catch (cause) {
          throw new Error("cannot write", { cause });
        }
      },
    },
  ],
  [
    "records that end early",
    "a read that fails ends the render with that failure",
    {
      async render(records, options, output) {
        const patient = {
          kinds: records.kinds,
          async *batches(kind: (typeof KINDS)[number]) {
            try {
              yield* records.batches(kind);
            } catch {
              // what is there is there
            }
          },
          heard: (kind: (typeof KINDS)[number]) => records.heard(kind),
        };
        await healthy.render(patient, options, output);
      },
    },
  ],
  [
    "a signal that is swallowed",
    "a signal ends the render with its reason",
    {
      async render(_records, _options, output) {
        if (output.signal?.aborted === true) return;
        await output.write("data/a", LF, PAYLOAD);
      },
    },
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

// Each promise of render-cases.ts that an adapter breaks is caught by the case that names it.
import { concatBytes, encodeUtf8 } from "@stella-export/core";
import { expect, test } from "vitest";
import { type AdapterMutant, healthy, LF, PAYLOAD, failing, textOf } from "./lines-adapter-fixture.js";

let shared = "";

const MUTANTS: readonly AdapterMutant[] = [
  [
    "a line for each batch",
    "the same records give the same files, whatever the batches",
    textOf((batch, i) => (i === 0 ? `${batch.kind} ${batch.count}\n` : "")),
  ],
  [
    "files by order of their writes",
    "the same records give the same files, whichever write ends first",
    {
      async render(records, options, output) {
        const order: string[] = [];
        await healthy.render(records, options, {
          signal: output.signal,
          asOf: output.asOf,
          sorting: () => output.sorting(),
          scratch: () => output.scratch(),
          scratchPath: () => output.scratchPath(),
          async write(path, bytes, more) {
            const content = await output.write(path, bytes, more);
            order.push(path);
            return content;
          },
        });
        await output.write("reports/order.txt", encodeUtf8(order.join("\n")), { role: "report", mediaType: "text/plain" });
      },
    },
  ],
  [
    "bytes that change before they are written",
    "the same records give the same files, whichever write ends first",
    {
      async render(records, _, output) {
        const page = new Uint8Array(64);
        const writes: Promise<unknown>[] = [];
        for (const [i, kind] of records.kinds.entries()) {
          page.fill(i);
          writes.push(output.write(`data/${kind}.bin`, page, PAYLOAD));
        }
        await Promise.all(writes);
      },
    },
  ],
  [
    "the clock",
    "the same records give the same files at another time and by other chance",
    textOf(() => String(new Date().getUTCFullYear())),
  ],
  [
    "the time in seconds",
    "the same records give the same files at another time and by other chance",
    textOf(() => String(Math.floor(Date.now() / 1e5))),
  ],
  ["chance", "the same records give the same files at another time and by other chance", textOf(() => String(Math.random()))],
  [
    "views that are kept",
    "a batch's memory is not used after the next batch was asked for",
    {
      async render(records, _, output) {
        for (const kind of records.kinds) {
          const lines: Uint8Array[] = [];
          for await (const batch of records.batches(kind)) for (let i = 0; i < batch.count; i++) lines.push(batch.body(i), LF);
          await output.write(`data/${kind}.jsonl`, concatBytes(lines), { ...PAYLOAD, records: lines.length / 2 });
        }
      },
    },
  ],
  [
    "a batch that is written while the next one is read",
    "a batch's memory is not used after the next batch was asked for",
    {
      async render(records, _, output) {
        const writes: Promise<unknown>[] = [];
        for (const kind of records.kinds) {
          for await (const batch of records.batches(kind))
            writes.push(output.write(`data/${kind}-${writes.length}`, batch.body(0), PAYLOAD));
        }
        await Promise.all(writes);
      },
    },
  ],
  [
    "a path that leads out",
    "paths are safe and distinct, roles and media types are given",
    textOf((batch, i) => batch.id(i), "../text.txt"),
  ],
  ["the manifest's name", "paths are safe and distinct, roles and media types are given", textOf((batch, i) => batch.id(i), "export.json")],
  [
    "the codec's suffix",
    "paths are safe and distinct, roles and media types are given",
    textOf((batch, i) => batch.id(i), "data/text.zst"),
  ],
  [
    "a path that is written twice",
    "paths are safe and distinct, roles and media types are given",
    {
      async render(records, options, output) {
        await textOf(() => "").render?.(records, options, output);
        await textOf(() => "").render?.(records, options, output);
      },
    },
  ],
  [
    "paths that differ in case",
    "paths are safe and distinct, roles and media types are given",
    {
      async render(_records, _options, output) {
        await output.write("data/a", LF, PAYLOAD);
        await output.write("data/A", LF, PAYLOAD);
      },
    },
  ],
  [
    "no media type",
    "paths are safe and distinct, roles and media types are given",
    { render: async (_records, _options, output) => void (await output.write("data/a", LF, { role: "payload", mediaType: "" })) },
  ],
  [
    "a kind that it cannot do",
    "records of each kind alone are rendered",
    textOf((batch) => {
      if (batch.kind === "sbom") throw new Error("not yet");
      return batch.kind;
    }),
  ],
  [
    "at least one record",
    "no records at all are rendered",
    {
      async render(records, options, output) {
        if (records.kinds.length === 0) throw new Error("nothing to render");
        await healthy.render(records, options, output);
      },
    },
  ],
  [
    "options that it writes to",
    "options are not changed by rendering",
    {
      async render(_records, options, output) {
        (options as { prefix: string }).prefix += "x";
        await output.write("data/a", LF, PAYLOAD);
      },
    },
  ],
  [
    "text that two renders share",
    "two renders at the same time do not disturb each other",
    {
      async render(records, _, output) {
        shared = "";
        for (const kind of records.kinds) {
          for await (const batch of records.batches(kind)) for (let i = 0; i < batch.count; i++) shared += batch.path(i);
        }
        await output.write("data/text", encodeUtf8(shared), PAYLOAD);
      },
    },
  ],
  [
    "an iteration within an iteration",
    "records of each kind alone are rendered",
    {
      async render(records, _, output) {
        const [kind = "vex"] = records.kinds;
        for await (const batch of records.batches(kind)) {
          for await (const other of records.batches(kind)) await output.write(`data/${batch.count}-${other.count}`, LF, PAYLOAD);
        }
      },
    },
  ],
  [
    "a write that nobody waits for",
    "the same records give the same files, whichever write ends first",
    {
      async render(records, _, output) {
        for (const kind of records.kinds) void output.write(`data/${kind}`, LF, PAYLOAD);
      },
    },
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});

// Cases about what an adapter writes: the same files for the same records, whatever else differs, and files that a bundle can hold.
import { deepEqual, equal, match, ok } from "node:assert/strict";
import type { ContractCase } from "../contract-case.js";
import { fileInTheWay } from "../doubles/bundle-path.js";
import { memoryRecords } from "../doubles/memory-records.js";
import { MemoryOutput } from "../doubles/memory-output.js";
import { assertSameFiles } from "../file-difference.js";
import { elsewhen } from "../elsewhen.js";
import type { AdapterContractOptions } from "./adapter-contract.js";
import { documentsFor, type Files, render, renderInto } from "./rendering.js";

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*(;.*)?$/i;

export function renderCases(suite: AdapterContractOptions): ContractCase[] {
  const { adapter } = suite;
  const documents = documentsFor(suite);
  const sameAs = async (what: string, other: () => Promise<Files>): Promise<void> => {
    assertSameFiles(what, await render(suite, documents), await other());
  };
  return [
    {
      name: "the same records give the same files, whatever the batches",
      async run() {
        for (const batchSize of [1, 3, 7]) await sameAs(`batches of ${batchSize}`, () => render(suite, documents, { batchSize }));
      },
    },
    {
      name: "the same records give the same files, whichever write ends first",
      async run() {
        await sameAs("every second write is slow", () => render(suite, documents, { delay: (write) => (write % 2 === 0 ? 8 : 0) }));
        await sameAs("writes grow faster", () => render(suite, documents, { delay: (write) => Math.max(0, 12 - write) }));
      },
    },
    {
      name: "the same records give the same files at another time and by other chance",
      run: async () => await sameAs("another clock and chance", () => elsewhen(() => render(suite, documents))),
    },
    {
      name: "a batch's memory is not used after the next batch was asked for",
      async run() {
        const kept = await render(suite, documents, { batchSize: 2, delay: () => 3, keepsMemory: true });
        const overwritten = await render(suite, documents, { batchSize: 2, delay: () => 3 });
        assertSameFiles("each batch is overwritten after use", kept, overwritten);
      },
    },
    {
      name: "paths are safe and distinct, roles and media types are given",
      async run() {
        const files = await render(suite, documents);
        const paths = [...files.keys()];
        equal(fileInTheWay(paths), undefined, "a file has the name of a folder");
        equal(new Set(paths.map((path) => path.toLowerCase())).size, paths.length, "two paths differ in case only");
        for (const [path, file] of files) {
          ok(["payload", "index", "report", "doc"].includes(file.role), `${path}: role ${String(file.role)}`);
          match(file.mediaType, MEDIA_TYPE, `${path}: media type ${JSON.stringify(file.mediaType)}`);
          ok(!file.mediaType.endsWith("+zstd"), `${path}: the codec is the output's to add`);
          ok(file.records === null || (Number.isSafeInteger(file.records) && file.records >= 0), `${path}: records ${file.records}`);
        }
      },
    },
    {
      name: "records of each kind alone are rendered",
      async run() {
        for (const kind of adapter.kinds)
          await render(
            suite,
            documents.filter((document) => document.kind === kind),
          );
      },
    },
    {
      name: "no records at all are rendered",
      run: async () => void (await render(suite, [])),
    },
    {
      name: "options are not changed by rendering",
      async run() {
        const options = adapter.parseOptions(suite.options ?? {});
        const before = structuredClone(options);
        await adapter.render(memoryRecords(documents), options, new MemoryOutput());
        deepEqual(options, before);
      },
    },
    {
      name: "two renders at the same time do not disturb each other",
      async run() {
        const half = documents.filter((_, i) => i % 2 === 0);
        const outputs = [new MemoryOutput({ delay: () => 2 }), new MemoryOutput()] as const;
        const [all, some] = await Promise.all([
          renderInto(suite, memoryRecords(documents, { batchSize: 2 }), outputs[0]),
          renderInto(suite, memoryRecords(half, { batchSize: 3 }), outputs[1]),
        ]);
        assertSameFiles("a second render at the same time", await render(suite, documents), all);
        assertSameFiles("a second render at the same time", await render(suite, half), some);
      },
    },
  ];
}

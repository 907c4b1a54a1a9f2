// Lets an adapter render documents into memory and hands back what it wrote. It judges nothing but that work ends with its promise.
import { equal } from "node:assert/strict";
import type { RecordSet } from "@stella-export/core";
import { turns, within } from "../contract-case.js";
import type { MemoryDocument } from "../doubles/memory-document.js";
import { type MemoryFile, MemoryOutput, type MemoryOutputOptions } from "../doubles/memory-output.js";
import { memoryRecords, type MemoryRecordsOptions } from "../doubles/memory-records.js";
import { withoutLostFailures } from "../lost-failures.js";
import type { AdapterContractOptions } from "./adapter-contract.js";

export type Files = ReadonlyMap<string, MemoryFile>;

export type RenderingOptions = MemoryOutputOptions & MemoryRecordsOptions;

/** Documents of the kinds that the adapter names: a run hands it no others. */
export function documentsFor({ adapter, documents }: AdapterContractOptions): MemoryDocument[] {
  return documents.filter(({ kind }) => adapter.kinds.includes(kind));
}

/** The files that a render writes. Fails where it goes on after its promise is settled. */
export async function render(
  suite: AdapterContractOptions,
  documents: readonly MemoryDocument[],
  how: RenderingOptions = {},
): Promise<Files> {
  return await renderInto(suite, memoryRecords(documents, how), new MemoryOutput(how));
}

export async function renderInto(
  { adapter, options = {} }: AdapterContractOptions,
  records: RecordSet,
  output: MemoryOutput,
): Promise<Files> {
  return await withoutLostFailures(async () => {
    await within("render", adapter.render(records, adapter.parseOptions(options), output));
    equal(output.pending, 0, "render ended before its writes were settled");
    const { writes } = output;
    await turns(10);
    equal(output.writes, writes, "render wrote after it ended");
    return output.files;
  });
}

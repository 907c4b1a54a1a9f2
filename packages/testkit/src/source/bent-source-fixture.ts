// A source that keeps every promise, and ways to bend it: a mutant replaces one of its members, or changes its batches on the way.
import { closeSync } from "node:fs";
import type { DocumentBatch, Source } from "@stella-export/core";
import type { MemoryDocument } from "../doubles/memory-document.js";
import { memorySource } from "../doubles/memory-source.js";
import { sampleDocuments } from "../doubles/sample-documents.js";
import { sourceContract, type SourceContractOptions } from "./source-contract.js";

const DOCUMENTS: MemoryDocument[] = sampleDocuments(["advisory", "vex"], 8);
export const EXPECTED = { documents: DOCUMENTS.length, kinds: { advisory: 8, vex: 8 } };
const IN_MEMORY = memorySource(DOCUMENTS, { batchSize: 5 });

export const healthy = (): Source => IN_MEMORY;

export type Bend = (source: Source) => Partial<Source>;
type Read = Source["read"];

/** The same source, with its batches changed on the way. */
export const mapped = (source: Source, change: (batch: DocumentBatch) => DocumentBatch): Partial<Source> => ({
  async *read(options) {
    for await (const batch of source.read(options)) yield change(batch);
  },
});
/** The same source with another `read`. */
export const withRead = (read: (source: Source, ...options: Parameters<Read>) => AsyncGenerator<DocumentBatch, void>): Bend => {
  return (source) => ({ read: (options) => read(source, options) });
};

/** Name of the mutant, name of the case that catches it, and what is bent. */
export type SourceMutant = readonly [mutant: string, caughtBy: string, bend: Bend];

/** Descriptors that mutants leave open, for {@link failing} to close. */
export const leaks: number[] = [];

/** Names of the cases that fail over the bent source, among those asked for. */
export async function failing(bend: Bend, asked?: string, more: Partial<SourceContractOptions> = {}): Promise<string[]> {
  const open = (): Source => {
    const source = healthy();
    return { ...source, ...bend(source) };
  };
  const failed: string[] = [];
  for (const { name, run } of sourceContract({ open, expected: EXPECTED, ...more })) {
    if (asked === undefined || asked === name) await run().catch(() => void failed.push(name));
  }
  for (const file of leaks.splice(0)) closeSync(file);
  return failed;
}

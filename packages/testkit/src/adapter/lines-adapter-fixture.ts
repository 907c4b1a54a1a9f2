// An adapter that keeps every promise, written to be bent: a mutant replaces one of its members.
import { type Adapter, concatBytes, encodeUtf8, ExportError, KINDS, type RecordBatch } from "@stella-export/core";
import { sampleDocuments } from "../doubles/sample-documents.js";
import { adapterContract } from "./adapter-contract.js";

export const DOCUMENTS = sampleDocuments(KINDS, 12);
export const LF = encodeUtf8("\n");

/** A file for each kind and source, the records as lines. */
export const healthy: Adapter = {
  name: "test:lines",
  version: "1",
  kinds: KINDS,
  parseOptions(options) {
    const { prefix = "data", ...others } = options as { prefix?: string };
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new ExportError("ERR_EXPORT_PROFILE_INVALID", `/spec/options: unknown option ${unknown}`);
    return { prefix };
  },
  async render(records, { prefix }, output) {
    for (const kind of records.kinds) {
      const lines = new Map<string, Uint8Array[]>();
      for await (const batch of records.batches(kind)) {
        for (let i = 0; i < batch.count; i++) {
          const own = lines.get(batch.source(i)) ?? [];
          lines.set(batch.source(i), [...own, concatBytes([batch.body(i), LF])]);
        }
      }
      const writes = [...lines].map(([source, own]) => {
        const path = `${String(prefix)}/${kind}/${source}.jsonl`;
        return output.write(path, concatBytes(own), { role: "payload", mediaType: "application/jsonl", records: own.length });
      });
      await Promise.all(writes);
    }
  },
};

export const PAYLOAD = { role: "payload", mediaType: "text/plain" } as const;

/** An adapter that writes one text made of every record. */
export const textOf = (toText: (batch: RecordBatch, i: number) => string, path = "data/text.txt"): Partial<Adapter> => ({
  async render(records, _, output) {
    let text = "";
    for (const kind of records.kinds) {
      for await (const batch of records.batches(kind)) for (let i = 0; i < batch.count; i++) text += toText(batch, i);
    }
    await output.write(path, encodeUtf8(text), PAYLOAD);
  },
});

/** Name of the mutant, name of the case that catches it, and what is bent. */
export type AdapterMutant = readonly [mutant: string, caughtBy: string, bend: Partial<Adapter>];

/** Names of the cases that fail over the bent adapter, among those asked for. */
export async function failing(bend: Partial<Adapter>, asked: string): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of adapterContract({ adapter: { ...healthy, ...bend }, documents: DOCUMENTS })) {
    if (name === asked) await run().catch(() => void failed.push(name));
  }
  return failed;
}

// The smallest adapter and sources of a run in memory, and what a test asks of the bundle that comes out. For tests only.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8 } from "../../bytes.js";
import { fixedClock } from "../../clock.js";
import type { Manifest } from "../../manifest/schema.js";
import { builtinProfile } from "../../profile/resolve.js";
import { KINDS, type Kind } from "../../records/kinds.js";
import type { Adapter } from "../../seams/adapter.js";
import type { DocumentBatch, Source } from "../../seams/source.js";
import type { VerifyResult } from "../../verify/result.js";
import { verifyBundle } from "../../verify/verify-bundle.js";
import { openBundle } from "../directory-bundle.js";
import { nodeSha256 } from "../sha256.js";
import { documentBatch } from "./document-batch-fixture.js";
import type { RunRequest } from "./run.js";

const CLOCK = fixedClock(1_790_000_000);

/** The smallest adapter: one file a kind, the records as lines. */
export const lines: Adapter = {
  name: "test:lines",
  version: "1",
  kinds: KINDS.filter((kind) => kind !== "sbom"),
  parseOptions: () => ({}),
  async render(records, _options, output) {
    for (const kind of records.kinds) {
      const parts: Uint8Array[] = [];
      for await (const batch of records.batches(kind)) {
        for (let i = 0; i < batch.count; i++) parts.push(batch.body(i).slice(), encodeUtf8("\n"));
      }
      await output.write(`data/${kind}.jsonl`, Buffer.concat(parts), {
        role: "payload",
        mediaType: "application/jsonl",
        records: parts.length / 2,
      });
    }
  },
};

/** Documents by path; `kind`, `id` and `date` are members of the document itself. */
export function source(name: string, documents: Readonly<Record<string, string>>, batchSize = 100): Source {
  return {
    name,
    survey: async () => ({ documents: Object.keys(documents).length, bytes: null }),
    async *read(): AsyncGenerator<DocumentBatch> {
      const entries = Object.entries(documents);
      for (let at = 0; at < entries.length; at += batchSize) {
        yield documentBatch(entries.slice(at, at + batchSize));
      }
    },
    describe(document) {
      const kind = document.text("kind");
      if (kind === undefined) return { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message: "no kind" };
      const date = document.text("date");
      return {
        kind: kind as Kind,
        format: "test",
        formatVersion: "1",
        id: document.text("id") ?? "",
        aliases: [],
        ...(date === undefined ? {} : { date }),
      };
    },
  };
}

export const DOCUMENTS = {
  "a.json": '{"kind":"advisory","id":"A","date":"2026-01-01T00:00:00Z"}',
  "b.json": '{"id":"B","kind":"advisory","date":"2026-02-01T00:00:00.999+01:00"}',
  "c.json": '{ "kind":"vex","id":"C" }',
};

export const request = (out: string, more: Partial<RunRequest> = {}): RunRequest => ({
  profile: builtinProfile("test:lines", [lines]),
  adapters: [lines],
  sources: [source("s", DOCUMENTS)],
  out,
  clock: CLOCK,
  ...more,
});

export const manifestAt = (path: string): Manifest => JSON.parse(readFileSync(join(path, "export.json"), "utf8")) as Manifest;

/** Also of a bundle that has expired long since. */
export async function verdictOf(path: string): Promise<VerifyResult["verdict"]> {
  return (await verifyBundle(await openBundle(path), { sha256: nodeSha256, mode: { kind: "integrity-only" }, clock: fixedClock(0) }))
    .verdict;
}

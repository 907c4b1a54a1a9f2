// Cases about the batches that a source hands over: where documents lie in them, and how long.
import { deepEqual, equal, ok } from "node:assert/strict";
import { type DocumentBatch, type DocumentReject, ERRORS, isDigest } from "@stella-export/core";
import { type ContractCase, turns } from "../contract-case.js";
import type { SourceContractOptions } from "./source-contract.js";
import { documentsOf, readAll } from "./source-reading.js";

/** Bytes of small documents that a batch may hold: "about 1 MiB", with room for other ways of cutting. */
const MAX_SMALL_BYTES = 4 << 20;
const LF = 0x0a;
const CR = 0x0d;

export function batchCases({ open }: SourceContractOptions): ContractCase[] {
  const eachBatch = (name: string, check: (batch: DocumentBatch) => void | Promise<void>): ContractCase => ({
    name,
    async run() {
      await readAll(await open(), { onBatch: async (batch) => await check(batch) });
    },
  });
  return [
    eachBatch("every document lies within its batch", assertWithin),
    eachBatch("paths are relative and POSIX, lines count from 1", assertPlaces),
    eachBatch("a document that is a line has no line end", assertNoLineEnd),
    eachBatch("a batch holds about 1 MiB, or one document", assertSize),
    eachBatch("the bytes stay as they are until the next batch is asked for", async (batch) => {
      const before = documentsOf(batch);
      // A source that reads ahead does so in these turns.
      await turns(3);
      await new Promise((resolve) => setTimeout(resolve, 5));
      deepEqual(documentsOf(batch), before);
    }),
    {
      name: "rejects say what is wrong with which bytes",
      async run() {
        const { rejects } = await readAll(await open());
        for (const reject of rejects) assertReject(reject);
      },
    },
  ];
}

function assertWithin(batch: DocumentBatch): void {
  const { count, slab, starts, ends, lines, paths, sourceDigests } = batch;
  ok(Number.isInteger(count) && count >= 0, `count is ${count}`);
  ok(slab instanceof Uint8Array, "slab is no Uint8Array");
  for (const [name, array] of Object.entries({ starts, ends, lines })) {
    ok(array instanceof Uint32Array, `${name} is no Uint32Array`);
    ok(array.length >= count, `${name} has ${array.length} elements for ${count} documents`);
  }
  ok(paths.length >= count, `paths has ${paths.length} elements for ${count} documents`);
  for (let i = 0; i < count; i++) {
    const [start, end] = [starts[i] as number, ends[i] as number];
    ok(start <= end && end <= slab.length, `document ${i} is [${start}, ${end}) of a slab of ${slab.length} bytes`);
    if (sourceDigests !== undefined) ok(isDigest(sourceDigests[i] ?? ""), `sourceDigests[${i}] is ${sourceDigests[i]}`);
  }
  ok(Number.isInteger(batch.ignored) && batch.ignored >= 0, `ignored is ${batch.ignored}`);
}

function assertPlaces({ count, paths, lines, rejects }: DocumentBatch): void {
  for (const path of [...paths.slice(0, count), ...rejects.map((reject) => reject.path)]) {
    equal(typeof path, "string");
    const segments = path.split("/");
    const bad = segments.find((segment) => segment === "" || segment === "." || segment === "..");
    ok(bad === undefined, `${JSON.stringify(path)} has the segment ${JSON.stringify(bad)}`);
  }
  for (const line of [...lines.slice(0, count), ...rejects.map((reject) => reject.line)]) {
    ok(Number.isInteger(line) && line >= 0, `line ${line}`);
  }
}

function assertNoLineEnd(batch: DocumentBatch): void {
  for (const { path, line, bytes } of documentsOf(batch)) {
    const last = bytes.at(-1);
    if (line > 0) ok(last !== LF && last !== CR, `line ${line} of ${path} ends with its line end`);
  }
}

function assertSize(batch: DocumentBatch): void {
  const sizes = documentsOf(batch).map(({ bytes }) => bytes.length);
  const small = sizes.reduce((sum, size) => sum + size, 0) - Math.max(0, ...sizes);
  ok(small <= MAX_SMALL_BYTES, `${small} bytes besides the largest document, in one batch`);
}

function assertReject({ path, code, message, offset, sourceDigest }: DocumentReject): void {
  ok(
    Object.keys(ERRORS).some((name) => code === `ERR_EXPORT_${name}`),
    `${path}: ${code} is no code of the table`,
  );
  ok(message.length > 0, `${path}: no message`);
  ok(isDigest(sourceDigest), `${path}: ${sourceDigest} is no digest`);
  ok(offset === undefined || (Number.isSafeInteger(offset) && offset >= 0), `${path}: offset ${offset}`);
}

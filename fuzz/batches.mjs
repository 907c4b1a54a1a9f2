// What a source's batches say, copied out and put in one list, since a batch's memory is used again.
import { hash } from "node:crypto";
import { ERRORS } from "@stella-export/core";
import { expect } from "./expect.mjs";

/**
 * `{ documents, rejects, ignored }` of all batches.
 * @param {AsyncIterable<import("@stella-export/core").DocumentBatch>} batches
 * @returns {Promise<{ documents: any[], rejects: any[], ignored: number }>}
 */
export async function contentsOf(batches) {
  const contents = { documents: [], rejects: [], ignored: 0 };
  for await (const batch of batches) {
    const { count, slab, starts, ends, lines, paths, sourceDigests, rejects, ignored } = batch;
    expect(paths.length >= count, "a path for each document");
    for (let i = 0; i < count; i++) {
      expect(starts[i] <= ends[i] && ends[i] <= slab.length, "a document lies in its slab");
      const bytes = Buffer.from(slab.subarray(starts[i], ends[i]));
      const digest = sourceDigests === undefined ? digestOf(bytes) : sourceDigests[i];
      contents.documents.push({ path: paths[i], line: lines[i], text: bytes.toString("latin1"), digest });
    }
    for (const reject of rejects) checkReject(reject);
    contents.rejects.push(...rejects);
    contents.ignored += ignored;
  }
  return contents;
}

export function digestOf(bytes) {
  return `sha256:${hash("sha256", bytes)}`;
}

function checkReject({ path, line, code, message, sourceDigest }) {
  expect(typeof path === "string" && Number.isInteger(line) && line >= 0, "the place of a reject");
  expect(Object.hasOwn(ERRORS, code.slice("ERR_EXPORT_".length)), "the code of a reject");
  expect(typeof message === "string" && /^sha256:[0-9a-f]{64}$/.test(sourceDigest), "the text and digest of a reject");
}

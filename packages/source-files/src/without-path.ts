// Documents of a file whose name is not UTF-8: they can be counted, but not be named, so none is a record (contract: Sources).
import { hash } from "node:crypto";
import type { DocumentBatch, DocumentReject } from "@stella-export/core";

/** The same batches with every document a reject PATH_INVALID. */
export async function* withoutPath(batches: AsyncIterable<DocumentBatch>): AsyncGenerator<DocumentBatch, void> {
  for await (const batch of batches) {
    const rejects: DocumentReject[] = [...batch.rejects];
    for (let i = 0; i < batch.count; i++) {
      const bytes = batch.slab.subarray(batch.starts[i], batch.ends[i]);
      rejects.push({
        path: batch.paths[i] as string,
        line: batch.lines[i] as number,
        code: "ERR_EXPORT_PATH_INVALID",
        message: "the path is not UTF-8",
        sourceDigest: batch.sourceDigests?.[i] ?? `sha256:${hash("sha256", bytes)}`,
      });
    }
    yield { ...batch, count: 0, rejects };
  }
}

// Keeps a copy of some files of a bundle while it is verified: what is installed are the very bytes that were checked, read once.
import type { BundleEntry, BundleReader, EntriesOptions } from "@stella-export/core";
import { type Files, nodeFiles } from "@stella-export/core/node";

/** The same bundle; bytes of the files in `copies` (path in the bundle → path on disk) are also written there as they are read. */
export function tapBundle(reader: BundleReader, copies: ReadonlyMap<string, string>): BundleReader {
  return {
    async *entries(options: EntriesOptions = {}) {
      const { sizeToHash } = options;
      const asked: EntriesOptions =
        sizeToHash === undefined ? {} : { sizeToHash: (path) => (copies.has(path) ? undefined : sizeToHash(path)) };
      for await (const entry of reader.entries(asked)) {
        const copy = copies.get(entry.path);
        yield copy === undefined || entry.kind !== "file" ? entry : tapEntry(entry, copy);
      }
    },
  };
}

function tapEntry(entry: BundleEntry, path: string): BundleEntry {
  return { ...entry, chunks: () => copyChunks(nodeFiles, entry.chunks(), path) };
}

async function* copyChunks(files: Files, chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = files.openForWrite(path);
  let position = 0;
  try {
    for await (const chunk of chunks) {
      files.write(file, chunk, position);
      position += chunk.length;
      yield chunk;
    }
  } finally {
    files.close(file);
  }
}

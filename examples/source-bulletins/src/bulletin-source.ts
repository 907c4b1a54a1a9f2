// A file of security bulletins as a source: several bulletins in a file, a line "---" between them. It knows where a bulletin begins and what
// it weighs; what it says is bulletin.ts's affair.
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type CanonicalDocument, type DocumentBatch, ExportError, type Source, type SourceOptions, type Survey } from "@stella-export/core";
import { BatchFilling } from "./batch-filling.js";
import { blocks } from "./blocks.js";
import { describeBulletin, toJson } from "./bulletin.js";

const BATCH_BYTES = 1 << 20;

export class BulletinSource implements Source {
  readonly name: string;
  readonly #path: string;

  constructor(name: string, path: string) {
    this.name = name;
    this.#path = path;
  }

  async survey(): Promise<Survey> {
    const { size } = await this.#ask(() => stat(this.#path));
    // How many bulletins there are, only reading tells.
    return { documents: null, bytes: size };
  }

  async *read({ limits, signal }: SourceOptions): AsyncGenerator<DocumentBatch, void> {
    signal?.throwIfAborted();
    // These files are small. A source whose files are not reads them in pieces, and keeps no more than a document and a batch.
    const file = await this.#ask(() => readFile(this.#path));
    const batch = new BatchFilling(basename(this.#path));
    for (const block of blocks(file)) {
      if (block.bytes.length > limits.documentBytes) batch.reject(block, `the bulletin is larger than ${limits.documentBytes} bytes`);
      else batch.add(toJson(block.bytes), block);
      if (batch.bytes < BATCH_BYTES) continue;
      yield batch.take();
      signal?.throwIfAborted();
    }
    if (!batch.isEmpty) yield batch.take();
  }

  describe(document: CanonicalDocument): ReturnType<Source["describe"]> {
    return describeBulletin(document);
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (cause) {
      const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
      const code = isMissing ? "ERR_EXPORT_SOURCE_NOT_FOUND" : "ERR_EXPORT_SOURCE_UNREADABLE";
      throw new ExportError(code, `source ${this.name}: ${this.#path} cannot be read`, { source: this.name, path: this.#path, cause });
    }
  }
}

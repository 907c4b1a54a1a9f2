// Does `stella export cat`: records leave in blocks, no faster than they are read.
import { decodeUtf8, encodeUtf8, ExportError } from "@stella-export/core";
import { openContents } from "@stella-export/core/node";
import type { CatOptions } from "../commands/bundle.js";
import { parseKind } from "../option-values.js";
import { safeLines } from "../output/safe-text.js";
import type { StandardOutput } from "../output/standard-output.js";
import type { CommandExit, Session } from "../session.js";

const BLOCK_BYTES = 64 * 1024;

export async function cat(session: Session, bundle: string, { kind: kindName, id }: CatOptions): Promise<CommandExit> {
  const kind = kindName === undefined ? undefined : parseKind("--kind", kindName);
  const contents = await openContents(bundle);
  const block = new OutputBlock(session.stdout);
  // Canonical JSON escapes C0 only. Elsewhere its bytes are what counts; a terminal gets the same values, harmless.
  const shown = (record: Uint8Array): Uint8Array => (session.stdout.isTerminal ? encodeUtf8(safeLines(decodeUtf8(record))) : record);
  let count = 0;
  try {
    for await (const record of contents.records(kind, id === undefined ? undefined : (entry) => entry.id === id)) {
      session.signal.throwIfAborted();
      if (session.stdout.isClosed) return 0;
      await block.add(shown(record));
      count++;
    }
    await block.flush();
  } finally {
    contents.close();
  }
  if (id !== undefined && count === 0) {
    throw new ExportError("ERR_EXPORT_NOT_FOUND", `no record with the document id ${JSON.stringify(id)}`, {
      path: bundle,
      hint: "`stella export trace` also finds aliases and paths.",
    });
  }
  return 0;
}

/** Copies small records together, since a record's memory is valid only until the next one is asked for. */
class OutputBlock {
  readonly #stdout: StandardOutput;
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #used = 0;

  constructor(stdout: StandardOutput) {
    this.#stdout = stdout;
  }

  async add(record: Uint8Array): Promise<void> {
    if (this.#used + record.length > BLOCK_BYTES) await this.flush();
    if (record.length > BLOCK_BYTES) return this.#stdout.write(record);
    this.#block.set(record, this.#used);
    this.#used += record.length;
  }

  async flush(): Promise<void> {
    await this.#stdout.write(this.#block.subarray(0, this.#used));
    this.#used = 0;
  }
}

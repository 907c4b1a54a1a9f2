// Lays a nested zip out in a temporary file, because a zip is read from its end. The file has no name once it is open: nothing is left
// behind, however the process ends.
import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toFileError } from "@stella-export/core/node";
import type { ArchiveContext } from "./archive-context.js";
import type { Member } from "./member.js";
import { OpenFile } from "./open-file.js";

/** Runs `read` over the member's bytes as a file. Throws SOURCE_LIMIT, DISK_FULL, and what the member and `read` throw. */
export async function* spooled<T>(
  member: Member,
  context: ArchiveContext,
  read: (file: OpenFile) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const { spoolBytes } = context.limits;
  if (member.sizeBytes > spoolBytes) throw context.limit(`a nested zip of more than ${spoolBytes} bytes`, member.path);
  const folder = attempt("create a file in", tmpdir(), () => mkdtempSync(join(tmpdir(), "stella-export-")));
  try {
    const path = join(folder, "nested.zip");
    const file = attempt("create", path, () => openSync(path, "wx+", 0o600));
    const opened = new OpenFile(file, member.sizeBytes, path);
    try {
      unlink(folder);
      await write(file, path, member);
      yield* read(opened);
    } finally {
      opened.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function write(file: number, path: string, member: Member): Promise<void> {
  for await (const chunk of member.chunks()) {
    for (let done = 0; done < chunk.length;) done += attempt("write", path, () => writeSync(file, chunk, done));
  }
}

// Where an open file cannot be removed (Windows), it is removed when it is closed.
function unlink(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    return;
  }
}

function attempt<T>(action: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw toFileError(cause, action, path);
  }
}

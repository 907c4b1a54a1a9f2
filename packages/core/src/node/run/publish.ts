// Gives a whole bundle its name by renaming it. Nothing appears half-written.
import { dirname } from "node:path";
import { ExportError } from "../../errors/export-error.js";
import type { Files } from "../files.js";

/** True where the output is a single file. */
export function isTarPath(out: string): boolean {
  return out.endsWith(".tar");
}

/** Throws OUTPUT_EXISTS where something is in the way that may not be replaced. */
export function assertFree(files: Files, out: string, force: boolean): void {
  const found = files.look(out);
  if (found === undefined || force) return;
  if (found === "folder" && !isTarPath(out) && files.list(out).length === 0) return;
  throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${out} is there already`, { path: out });
}

/**
 * Renames `from` to `out`. A file replaces a file in one step. A directory that is replaced is moved to `aside` first: between the two
 * renames there is no bundle at `out`, never half of one, and a kill just there is mended by the next run (see `staging.ts`).
 */
export function nameBundle(files: Files, from: string, out: string, aside: string): void {
  const found = files.look(out);
  const replacesInOneStep = found === undefined || (found === "file" && files.look(from) === "file");
  if (!replacesInOneStep) files.rename(out, aside);
  files.rename(from, out);
  files.syncFolder(dirname(out));
}

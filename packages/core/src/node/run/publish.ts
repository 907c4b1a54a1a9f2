// Gives a whole bundle its name by renaming it. Nothing appears half-written.
import { dirname } from "node:path";
import { ExportError } from "../../errors/export-error.js";
import type { Files } from "../files.js";
import { bundleAround, type KeptPath, whyKept } from "./kept-paths.js";

/** True where the output is a single file. */
export function isTarPath(out: string): boolean {
  return out.endsWith(".tar");
}

export interface Replacing {
  readonly force?: boolean | undefined;
  /** What even `force` does not replace, besides the current folder, the home folder and those above. */
  readonly kept?: readonly KeptPath[] | undefined;
}

/** Throws OUTPUT_EXISTS where a bundle would become part of another. */
export function assertOutsideBundles(out: string): void {
  const bundle = bundleAround(out);
  if (bundle !== undefined) throw refused(out, `no bundle is made at ${out}: it is in the bundle ${bundle}`, "Choose an --out beside it.");
}

/** Throws OUTPUT_EXISTS where something is in the way that may not, or cannot, be replaced. */
export function assertFree(files: Files, out: string, { force, kept = [] }: Replacing): void {
  const found = files.look(out);
  if (found === undefined) return;
  const isEmpty = found === "folder" && !isTarPath(out) && files.list(out).length === 0;
  if (!isEmpty) {
    if (force !== true) throw taken(out);
    const why = whyKept(out, kept);
    if (why !== undefined) throw refused(out, `${out} is not replaced, even with --force: ${why}`, "Choose another --out.");
  }
  // Of files alone some file systems tell another device than of the folder that they are in.
  if (found === "folder" && files.device(out) !== files.device(dirname(out)))
    throw refused(out, `${out} is where a file system is mounted, and cannot be replaced`, "Choose an --out in it.");
}

/**
 * Gives the bundle at `from` the name `out`. What stands there is judged once more, for it may have come during the run: without `aside`
 * nothing is replaced (OUTPUT_EXISTS). Else a file replaces a file in one step, and a directory is moved to `aside` first: between the two
 * renames there is no bundle at `out`, never half of one, and a kill just there is mended by the next run (see `staging.ts`).
 */
export function nameBundle(files: Files, from: string, out: string, aside: string | undefined): void {
  const found = files.look(out);
  if (found === "file" && aside !== undefined && files.look(from) === "file") {
    files.rename(from, out);
  } else {
    if (found !== undefined && aside !== undefined) files.rename(out, aside);
    nameNew(files, from, out);
  }
  files.syncFolder(dirname(out));
}

function nameNew(files: Files, from: string, out: string): void {
  try {
    files.renameNew(from, out);
  } catch (error) {
    throw error instanceof ExportError && error.code === "ERR_EXPORT_OUTPUT_EXISTS" ? taken(out) : error;
  }
}

function refused(path: string, message: string, hint: string): ExportError {
  return new ExportError("ERR_EXPORT_OUTPUT_EXISTS", message, { path, hint });
}

function taken(out: string): ExportError {
  return new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${out} is there already`, { path: out });
}

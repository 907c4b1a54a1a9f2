// Takes the folder of a run only where nobody but this user can have put anything into it, and nothing lies in there but what runs make.
import { ExportError } from "../../errors/export-error.js";
import type { Files } from "../files.js";
import { isHolderName } from "./holder.js";

/**
 * Makes the folder, or finds it. False where others could write to it: from then on they cannot, and nothing that it holds is to be believed.
 * Throws OUTPUT_EXISTS where something else has its name, which is neither followed nor touched, PERMISSION where it is another user's.
 */
export function takeFolder(files: Files, folder: string): boolean {
  try {
    files.makeFolder(folder, { exclusive: true });
    return true;
  } catch (error) {
    if (!(error instanceof ExportError) || error.code !== "ERR_EXPORT_OUTPUT_EXISTS") throw error;
  }
  const found = files.look(folder);
  if (found !== undefined && found !== "folder") {
    throw new ExportError("ERR_EXPORT_OUTPUT_EXISTS", `${folder}, where the run works, is a link or a file`, hintFor(folder));
  }
  // Gone by now: NOT_FOUND, as for whoever writes into it.
  const ownership = files.ownership(folder);
  if (ownership === "foreign") {
    throw new ExportError("ERR_EXPORT_PERMISSION", `${folder}, where the run works, is another user's`, hintFor(folder));
  }
  if (ownership === "shared") files.makePrivate(folder);
  return ownership === "private";
}

/** True where something is at the path that this user alone can have written. */
export function isOwn(files: Files, path: string): boolean {
  return files.look(path) !== undefined && files.ownership(path) === "private";
}

/** What a run puts there besides the names of holders; a description has `.new` behind its name until it is whole. */
const MADE = /^(?:spool|store|tree|replaced|(?:snapshot|result|scratch)\.json(?:\.new)?)$/;

/** Throws OUTPUT_EXISTS where the folder holds what no run put there: it is not ours to remove. */
export function assertMadeByRuns(files: Files, folder: string): void {
  const name = files.list(folder).find((each) => !isHolderName(each) && !MADE.test(each));
  if (name === undefined) return;
  throw new ExportError(
    "ERR_EXPORT_OUTPUT_EXISTS",
    `${folder}, where the run works, holds ${name}, which no run put there`,
    hintFor(folder),
  );
}

function hintFor(path: string): { readonly path: string; readonly hint: string } {
  return { path, hint: `Look at ${path} and remove it, or choose another --out.` };
}

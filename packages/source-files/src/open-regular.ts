// Opens a file of a source for reading: never through a link that took its place, and never waiting for whoever writes to a pipe.
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { ExportError } from "@stella-export/core";
import { toFileError } from "@stella-export/core/node";

const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const READ_NO_LINK = READ | (constants.O_NOFOLLOW ?? 0);

/** The path that the user gave may be a link; what was found in a folder was none. */
export type Origin = "given" | "found";

export interface RegularFile {
  readonly file: number;
  readonly sizeBytes: number;
}

/** Throws SOURCE_CHANGED for what is no regular file any more, and what `toFileError` makes of refusals. */
export function openRegular(location: string | Buffer, origin: Origin): RegularFile {
  let file: number;
  try {
    file = openSync(location, origin === "given" ? READ : READ_NO_LINK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENXIO" || (origin === "found" && (code === "ELOOP" || code === "ENOENT"))) throw changed(location, cause);
    throw toFileError(cause, "read", location.toString());
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw changed(location);
    return { file, sizeBytes: stat.size };
  } catch (cause) {
    closeSync(file);
    throw toFileError(cause, "read", location.toString());
  }
}

function changed(location: string | Buffer, cause?: unknown): ExportError {
  const path = location.toString();
  return new ExportError("ERR_EXPORT_SOURCE_CHANGED", `${path} was a file when it was looked at, and is none any more`, { path, cause });
}

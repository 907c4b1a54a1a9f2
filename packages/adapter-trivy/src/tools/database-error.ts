// Turns what the bbolt code throws into the error that users meet: the one place where the two know of each other.
import { ExportError } from "@stella-export/core";
import { BoltError } from "../bolt/bolt-error.js";

/** The failure as an {@link ExportError} that names `path`; anything but a {@link BoltError} is returned as it came. */
export function toDatabaseError(error: unknown, path: string): unknown {
  if (!(error instanceof BoltError)) return error;
  const { pageId, offset } = error.place;
  const code = error.reason === "damaged" ? "ERR_EXPORT_DATABASE_DAMAGED" : "ERR_EXPORT_DATABASE_TREE_INVALID";
  const message = pageId === undefined ? error.message : `page ${pageId}: ${error.message}`;
  return new ExportError(code, message, { path, cause: error, ...(offset === undefined ? {} : { offset }) });
}

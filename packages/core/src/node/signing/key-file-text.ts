// The text of a key file, and whether others may read it. It knows files and their modes, not what a key is.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { ExportError } from "../../errors/export-error.js";
import { toFileError } from "../files.js";

/** No key file of any kind is longer. */
const MAX_KEY_FILE_BYTES = 64 * 1024;
const NOT_OWNER = 0o077;

/** Throws KEY_INVALID for what is too long or no file, NOT_FOUND, PERMISSION, IO. */
export function readKeyFile(path: string): { text: string; isExposed: boolean } {
  try {
    const file = openSync(path, "r");
    try {
      const stats = fstatSync(file);
      if (stats.isDirectory()) throw new ExportError("ERR_EXPORT_KEY_INVALID", "a key is a file, not a directory", { path });
      const bytes = Buffer.alloc(MAX_KEY_FILE_BYTES + 1);
      let length = 0;
      // A pipe gives what it has.
      for (let count = 1; count > 0 && length < bytes.length; length += count)
        count = readSync(file, bytes, length, bytes.length - length, null);
      if (length > MAX_KEY_FILE_BYTES) throw new ExportError("ERR_EXPORT_KEY_INVALID", "no key file is that long", { path });
      return { text: bytes.toString("latin1", 0, length), isExposed: stats.isFile() && (stats.mode & NOT_OWNER) !== 0 };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw toFileError(cause, "read the key", path);
  }
}

/** Puts the file's path to what goes wrong with its content. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExportError ? error.at({ path }) : error;
  }
}

// The text of a key file, and whether others may read it. It knows files and their modes, not what a key is.
import { ExportError } from "../../errors/export-error.js";
import { readGivenFile } from "../given-file.js";

/** No key file of any kind is longer. */
const MAX_KEY_FILE_BYTES = 64 * 1024;
const NOT_OWNER = 0o077;

/** Throws KEY_INVALID for what is too long or no file, USAGE for a pipe that nothing comes through, NOT_FOUND, PERMISSION, IO. */
export async function readKeyFile(path: string, signal: AbortSignal | undefined): Promise<{ text: string; isExposed: boolean }> {
  const { bytes, stats } = await readGivenFile(path, { maxBytes: MAX_KEY_FILE_BYTES, action: "read the key", signal });
  if (stats.isDirectory()) throw new ExportError("ERR_EXPORT_KEY_INVALID", "a key is a file, not a directory", { path });
  if (bytes.length > MAX_KEY_FILE_BYTES) throw new ExportError("ERR_EXPORT_KEY_INVALID", "no key file is that long", { path });
  return { text: Buffer.from(bytes).toString("latin1"), isExposed: stats.isFile() && (stats.mode & NOT_OWNER) !== 0 };
}

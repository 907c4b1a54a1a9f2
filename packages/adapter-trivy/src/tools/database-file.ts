// Opens database files by path and says of which kind they are. What is thrown names the file.
import { statSync } from "node:fs";
import { ExportError } from "@stella-export/core";
import { nodeFiles, toFileError } from "@stella-export/core/node";
import type { ByteSource } from "../bolt/byte-source.js";
import { fileSource } from "../bolt/file-bytes.js";
import { MAGIC } from "../bolt/page-format.js";
import { toDatabaseError } from "./database-error.js";

const SQLITE = "SQLite format 3\0";
const GZIP = [0x1f, 0x8b];
/** A meta page's header and its magic number. */
const HEAD_BYTES = 20;

/** The kind of a database file, by its first bytes or else its name; undefined where it is something else. Throws NOT_FOUND, PERMISSION, IO. */
export function databaseKindOf(path: string): "bolt" | "sqlite" | "packed" | undefined {
  // A pipe could be read once only, and then not as the bundle that it is.
  if (!isFile(path)) return undefined;
  const file = nodeFiles.openForRead(path);
  const head = new Uint8Array(HEAD_BYTES);
  try {
    nodeFiles.read(file, head, 0);
  } finally {
    nodeFiles.close(file);
  }
  if (new DataView(head.buffer).getUint32(16, true) === MAGIC) return "bolt";
  if (Buffer.from(head).toString("latin1", 0, SQLITE.length) === SQLITE) return "sqlite";
  if (GZIP.every((byte, i) => head[i] === byte)) return "packed";
  // Damage at the very beginning should still be told as damage.
  return path.endsWith(".db") ? (path.endsWith("java.db") ? "sqlite" : "bolt") : undefined;
}

/** Links are followed: they are the caller's. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (cause) {
    throw toFileError(cause, "open", path);
  }
}

/**
 * Opens a bbolt file for `work`. Throws NOT_FOUND, PERMISSION, IO, and what `work` throws, a BoltError as DATABASE_DAMAGED of the file `shown`.
 */
export async function withBoltFile<T>(path: string, work: (source: ByteSource) => T | Promise<T>, shown = path): Promise<T> {
  if (nodeFiles.look(path) === "folder")
    throw new ExportError("ERR_EXPORT_NOT_FOUND", `${path} is a folder, not a database file`, { path });
  if (!isFile(path)) throw new ExportError("ERR_EXPORT_USAGE", `${path} is not a file that can be read in any order`, { path });
  const file = nodeFiles.openForRead(path);
  try {
    return await work(fileSource(file));
  } catch (error) {
    // A disk that fails to read says so in the words of node:fs.
    throw error instanceof Error && "syscall" in error ? toFileError(error, "read", shown) : toDatabaseError(error, shown);
  } finally {
    nodeFiles.close(file);
  }
}
